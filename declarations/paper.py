"""What of a declaration is printed or saved as a file: the pass of a truck, A6 and as a picture, and its file names."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from contract import printing
from declarations.models import Vehicle
from declarations.passes import Pass, qr_png, qr_svg


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
