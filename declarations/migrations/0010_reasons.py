from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("declarations", "0009_company_by_day")]

    operations = []
