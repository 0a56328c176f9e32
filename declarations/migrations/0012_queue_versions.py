from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("declarations", "0011_receipts")]

    operations = []
