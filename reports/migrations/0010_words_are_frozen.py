"""What a published bulletin is told in stays too: the names of its gates beside its figures, its line of assessment."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = """
CREATE FUNCTION remark_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a line of assessment is never changed: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM reports_bulletin
               WHERE kind = NEW.kind AND starts_on = NEW.starts_on AND date = NEW.date AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the bulletin is published: nothing is said of it any more'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remark_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_remark
    FOR EACH ROW EXECUTE FUNCTION remark_is_frozen();
"""
BACKWARD = """
DROP TRIGGER remark_is_frozen ON reports_remark;
DROP FUNCTION remark_is_frozen();
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_lists_of_vehicles")]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="gate_names",
            field=models.JSONField(null=True, verbose_name="names of gates"),
        ),
        migrations.RunPython(guard, unguard),
    ]
