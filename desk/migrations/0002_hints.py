import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from desk.hint_seeds import plant_hints


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant_hints(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_devices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GoodsName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=500, verbose_name="words")),
                ("hs_prefixes", models.CharField(max_length=200, verbose_name="HS codes begin with")),
                ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
            ],
            options={
                "verbose_name": "goods and their HS codes",
                "verbose_name_plural": "goods and their HS codes",
            },
        ),
        migrations.CreateModel(
            name="HintLook",
            fields=[
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hint_look",
                        serialize=False,
                        to="declarations.declaration",
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="HintRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("over_class", "Cargo against fee class"),
                            ("unlike_itself", "Own weight against the truck's history"),
                            ("other_goods", "HS code against description"),
                            ("same_driver", "One driver on several trucks"),
                            ("over_customs", "Customs declaration over its weight"),
                            ("same_container", "Container seen elsewhere"),
                        ],
                        editable=False,
                        max_length=24,
                        unique=True,
                        verbose_name="rule",
                    ),
                ),
                ("name_vi", models.CharField(max_length=120, verbose_name="name (Vietnamese)")),
                ("name_en", models.CharField(max_length=120, verbose_name="name (English)")),
                ("name_zh_hans", models.CharField(max_length=120, verbose_name="name (Chinese)")),
                ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                ("parameters", models.JSONField(blank=True, default=dict, verbose_name="thresholds")),
                ("agencies", models.JSONField(default=list, verbose_name="shown to")),
            ],
            options={
                "verbose_name": "rule of hints",
                "verbose_name_plural": "rules of hints",
            },
        ),
        migrations.CreateModel(
            name="HintProgress",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="hint_progress_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Hint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=60, verbose_name="about")),
                ("figures", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField(verbose_name="noticed")),
                ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="lapsed")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "Confirmed"), ("unfounded", "Unfounded")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hints",
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
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hints",
                        to="desk.hintrule",
                        verbose_name="rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "hint of misdeclaration",
                "verbose_name_plural": "hints of misdeclaration",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", ""), ("lapsed_at__isnull", True)),
                        fields=["gate", "rule"],
                        name="hint_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "declaration", "subject", "version"), name="hint_once_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hint_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), ("lapsed_at__isnull", True), _connector="OR"),
                        name="hint_answered_or_lapsed",
                    ),
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
