"""Printing a receipt at the gate: the first printout is the original, later ones are marked as copies (ADR 0079)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agency, User
from declarations.models import Receipt, ReceiptPrint
from declarations.operations.permitting import require_officer


@transaction.atomic
def take_print(*, receipt_id: int, by: User, at: datetime) -> ReceiptPrint:
    """Note that a receipt is printed now; copy 0 is the original.

    :raises NotYours: not the gate centre of that gate.   :raises Receipt.DoesNotExist: no such receipt.
    """
    receipt = Receipt.objects.select_for_update(of=("self",), no_key=True).get(pk=receipt_id)
    require_officer(by, gate_id=receipt.gate_id, agencies={Agency.GATE_CENTRE})
    last = receipt.prints.order_by("-copy").values_list("copy", flat=True).first()
    printed: ReceiptPrint = ReceiptPrint.objects.create(
        receipt=receipt, copy=0 if last is None else last + 1, printed_at=at, printed_by=by
    )
    return printed
