"""What Django's models cannot say: the journal refuses UPDATE and DELETE, numbers come from a sequence, vacuum is eager
on the tables that churn; and the rows that a gate starts with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from declarations.seeds import plant

FORWARD = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON declarations_event
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE SEQUENCE declarations_number AS integer MINVALUE 1 MAXVALUE 99999 CYCLE;
ALTER TABLE declarations_check SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE declarations_vehicle SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE declarations_outboxmessage SET (autovacuum_vacuum_scale_factor = 0.01);
"""
BACKWARD = """
DROP TRIGGER journal_is_append_only ON declarations_event;
DROP FUNCTION journal_is_append_only();
DROP SEQUENCE declarations_number;
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plant(apps)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
