from django.db import migrations, models

from declarations.marks import folded
from declarations.marks import marks_of_draft as marks_in

CHUNK = 500


def fill(apps, schema_editor):
    """Give every declaration that is there the marks by which its company finds it."""
    Declaration = apps.get_model("declarations", "Declaration")
    rows = Declaration.objects.order_by("pk").prefetch_related("vehicles", "consignments")
    for declaration in rows.iterator(chunk_size=CHUNK):
        declaration.marks = marks_in(declaration.draft) if declaration.draft is not None else _line(declaration)
        declaration.save(update_fields=["marks"])


def _line(declaration):
    texts = [declaration.number or "", declaration.client_reference]
    for vehicle in declaration.vehicles.all():
        texts += [vehicle.plate_key, vehicle.trailer_plate, vehicle.container, vehicle.driver_name]
    texts += [goods.customs_number for goods in declaration.consignments.all()]
    return " ".join(dict.fromkeys(filter(None, map(folded, texts))))


class Migration(migrations.Migration):
    dependencies = [("declarations", "0005_overdue")]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="marks",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(
                condition=models.Q(("status__in", ["draft", "open"])),
                fields=["organisation", "-id"],
                name="declaration_under_way",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
