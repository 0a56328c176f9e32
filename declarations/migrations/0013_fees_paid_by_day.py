from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0012_queue_versions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("verb", "fee.paid")), fields=["happened_at"], name="event_fee_paid"
            ),
        ),
    ]
