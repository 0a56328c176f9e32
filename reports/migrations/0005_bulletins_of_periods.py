"""A bulletin gets a kind and a first day. What is published is frozen by a trigger, so it is let go for this once."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

KINDS = [
    ("day", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
    ("period", "Period"),
]


def start_each_day_on_itself(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_guarded = schema_editor.connection.vendor == "postgresql"
    if is_guarded:
        schema_editor.execute("ALTER TABLE reports_bulletin DISABLE TRIGGER published_is_frozen", params=None)
    apps.get_model("reports", "Bulletin").objects.update(starts_on=F("date"))
    if is_guarded:
        schema_editor.execute("ALTER TABLE reports_bulletin ENABLE TRIGGER published_is_frozen", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0013_fees_paid_by_day"),
        ("reports", "0004_files_made_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="kind",
            field=models.CharField(choices=KINDS, default="day", max_length=8, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="bulletin", name="starts_on", field=models.DateField(null=True, verbose_name="first day")
        ),
        migrations.RunPython(start_each_day_on_itself, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="bulletin", name="starts_on", field=models.DateField(verbose_name="first day")
        ),
        migrations.RemoveConstraint(model_name="bulletin", name="bulletin_revision_once_a_day"),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                fields=("kind", "starts_on", "date", "revision"), name="bulletin_revision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=Q(kind="day", starts_on=F("date")) | (~Q(kind="day") & Q(starts_on__lte=F("date"))),
                name="bulletin_of_a_day_starts_on_it",
            ),
        ),
        migrations.CreateModel(
            name="Outlook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField(verbose_name="made on")),
                ("for_date", models.DateField(verbose_name="for the day")),
                ("left_over_p10", models.PositiveIntegerField(verbose_name="left over, p10")),
                ("left_over_p50", models.PositiveIntegerField(verbose_name="left over, p50")),
                ("left_over_p90", models.PositiveIntegerField(verbose_name="left over, p90")),
                ("beats_naive", models.BooleanField(verbose_name="better than the naive forecast")),
                ("said_at", models.DateTimeField(verbose_name="said")),
                (
                    "gate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="declarations.gate",
                        verbose_name="gate",
                    ),
                ),
            ],
            options={
                "verbose_name": "outlook",
                "verbose_name_plural": "outlooks",
                "constraints": [
                    models.UniqueConstraint(fields=("made_on", "for_date", "gate"), name="outlook_once_a_gate"),
                    models.UniqueConstraint(
                        condition=Q(gate__isnull=True), fields=("made_on", "for_date"), name="outlook_once_for_all"
                    ),
                    models.CheckConstraint(
                        condition=Q(left_over_p10__lte=F("left_over_p50"), left_over_p50__lte=F("left_over_p90")),
                        name="outlook_in_order",
                    ),
                    models.CheckConstraint(condition=Q(for_date__gte=F("made_on")), name="outlook_is_ahead"),
                ],
            },
        ),
    ]
