from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("declarations", "0010_reasons")]

    operations = []
