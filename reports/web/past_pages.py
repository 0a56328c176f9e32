"""Past bulletins as a page shows them: one table a day or stretch, a column a gate, and what stood there before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from reports import words
from reports.models import Bulletin, PastBulletin
from reports.web.planning import grouped, measure_name

PAGE: Final = 20
"""Last days on a page."""
Span = tuple[dt.date, dt.date]


class Former(NamedTuple):
    """A row that was replaced, its figures in words."""

    past: PastBulletin
    figures: list[tuple[str, str]]


class Shown(NamedTuple):
    """The rows of one day or stretch. `ours` says that there is a bulletin of that day that was counted here."""

    starts_on: dt.date
    ends_on: dt.date
    columns: list[PastBulletin]
    rows: list[tuple[str, list[str]]]
    origins: list[PastBulletin]
    former: list[Former]
    ours: bool

    @property
    def is_day(self) -> bool:
        return self.starts_on == self.ends_on


def page(*, gates: Sequence[str], before: dt.date | None) -> tuple[list[Shown], dt.date | None]:
    """The newest days, or those before that one, of these gates in this order, and before which the next page is."""
    every = PastBulletin.objects.filter(gate_code__in=gates)
    rows = every.filter(ends_on__lt=before) if before else every
    dates = list(rows.order_by("-ends_on").values_list("ends_on", flat=True).distinct()[: PAGE + 1])
    spans: dict[Span, list[PastBulletin]] = defaultdict(list)
    found = every.filter(ends_on__in=dates[:PAGE]).select_related("imported_by")
    for row in sorted(found, key=lambda row: (-row.ends_on.toordinal(), row.starts_on, gates.index(row.gate_code))):
        spans[row.starts_on, row.ends_on].append(row)
    ours = set(Bulletin.objects.published().filter(date__in=dates[:PAGE]).values_list("date", flat=True))
    shown = [_shown(span, of_span, ours) for span, of_span in spans.items()]
    return shown, dates[PAGE - 1] if len(dates) > PAGE else None


def _shown(span: Span, rows: list[PastBulletin], ours: set[dt.date]) -> Shown:
    last: dict[str, PastBulletin] = {}
    for row in sorted(rows, key=lambda row: row.revision):
        last[row.gate_code] = row
    columns = [last[code] for code in dict.fromkeys(row.gate_code for row in rows)]
    paths = _in_order({path for row in columns for path in row.figures})
    former = sorted((row for row in rows if row not in columns), key=lambda row: -row.pk)
    return Shown(
        *span,
        columns=columns,
        rows=[(label(path), [_written(row.figure(path)) for row in columns]) for path in paths],
        origins=list({(row.source, row.imported_at, row.imported_by_id): row for row in columns}.values()),
        former=[
            Former(row, [(label(path), _written(row.figure(path))) for path in _in_order(row.figures)])
            for row in former
        ],
        ours=span[0] == span[1] and span[1] in ours,
    )


def _in_order(paths: Any) -> list[str]:
    """In the bulletin's order; weights and values after."""
    order = [path for path, _label in words.FIGURES]
    return sorted(paths, key=lambda path: (order.index(path) if path in order else len(order), path))


def label(path: str) -> str:
    """What a figure is called."""
    known = dict(words.FIGURES)
    return str(known[path]) if path in known else measure_name(path)


def _written(value: int | str | None) -> str:
    return "–" if value is None else grouped(value)
