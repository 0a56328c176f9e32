"""What is printed or saved as a file: the pass of a truck, the receipt of a payment, a cashier's shift; file names."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract import printing
from contract.cells import harmless
from declarations.models import CashShift, Fee, Receipt, Vehicle
from declarations.passes import Pass, qr_png, qr_svg
from declarations.queries.cash import Line
from declarations.stages import CargoKind, FeeKind, Journey, PaymentMethod


def pass_pdf(vehicle: Vehicle, held: Pass) -> bytes:
    """The pass on one A6 page, in the active language. Reads the vehicle's declaration and gate.

    :raises PdfUnavailable: this machine cannot print.
    """
    context = {"vehicle": vehicle, "row": vehicle.declaration, "held": held, "code": mark_safe(qr_svg(held.token))}
    return printing.pdf_of(render_to_string("declarations/pass_print.html", context))


def pass_png(vehicle: Vehicle, held: Pass) -> bytes:
    """The pass as a picture for a chat or a telephone's gallery: the code, the number and the plate under it."""
    return qr_png(held.token, lines=[f"{held.number[:8]} {held.number[8:]}", _latin(vehicle)])


def pass_file_name(vehicle: Vehicle, held: Pass, suffix: str) -> str:
    """`pass-2026112200533-12C12345.pdf`: found again among many, and the same letters on every system."""
    return f"pass-{held.number}-{vehicle.plate_key if vehicle.plate_key.isascii() else vehicle.pk}.{suffix}"


def _latin(vehicle: Vehicle) -> str:
    return vehicle.plate if vehicle.plate.isascii() else vehicle.plate_key


class ReceiptShown(NamedTuple):
    """A receipt in the active language, from what was written with the payment and from nothing else."""

    number: str
    issued_at: datetime
    gate: str
    said: dict[str, Any]
    kind: str
    method: str
    made_of: list[str]


def receipt_shown(receipt: Receipt) -> ReceiptShown:
    """Put what was written into words. Reads `receipt.said` alone."""
    said, basis = receipt.said, receipt.said["basis"]
    names = said["gate_names"]
    cargo, journey = dict(CargoKind.choices).get(basis.get("cargo_kind")), dict(Journey.choices).get(basis["journey"])
    words = [basis["fee_class"], *(str(word) for word in (cargo, journey) if word)]
    return ReceiptShown(
        receipt.number,
        receipt.issued_at,
        f"{said['gate']} · {names.get(get_language() or 'vi', names['vi'])}",
        said,
        str(FeeKind(said["kind"]).label),
        str(PaymentMethod(said["method"]).label),
        [" · ".join(words), str(basis.get("source", ""))],
    )


def receipt_pdf(receipt: Receipt, *, copy: int | None, at: datetime) -> bytes:
    """A receipt on one A5 page, in the active language.

    :param copy: 0 the original, above it a numbered copy of the gate, None the copy that the company takes itself.
    :raises PdfUnavailable: this machine cannot print.
    """
    context = {"shown": receipt_shown(receipt), "copy": copy, "is_copy": copy != 0, "at": at}
    return printing.pdf_of(render_to_string("declarations/receipt_print.html", context))


def receipt_file_name(receipt: Receipt) -> str:
    """`receipt-HN2026-000123.pdf`; a number that was typed by hand keeps its plain letters alone."""
    plain = "".join(letter for letter in receipt.number if letter.isascii() and (letter.isalnum() or letter == "-"))
    return f"receipt-{plain or receipt.pk}.pdf"


def shift_pdf(*, shift: CashShift, lines: list[Line], payments: list[Fee], at: datetime) -> bytes:
    """A shift on A4: its sums, then its receipts. Reads the shift's gate and people, the payments' receipts.

    :raises PdfUnavailable: this machine cannot print.
    """
    context = {"shift": shift, "lines": lines, "payments": payments, "at": at}
    return printing.pdf_of(render_to_string("declarations/shift_print.html", context))


def shift_csv(shift: CashShift, lines: list[Line], payments: Iterable[Fee]) -> bytes:
    """A shift as CSV in UTF-8 with a mark: a row a receipt, then a row for each way of paying; times are Hanoi time."""
    text = io.StringIO()
    sheet = csv.writer(text)
    head = (_("Receipt"), _("Paid at (Hanoi time)"), _("Plate"), _("Declaration"), _("Paid by"), _("Amount (đ)"))
    sheet.writerow(head)
    for fee in payments:
        said = fee.receipt.said
        row = (fee.receipt_number, _local(fee.paid_at), said["plate"], said["declaration"], fee.get_method_display())
        sheet.writerow([*map(harmless, row), fee.amount])
    sheet.writerow([])
    sheet.writerow(
        [_("Paid by"), _("Payments"), _("Taken (đ)"), _("Expected (đ)"), _("Counted (đ)"), _("Difference (đ)")]
    )
    for line in lines:
        told = (line.counted, line.difference)
        sums = ["" if amount is None else amount for amount in told]
        sheet.writerow([line.method.label, line.payments, line.taken, line.expected, *sums])
    sheet.writerow([])
    sheet.writerow([_("Opening float (đ)"), shift.opening_float])
    sheet.writerow([_("Opened"), _local(shift.opened_at), _("Shift closed"), _local(shift.closed_at)])
    sheet.writerow([_("Note"), harmless(shift.note)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def shift_file_name(shift: CashShift) -> str:
    """`shift-HN-20261122-17`, without an ending. Reads the shift's gate."""
    return f"shift-{shift.gate.code}-{timezone.localtime(shift.opened_at):%Y%m%d}-{shift.pk}"


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""
