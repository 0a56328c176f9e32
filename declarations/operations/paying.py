"""Recording a payment: the gate centre's, and the only thing that confirms a fee's check (domain §9)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict
from declarations.errors import WrongState
from declarations.models import Fee, Gate, Receipt, ReceiptCounter, Vehicle
from declarations.operations.cashing import shift_for_payment
from declarations.operations.moves import confirm_in, not_ready, open_vehicle
from declarations.operations.permitting import require_officer
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckState, Verb


class AlreadyPaid(Conflict):
    """The fee is paid."""

    code = "already_paid"


class ReceiptTaken(Conflict):
    """Another payment carries this receipt number."""

    code = "receipt_taken"


class AmountChanged(Conflict):
    """Another sum is owed by now than the one that the cashier saw."""

    code = "amount_changed"


@transaction.atomic
def pay(*, fee_id: int, by: User, at: datetime, method: str, receipt_number: str = "", seen: int | None = None) -> Fee:
    """Record that a fee was paid, write its receipt, and confirm its check when nothing of its kind is owed any more.

    The money falls into the shift that `by` has open at the gate, if any. Locks: declaration, cashier, receipt counter.

    :param seen: the sum in đồng that the cashier was shown and took; none where nobody was shown any.
    :raises NotYours: not the gate centre of that gate.   :raises AlreadyPaid: it is.   :raises WrongState: it is void.
    :raises NotReady: its check waits for something.   :raises ReceiptTaken: the receipt number stands on another one.
    :raises AmountChanged: another sum is owed than was seen.
    """
    dossier, vehicle = open_vehicle(Fee.objects.values_list("vehicle_id", flat=True).get(pk=fee_id))
    require_officer(by, gate_id=vehicle.gate_id, agencies={Agency.GATE_CENTRE})
    fee = Fee.objects.get(pk=fee_id)
    if fee.paid_at:
        raise AlreadyPaid(_("This fee is already paid, receipt %(number)s.") % {"number": fee.receipt_number})
    if fee.voided_at:
        raise WrongState(_("This fee is void; nothing is owed."))
    if seen is not None and seen != fee.amount:
        now = f"{fee.amount:,}".replace(",", ".")
        raise AmountChanged(_("By now %(amount)s đ are owed; nothing was recorded.") % {"amount": now})
    check = next(c for c in dossier.checks_of(vehicle.pk) if FEE_CHECKS.get(c.code) == fee.kind)
    if check.state == CheckState.PENDING:
        raise not_ready(dossier, check)
    if check.state != CheckState.READY:
        raise WrongState(_("The fee's check is held; release it first."))
    fee.shift = shift_for_payment(cashier_id=by.pk, gate_id=fee.gate_id)
    fee.paid_at, fee.paid_to, fee.method = at, by, method
    fee.receipt_number = receipt_number or next_receipt(vehicle.gate, at=at)
    try:
        with transaction.atomic():
            fee.save(update_fields=["paid_at", "paid_to", "method", "receipt_number", "shift"])
    except IntegrityError as taken:
        number = {"number": fee.receipt_number}
        raise ReceiptTaken(_("Receipt %(number)s stands on another payment.") % number) from taken
    _write_receipt(fee, vehicle, by=by, at=at)
    dossier.fees[vehicle.pk] = [fee if known.pk == fee.pk else known for known in dossier.fees.get(vehicle.pk, [])]
    said = {"kind": fee.kind, "amount": fee.amount, "method": method, "receipt_number": fee.receipt_number}
    dossier.note(Verb.FEE_PAID, vehicle=vehicle, data=said)
    confirm_in(dossier, check, by=by, happened_at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return fee


def next_receipt(gate: Gate, *, at: datetime) -> str:
    """The next receipt number of a gate and year, without gaps: a payment that fails gives its number back."""
    year = timezone.localtime(at).year
    ReceiptCounter.objects.get_or_create(gate=gate, year=year)
    counter = ReceiptCounter.objects.select_for_update(of=("self",), no_key=True).get(gate=gate, year=year)
    while True:
        counter.last += 1
        number = f"{gate.code}{year}-{counter.last:06d}"
        if not Fee.objects.filter(gate=gate, receipt_number=number).exists():  # somebody may have typed it in by hand
            counter.save(update_fields=["last"])
            return number


def _write_receipt(fee: Fee, vehicle: Vehicle, *, by: User, at: datetime) -> None:
    """Keep all that is printed of a payment as it is now: no later change reaches it."""
    declaration, gate = vehicle.declaration, vehicle.gate
    payer, company = declaration.fee_payer or {}, declaration.organisation
    said = {
        "gate": gate.code,
        "gate_names": {"vi": gate.name_vi, "en": gate.name_en, "zh-hans": gate.name_zh},
        "declaration": declaration.number,
        "plate": vehicle.plate,
        "trailer_plate": vehicle.trailer_plate,
        "payer": {
            "name": payer.get("name") or company.name, "tax_code": payer.get("tax_code") or company.tax_code,
        },
        "kind": fee.kind,
        "amount": fee.amount,
        "method": fee.method,
        "cashier": by.get_full_name(),
        "basis": fee.basis,
    }  # fmt: skip
    Receipt.objects.create(fee=fee, gate=gate, number=fee.receipt_number, issued_at=at, said=said)
