"""Strikes, appeals, rulings and outages refuse UPDATE and DELETE; windows before this rule are judged by nobody."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

TABLES = ("strike", "appeal", "ruling", "outage")
FORWARD = "\n".join(
    f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON declarations_{table}"
    " FOR EACH ROW EXECUTE FUNCTION written_once();"
    for table in TABLES
)
BACKWARD = "\n".join(f"DROP TRIGGER written_once ON declarations_{table};" for table in TABLES)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


def spare(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    now = timezone.now()
    apps.get_model("declarations", "Window").objects.filter(starts_at__lte=now).update(judged_at=now)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0017_duties")]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(spare, migrations.RunPython.noop),
    ]
