"""Receipts as they were written, their printouts, cashiers' shifts; pauses with who and why; whom was called last.

On PostgreSQL a trigger keeps what is written once. Payments from before get their receipts from the rows as they stand.
"""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

METHODS = [("cash", "Cash"), ("transfer", "Bank transfer"), ("card", "Card")]
PORTION = 1_000

FORWARD = """
CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON declarations_receipt
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON declarations_receiptprint
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON declarations_cashcount
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON declarations_cashshift
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION written_once();
"""
BACKWARD = """
DROP TRIGGER written_once ON declarations_receipt;
DROP TRIGGER written_once ON declarations_receiptprint;
DROP TRIGGER written_once ON declarations_cashcount;
DROP TRIGGER written_once ON declarations_cashshift;
DROP FUNCTION written_once();
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARD, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACKWARD, params=None)


def write_receipts_of_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    fees, receipts = apps.get_model("declarations", "Fee").objects, apps.get_model("declarations", "Receipt")
    paid = fees.filter(paid_at__isnull=False).select_related("gate", "paid_to", "vehicle__declaration__organisation")
    portion: list[Any] = []
    for fee in paid.order_by("pk").iterator(chunk_size=PORTION):
        number, said = fee.receipt_number, _said(fee)
        portion.append(receipts(fee=fee, gate=fee.gate, number=number, issued_at=fee.paid_at, said=said))
        if len(portion) == PORTION:
            receipts.objects.bulk_create(portion)
            portion = []
    receipts.objects.bulk_create(portion)


def _said(fee: Any) -> dict[str, Any]:
    declaration, gate = fee.vehicle.declaration, fee.gate
    payer = declaration.fee_payer or {}
    company = declaration.organisation
    return {
        "gate": gate.code,
        "gate_names": {"vi": gate.name_vi, "en": gate.name_en, "zh-hans": gate.name_zh},
        "declaration": declaration.number,
        "plate": fee.vehicle.plate,
        "trailer_plate": fee.vehicle.trailer_plate,
        "payer": {
            "name": payer.get("name") or company.name, "tax_code": payer.get("tax_code") or company.tax_code,
        },
        "kind": fee.kind,
        "amount": fee.amount,
        "method": fee.method,
        "cashier": fee.paid_to.full_name or fee.paid_to.username if fee.paid_to else "",
        "basis": fee.basis,
    }  # fmt: skip


def _id() -> tuple[str, Any]:
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _key(to: str, name: str = "", *, related_name: str = "+", null: bool = False) -> Any:
    named: dict[str, Any] = {"verbose_name": name} if name else {}
    optional: dict[str, Any] = {"blank": True, "null": True} if null else {}
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **named, **optional
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0010_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CashShift",
            fields=[
                _id(),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("opening_float", models.PositiveBigIntegerField(default=0, verbose_name="opening float (đ)")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("denominations", models.JSONField(blank=True, default=dict, verbose_name="notes counted")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("cashier", _key(settings.AUTH_USER_MODEL, "cashier")),
                ("closed_by", _key(settings.AUTH_USER_MODEL, "closed by", null=True)),
                ("gate", _key("declarations.gate", "gate")),
            ],
            options={
                "verbose_name": "cash-up",
                "verbose_name_plural": "cash-ups",
                "indexes": [models.Index(fields=["gate", "-opened_at"], name="shift_at_gate")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(closed_at__isnull=True), fields=("cashier", "gate"), name="one_open_shift_a_cashier"
                    ),
                    models.CheckConstraint(
                        name="shift_closed_by_somebody",
                        condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                        | Q(closed_at__isnull=False, closed_by__isnull=False, closed_at__gte=F("opened_at")),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashCount",
            fields=[
                _id(),
                ("method", models.CharField(choices=METHODS, max_length=8, verbose_name="method")),
                ("expected", models.PositiveBigIntegerField(verbose_name="expected (đ)")),
                ("counted", models.PositiveBigIntegerField(verbose_name="counted (đ)")),
                ("shift", _key("declarations.cashshift", related_name="counts")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("shift", "method"), name="counted_once_a_method")],
            },
        ),
        migrations.AddField(
            model_name="fee",
            name="shift",
            field=_key("declarations.cashshift", "cash-up", related_name="fees", null=True),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(
                name="fee_of_a_shift_is_paid", condition=Q(shift__isnull=True) | Q(paid_at__isnull=False)
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                _id(),
                ("number", models.CharField(max_length=40, verbose_name="receipt")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("said", models.JSONField()),
                (
                    "fee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipt", to="declarations.fee",
                        verbose_name="fee",
                    ),
                ),
                ("gate", _key("declarations.gate", "gate")),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
                "indexes": [models.Index(fields=["gate", "-issued_at"], name="receipt_at_gate")],
                "constraints": [models.UniqueConstraint(fields=("gate", "number"), name="receipt_written_once")],
            },
        ),
        migrations.CreateModel(
            name="ReceiptPrint",
            fields=[
                _id(),
                ("copy", models.PositiveSmallIntegerField(verbose_name="copy")),
                ("printed_at", models.DateTimeField(verbose_name="printed")),
                ("printed_by", _key(settings.AUTH_USER_MODEL)),
                ("receipt", _key("declarations.receipt", related_name="prints")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("receipt", "copy"), name="printed_once_a_copy")],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                _id(),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("started_at", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="expected to go on")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="went on")),
                ("ended_by", _key(settings.AUTH_USER_MODEL, "resumed by", null=True)),
                ("gate", _key("declarations.gate", "gate", related_name="pauses")),
                ("lane", _key("declarations.lane", "lane", related_name="pauses", null=True)),
                ("started_by", _key(settings.AUTH_USER_MODEL, "paused by")),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauses",
                "indexes": [models.Index(fields=["gate", "-started_at"], name="pause_at_gate")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(lane__isnull=True, ended_at__isnull=True), fields=("gate",), name="gate_paused_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(lane__isnull=False, ended_at__isnull=True), fields=("lane",),
                        name="lane_paused_once",
                    ),
                    models.CheckConstraint(
                        name="pause_ended_by_somebody",
                        condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                        | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("started_at")),
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(
                condition=Q(called_at__isnull=False), fields=["gate", "direction", "called_at"], name="vehicle_called"
            ),
        ),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(write_receipts_of_before, migrations.RunPython.noop),
    ]  # fmt: skip
