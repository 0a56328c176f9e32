"""The figures of a period from those of its days, without database and clock.

Flows are summed; what stood there at its beginning is said by the first day, what stood there at its end by the last.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from reports.figures import Comparison, Count, Figures, add, compose, in_order, part
from reports.periods import Period
from reports.sums import Part, added

AT_THE_END: Final = ("new_vehicles_remaining", "import_inside")
NOBODY: Final = part(Count([], 0, 0, left_by_lane={}))
"""Of a gate that a day does not name."""


class DaySaid(NamedTuple):
    """A published day: which revision of it, and what it says."""

    date: dt.date
    revision: int
    sha256: str
    figures: Figures

    @property
    def line(self) -> str:
        """The day as the hash of a period covers it."""
        return f"{self.date} {self.revision} {self.sha256}"


class Break(NamedTuple):
    """Where a day does not go on from the day before: what stood there in the evening did not in the morning."""

    date: dt.date
    gate: str
    left_over: int
    carried_over: int


def breaks(days: Iterable[DaySaid]) -> list[Break]:
    """Every gate and day at which declared export vehicles were left over that the next day did not carry over."""
    found: list[Break] = []
    stood: dict[str, int] | None = None
    for day in days:
        gates = day.figures["gates"]
        if stood is not None:
            pairs = [(code, stood.get(code, 0), _number(gates, code, "carried_over")) for code in {**stood, **gates}]
            found += [Break(day.date, code, *pair) for code, *pair in pairs if pair[0] != pair[1]]
        stood = {code: part["left_over"]["fruit"] + part["left_over"]["other"] for code, part in gates.items()}
    return found


def _number(gates: Figures, code: str, name: str) -> int:
    return int(gates[code][name]) if code in gates else 0


def summed(days: Sequence[DaySaid], *, period: Period, comparison: Comparison) -> Figures:
    """The figures of these days, which follow one another without a gap, as one period.

    :raises PartsDoNotAdd: they are no whole; `breaks` says where.
    """
    codes = dict.fromkeys(code for day in days for code in day.figures["gates"])
    gates = {code: _part([day.figures["gates"].get(code, NOBODY) for day in days]) for code in codes}
    closed = Counter(code for day in days for code in day.figures["closed_gates"])
    return compose(
        kind=period.kind,
        starts_on=period.starts_on,
        date=days[-1].date,
        cut_off=days[-1].figures["cut_off"],
        total=add(gates.values()),
        gates=gates,
        closed_gates=[code for code in closed if closed[code] == len(days)],
        comparison=comparison,
        of_days={
            "days": {day.date.isoformat(): day.revision for day in days},
            "closed_days": {code: closed[code] for code in codes if code in closed},
        },
    )


def _part(of_days: list[Part]) -> Part:
    """A gate's part of the period."""
    first, last = of_days[0], of_days[-1]
    whole = in_order(first)
    for one in of_days[1:]:
        whole = added(whole, in_order(one))
    before = first["left_over"]["total"] - first["left_over"]["change"]
    left_over = in_order(last)["left_over"] | {"change": last["left_over"]["total"] - before}
    at_the_end = {name: last[name] for name in AT_THE_END}
    return {**whole, **at_the_end, "left_over": left_over, "carried_over": first["carried_over"]}
