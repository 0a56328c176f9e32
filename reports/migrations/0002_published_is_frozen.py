"""What Django's models cannot say: a published bulletin is never changed and never deleted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = """
CREATE FUNCTION published_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published bulletin is frozen: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published_is_frozen BEFORE UPDATE OR DELETE ON reports_bulletin
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION published_is_frozen();
"""
BACKWARD = """
DROP TRIGGER published_is_frozen ON reports_bulletin;
DROP FUNCTION published_is_frozen();
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
