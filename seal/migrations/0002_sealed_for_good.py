"""What Django's models cannot say: a seal and what is under it are never changed and never deleted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = """
CREATE FUNCTION sealed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sealed day is never changed: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sealed_for_good BEFORE UPDATE OR DELETE ON seal_seal
    FOR EACH ROW EXECUTE FUNCTION sealed_for_good();
CREATE TRIGGER sealed_for_good BEFORE UPDATE OR DELETE ON seal_sealedhead
    FOR EACH ROW EXECUTE FUNCTION sealed_for_good();
"""
BACKWARD = """
DROP TRIGGER sealed_for_good ON seal_sealedhead;
DROP TRIGGER sealed_for_good ON seal_seal;
DROP FUNCTION sealed_for_good();
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


class Migration(migrations.Migration):
    dependencies = [("seal", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
