"""What a page of the filing form saved last, as a digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0007_draft_forms")]

    operations = [
        migrations.AddField(
            model_name="draftform",
            name="digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="digest of what it saved last"),
        ),
    ]
