"""Notes and hand-overs of shifts, and who looked at what in the desk.

On PostgreSQL a hand-over is written once but for its acknowledgement, and a visit is never rewritten; the function
behind the triggers is that of receipts.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = """
CREATE TRIGGER written_once BEFORE DELETE ON desk_handover
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER acknowledged_once BEFORE UPDATE ON desk_handover
    FOR EACH ROW WHEN (
        OLD.acknowledged_at IS NOT NULL
        OR (NEW.gate_id, NEW.agency, NEW.handed_by_id, NEW.handed_at, NEW.page)
            IS DISTINCT FROM (OLD.gate_id, OLD.agency, OLD.handed_by_id, OLD.handed_at, OLD.page)
    ) EXECUTE FUNCTION written_once();
CREATE TRIGGER written_once BEFORE UPDATE ON desk_visit
    FOR EACH ROW EXECUTE FUNCTION written_once();
"""
BACKWARD = """
DROP TRIGGER written_once ON desk_handover;
DROP TRIGGER acknowledged_once ON desk_handover;
DROP TRIGGER written_once ON desk_visit;
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0011_receipts"),
        ("desk", "0002_hints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
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
                ("page", models.JSONField()),
                ("handed_at", models.DateTimeField(verbose_name="handed over")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged")),
                ("differs", models.CharField(blank=True, max_length=1000, verbose_name="what differs")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acknowledged by",
                    ),
                ),
                (
                    "gate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.gate",
                        verbose_name="gate",
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed over by",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift hand-over",
                "verbose_name_plural": "shift hand-overs",
                "indexes": [models.Index(fields=["gate", "agency", "-handed_at"], name="handover_of_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("acknowledged_at", None)),
                        fields=("gate", "agency"),
                        name="handover_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True), ("differs", "")
                            ),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handover_acknowledged_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShiftNote",
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
                ("about", models.CharField(blank=True, max_length=40, verbose_name="about")),
                ("text", models.CharField(max_length=1000, verbose_name="note")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.declaration",
                        verbose_name="declaration",
                    ),
                ),
                (
                    "gate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.gate",
                        verbose_name="gate",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "note for the next shift",
                "verbose_name_plural": "notes for the next shift",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["gate", "agency", "id"], name="note_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="note_closed_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "kind",
                    models.CharField(
                        choices=[("looked", "Looked"), ("sent", "Sent a form"), ("refused", "Refused")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("page", models.CharField(max_length=80, verbose_name="page")),
                ("row", models.BigIntegerField(null=True)),
                ("declaration_ref", models.BigIntegerField(null=True)),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "who looked",
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="visit_newest"),
                    models.Index(fields=["person", "-at", "-id"], name="visit_of_person"),
                    models.Index(
                        condition=models.Q(("declaration_ref__isnull", False)),
                        fields=["declaration_ref", "-at", "-id"],
                        name="visit_of_declaration",
                    ),
                    models.Index(condition=models.Q(("kind", "refused")), fields=["-at", "-id"], name="visit_refused"),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
