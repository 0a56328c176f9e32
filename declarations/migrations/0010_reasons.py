from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from declarations.reason_seeds import plant_reasons

AGENCIES = [
    ("border_guard", "border guard"), ("customs", "customs"), ("medical", "medical quarantine"),
    ("plant", "plant quarantine"), ("animal", "animal quarantine"), ("transport", "transport management"),
    ("gate_centre", "gate centre"), ("yard", "yard"), ("traffic_police", "traffic police"),
]  # fmt: skip

VERBS = [
    ("declaration.filed", "Declaration filed"),
    ("declaration.assisted", "Filed at the gate for the company"),
    ("declaration.amended", "Declaration amended"),
    ("declaration.revived", "New time of arrival given"),
    ("declaration.completed", "Declaration completed"),
    ("declaration.cancelled", "Declaration cancelled"),
    ("declaration.expired", "Declaration expired"),
    ("declaration.overdue", "Declaration overdue"),
    ("vehicle.seen", "Vehicle seen"),
    ("vehicle.left", "Vehicle left"),
    ("vehicle.exit_withdrawn", "Exit taken back"),
    ("vehicle.turned_back", "Vehicle turned back"),
    ("vehicle.cancelled", "Vehicle cancelled"),
    ("vehicle.expired", "Vehicle expired"),
    ("vehicle.held", "Vehicle held on the road"),
    ("vehicle.released", "Vehicle released"),
    ("vehicle.called", "Vehicle called forward"),
    ("vehicle.uncalled", "Call taken back"),
    ("vehicle.call_acknowledged", "Call acknowledged by the driver"),
    ("document.attached", "Document attached"),
    ("document.removed", "Document removed"),
    ("change.requested", "Change requested"),
    ("change.decided", "Change decided"),
    ("change.withdrawn", "Change request taken back"),
    ("check.confirmed", "Check confirmed"),
    ("check.held", "Check held"),
    ("check.sent_back", "Sent back to be mended"),
    ("check.released", "Check released"),
    ("check.refused", "Check refused"),
    ("check.withdrawn", "Confirmation taken back"),
    ("check.requested", "Check requested"),
    ("check.request_dropped", "Request for a check taken back"),
    ("check.reopened", "Check reopened"),
    ("fee.assessed", "Fee assessed"),
    ("fee.paid", "Fee paid"),
    ("fee.voided", "Fee void"),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant_reasons(apps)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0009_company_by_day")]

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency", models.CharField(choices=AGENCIES, max_length=16, verbose_name="agency")),
                ("code", models.CharField(max_length=32, verbose_name="code")),
                ("decisions", models.JSONField(default=list, verbose_name="offered for")),
                ("label_vi", models.CharField(max_length=200, verbose_name="words (Vietnamese)")),
                ("label_en", models.CharField(max_length=200, verbose_name="words (English)")),
                ("label_zh_hans", models.CharField(max_length=200, verbose_name="words (Chinese)")),
                ("position", models.PositiveSmallIntegerField(default=50, verbose_name="place in the list")),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={"verbose_name": "reason", "verbose_name_plural": "reasons"},
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.UniqueConstraint(fields=["agency", "code"], name="reason_once_an_agency"),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(condition=~models.Q(code="other"), name="reason_not_other"),
        ),
        migrations.AlterField(
            model_name="event", name="verb", field=models.CharField(choices=VERBS, max_length=32, verbose_name="what")
        ),
        migrations.AlterField(
            model_name="outboxmessage", name="topic", field=models.CharField(choices=VERBS, max_length=32)
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
