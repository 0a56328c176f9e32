"""The vehicles that passed, as a workbook of any length: rows go from the database to the file and are forgotten.

Trucks and goods by their marks; no driver and no owner is named.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cells import harmless
from declarations.models import Vehicle
from declarations.querysets import VehicleQuerySet
from declarations.stages import CargoKind, Direction, End, Role

CHUNK: Final = 2000
MOST_ROWS: Final = 1_000_000
"""A sheet holds 1,048,576 rows; what is more belongs into several files."""
FIELDS = (
    "declaration__number", "gate__code", "direction", "main_cargo", "plate", "trailer_plate", "container",
    "fee_class", "cargo_weight_kg", "seen_at", "ended_at",
)  # fmt: skip


def passed(*, gates: list[str], start: dt.datetime, end: dt.datetime) -> Iterator[tuple[Any, ...]]:
    """Vehicles that left at these gates from `start` on and before `end`, in the order of leaving."""
    rows = _passed(gates, start, end)
    return rows.order_by("ended_at", "pk").values_list(*FIELDS)[:MOST_ROWS].iterator(chunk_size=CHUNK)


def count_passed(*, gates: list[str], start: dt.datetime, end: dt.datetime) -> int:
    """How many they are."""
    return _passed(gates, start, end).count()


def _passed(gates: list[str], start: dt.datetime, end: dt.datetime) -> VehicleQuerySet:
    rows: VehicleQuerySet = Vehicle.objects.filter(
        end=End.LEFT, role=Role.CARRIER, ended_at__gte=start, ended_at__lt=end, gate__code__in=gates
    )
    return rows


def write_passages(file: IO[bytes], rows: Iterable[tuple[Any, ...]]) -> int:
    """Write the workbook into `file`, row by row; answer how many vehicles it lists."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Vehicles"))
        instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(FIELDS) - 1, 16)
        for column, label in enumerate(_labels()):
            sheet.write_string(0, column, label)
        directions, cargoes = dict(Direction.choices), dict(CargoKind.choices)
        count = 0
        for count, row in enumerate(rows, start=1):
            _write(sheet, count, (*row[:2], str(directions[row[2]]), str(cargoes.get(row[3], "")), *row[4:]), instant)
        return count


def _labels() -> list[str]:
    return [
        _("Declaration"), _("Gate"), _("Direction"), _("Cargo"), _("Plate"), _("Trailer"), _("Container"),
        _("Fee class"), _("Cargo weight (kg)"), _("Seen (Hanoi time)"), _("Left (Hanoi time)"),
    ]  # fmt: skip


def _write(sheet: Any, row: int, values: tuple[Any, ...], instant: Any) -> None:
    for column, value in enumerate(values):
        if isinstance(value, dt.datetime):
            sheet.write_datetime(row, column, timezone.make_naive(value), instant)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value:
            sheet.write_string(row, column, harmless(value))
