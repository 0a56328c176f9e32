from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_lists_of_counted_vehicles")]

    operations = [
        migrations.AlterField(
            model_name="reportorder", name="starts_on", field=models.DateField(verbose_name="first day")
        ),
        migrations.AddConstraint(
            model_name="reportorder",
            constraint=models.CheckConstraint(
                condition=Q(kind="day", starts_on=F("date")) | (~Q(kind="day") & Q(starts_on__lte=F("date"))),
                name="order_of_a_day_starts_on_it",
            ),
        ),
    ]
