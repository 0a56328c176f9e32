"""On PostgreSQL the admin's log, in which administrators read who changed what, is never rewritten."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = """
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION written_once();
"""
BACKWARD = "DROP TRIGGER written_once ON django_admin_log;"


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("declarations", "0011_receipts"),
        ("desk", "0004_what_a_scan_asked_for"),
    ]

    operations = [migrations.RunPython(guard, unguard)]
