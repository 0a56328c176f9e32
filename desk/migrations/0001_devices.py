from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("declarations", "0012_queue_versions")]

    operations = []
