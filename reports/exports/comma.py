"""A bulletin as CSV: a row for all gates together, one for each gate and one for each of its lanes."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from contract.cells import harmless
from reports import words
from reports.reading import Shown, document

TOTAL, GATE, LANE = "total", "gate", "lane"
HEAD: Final = (
    "kind", "starts_on", "date", "revision", "cut_off_at", "published_at", "level", "gate", "lane", "closed",
)  # fmt: skip
COLUMNS: Final = (*HEAD, *(path.replace(".", "_") for path, _label in (*words.FIGURES, *words.WORTH)))
"""The columns of every bulletin, documented in docs/bulletin.md; behind them one for each way and currency of the trade
value. Programs rely on their names, not on their order."""
OF_A_LANE: Final = {"cleared": "cleared", "export.total": "export", "import.total": "import"}
"""The figures of a lane; its other cells are empty."""


def csv_of(bulletin: Shown) -> bytes:
    """The bulletin as CSV in UTF-8; nothing in it but ASCII, so that no program needs a byte order mark."""
    figures = bulletin.figures
    paths = [path for path, _label in (*words.FIGURES, *words.WORTH)]
    trades = [path for path, *_ in words.trades(figures)]
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow([*COLUMNS, *(path.replace(".", "_").lower() for path in trades)])
    written = document(bulletin)
    head = [*(written[name] for name in HEAD[:5]), written["published_at"] or ""]
    for where, part in _rows(bulletin):
        cells = (words.figure(part, path) for path in (*paths, *trades))
        sheet.writerow([*head, *where, *("" if cell is None else cell for cell in cells)])
    return text.getvalue().encode()


def _rows(bulletin: Shown) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """What stands before the figures of a row (level, gate, lane, closed), and the part that says them."""
    figures = bulletin.figures
    yield [TOTAL, TOTAL, "", 0], figures["total"]
    for gate, part in figures["gates"].items():
        is_closed = int(gate in figures["closed_gates"])
        yield [GATE, harmless(gate), "", is_closed], part
        for lane, counted in sorted((part.get("lanes") or {}).items()):
            yield [LANE, harmless(gate), harmless(lane), is_closed], _as_part(counted)


def _as_part(lane: dict[str, int]) -> dict[str, Any]:
    return {"cleared": lane["cleared"], **{way: {"total": lane[way]} for way in ("export", "import")}}
