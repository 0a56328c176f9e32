"""The passages of a study as rows: trucks by their marks, every instant and every part; no person is named.

Rows go from the database to the file in portions and are forgotten, so that memory does not grow with them.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from contract.cells import harmless
from declarations.queries.document import instant
from release.queries import study
from release.queries.study import Asked
from release.words import Segment

CHUNK: Final = 2_000
MOST_ROWS: Final = 1_000_000
"""A sheet holds 1,048,576 rows."""
_NAMED: Final = {
    "number": "vehicle__declaration__number",
    "plate": "vehicle__plate",
    "gate": "gate__code",
    "lane": "lane__code",
}
COLUMNS: Final = (
    "number", "plate", "gate", "lane", "direction", "cargo", "arrived_at", "entered_at", "yard_at", "finished_at",
    "customs_out_at", "ended_at", "seconds", "paused", "closed", "net", "held",
    *(f"{segment}_{column}" for segment in Segment for column in ("seconds", "paused", "closed")),
)  # fmt: skip
"""The columns of the CSV file, documented in docs/release.md."""
Row = tuple[Any, ...]


def rows(asked: Asked) -> Iterator[Row]:
    """The passages that left in the period, in the order of leaving."""
    columns = [_NAMED.get(column, column) for column in COLUMNS]
    found = study.released(asked).order_by("ended_at", "pk").values_list(*columns)
    return found[:MOST_ROWS].iterator(chunk_size=CHUNK)


def write_csv(file: IO[bytes], found: Iterable[Row]) -> None:
    """UTF-8 with the mark by which spreadsheets know it (plates hold Chinese letters); instants as ISO 8601, UTC."""
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    for row in found:
        sheet.writerow([_plain(cell) for cell in row])
    text.flush()
    text.detach()


def _plain(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return instant(cell) or ""
    return "" if cell is None else harmless(cell) if isinstance(cell, str) else str(cell)
