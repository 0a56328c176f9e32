import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("declarations", "0012_queue_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("registered_at", models.DateTimeField(verbose_name="registered")),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
                ("last_seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
            },
        ),
        migrations.CreateModel(
            name="ManifestGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manifests",
                        to="desk.device",
                    ),
                ),
                (
                    "gate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="declarations.gate"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfflineConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.CharField(
                        choices=[
                            ("border_guard", "border guard"),
                            ("customs", "customs"),
                            ("medical", "medical quarantine"),
                            ("plant", "plant quarantine"),
                            ("animal", "animal quarantine"),
                            ("transport", "transport management"),
                            ("gate_centre", "gate centre"),
                            ("yard", "yard"),
                            ("traffic_police", "traffic police"),
                        ],
                        max_length=16,
                        verbose_name="agency",
                    ),
                ),
                (
                    "check_code",
                    models.CharField(
                        choices=[
                            ("customs_registration", "Customs registration"),
                            ("bg_arrival", "Border guard: arrival"),
                            ("customs_arrival", "Customs: arrival"),
                            ("medical", "Medical quarantine"),
                            ("yard_in", "Into the yard"),
                            ("plant", "Plant quarantine"),
                            ("animal", "Animal quarantine"),
                            ("customs_check", "Customs: goods check"),
                            ("transport_licence", "Transport licence"),
                            ("transshipment", "Transshipment"),
                            ("fee_infrastructure", "Infrastructure fee"),
                            ("fee_transfer", "Transfer fee"),
                            ("finish", "Finish"),
                            ("customs_out", "Customs: exit"),
                            ("bg_out", "Border guard: exit"),
                            ("yard_out", "Out of the yard"),
                        ],
                        max_length=24,
                        verbose_name="check",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("recorded_at", models.DateTimeField(verbose_name="received")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("detail", models.CharField(max_length=500, verbose_name="why")),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stands", "What stands was accepted"),
                            ("confirmed", "Confirmed afterwards"),
                            ("wrong", "It was wrong"),
                        ],
                        max_length=12,
                        verbose_name="settled",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="desk.device",
                        verbose_name="device",
                    ),
                ),
                (
                    "gate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="declarations.gate", verbose_name="gate"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="declarations.scan",
                        verbose_name="scan",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="declarations.vehicle",
                        verbose_name="vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "offline conflict",
                "verbose_name_plural": "offline conflicts",
            },
        ),
        migrations.CreateModel(
            name="OfflineScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="desk.device"
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offline", to="declarations.scan"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="device_revoked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("registered_at"))), name="device_good_for_a_while"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifestgiven",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device__isnull", False)), fields=("device", "gate"), name="manifest_last_of_device"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifestgiven",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device__isnull", True)),
                fields=("officer", "gate"),
                name="manifest_last_of_program",
            ),
        ),
        migrations.AddIndex(
            model_name="offlineconflict",
            index=models.Index(
                condition=models.Q(("settlement", "")), fields=["gate", "agency", "id"], name="conflict_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="offlineconflict",
            constraint=models.UniqueConstraint(fields=("scan", "check_code"), name="conflict_once_a_scan_and_check"),
        ),
        migrations.AddConstraint(
            model_name="offlineconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("settlement", "")),
                    models.Q(
                        models.Q(("settlement", ""), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="conflict_settled_by_somebody",
            ),
        ),
    ]
