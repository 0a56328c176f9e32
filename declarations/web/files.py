"""What the list shows as a file to take away: one row a vehicle, as CSV for programs and as XLSX for people.

Rows go from the database to the file in portions and are forgotten, so that memory does not grow with them.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, Final

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contract.cells import harmless
from declarations.queries.whole import Whole, load
from declarations.web.following import TICKS, Truck, follow
from declarations.web.listing import Filters, found_by

MOST_ROWS: Final = 10_000
CHUNK: Final = 200
Cell = str | int | datetime | None
Row = list[Cell]


def rows(*, user: User, filters: Filters, at: datetime) -> Iterator[Row]:
    """A row for each vehicle of what the filters show, newest declaration first; the last one says if there is more."""
    for written, row in enumerate(_all(user=user, filters=filters, at=at)):
        if written == MOST_ROWS:
            yield [_cut()]
            return
        yield row


def head() -> list[str]:
    """What each column holds."""
    first = [
        _("Declaration"), _("Status"), _("Gate"), _("Direction"), _("Expected arrival (Hanoi time)"),
        _("Your own reference"), _("Plate"), _("Trailer"), _("Container"), _("Driver"), _("Receiving vehicle"),
        _("Stage"),
    ]  # fmt: skip
    ticks = [str(label) for label, _checks in TICKS.values()]
    return [*first, *ticks, _("Fees (₫)"), _("Still to pay (₫)"), _("Customs declarations")]


def limit() -> str:
    """How much one file holds, in words."""
    return ngettext("At most %(n)s vehicle.", "At most %(n)s vehicles, the newest first.", MOST_ROWS) % {
        "n": f"{MOST_ROWS:,}".replace(",", ".")
    }


def write_csv(file: IO[bytes], lines: Iterator[Row]) -> None:
    """UTF-8 with the mark by which spreadsheets know it; instants as `2026-11-22 09:00`, Hanoi time."""
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    sheet = csv.writer(text)
    sheet.writerow(head())
    for line in lines:
        sheet.writerow([_plain(cell) for cell in line])
    text.flush()
    text.detach()


def write_xlsx(file: IO[bytes], lines: Iterator[Row]) -> None:
    """One sheet, its head frozen and filtered; numbers as numbers, instants as instants."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Vehicles"))
        bold, instant = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        labels = head()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(labels) - 1, 17)
        for column, label in enumerate(labels):
            sheet.write_string(0, column, label, bold)
        last = 0
        for last, line in enumerate(lines, start=1):
            _write(sheet, last, line, instant)
        sheet.autofilter(0, 0, last, len(labels) - 1)


def _write(sheet: Any, row: int, line: Row, instant: Any) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, timezone.make_naive(cell), instant)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell:
            sheet.write_string(row, column, harmless(cell))


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _all(*, user: User, filters: Filters, at: datetime) -> Iterator[Row]:
    found, before = found_by(user=user, filters=filters, at=at), None
    while True:
        portion = list((found if before is None else found.filter(pk__lt=before))[:CHUNK])
        for whole in load(portion):
            yield from _vehicles(whole, at=at)
        if len(portion) < CHUNK:
            return
        before = portion[-1].pk


def _vehicles(whole: Whole, *, at: datetime) -> Iterator[Row]:
    row = whole.declaration
    about = [
        row.number, row.get_status_display(), row.gate.name if row.gate else "", row.get_direction_display(),
        row.expected_arrival, row.client_reference,
    ]  # fmt: skip
    customs = ", ".join(dict.fromkeys(goods.customs_number for goods in whole.consignments if goods.customs_number))
    for truck in follow(whole, at=at).trucks:
        yield [*about, *_truck(truck), *(tick.at for tick in truck.ticks), *_fees(truck), customs]


def _truck(truck: Truck) -> Row:
    vehicle = truck.vehicle
    receives = _("yes") if truck.is_receiver else ""
    return [
        vehicle.plate,
        vehicle.trailer_plate,
        vehicle.container,
        vehicle.driver_name,
        receives,
        str(truck.stage.label),
    ]


def _fees(truck: Truck) -> Row:
    return [
        sum(fee.amount for fee in truck.fees),
        sum(fee.amount for fee in truck.fees if not fee.paid_at),
    ]


def _cut() -> str:
    return _("Cut here: the filters show more. %(limit)s Choose a shorter period.") % {"limit": limit()}
