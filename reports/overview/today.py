"""The running day as it stands at this moment, cut to gates: every number of the managers' page comes from here."""

import datetime as dt
from collections.abc import Collection
from typing import Final, NamedTuple

from declarations.days import Day, current_date, day_of
from declarations.models import Gate
from declarations.stages import Verb
from reports.overview.numbers import AT_CHECKS, FLOWS, STOCKS, Number, What, counts_unregistered, is_of
from reports.queries import counting
from reports.queries import today as queries
from reports.queries.today import Longest, Moved, Stands, Waits
from reports.snapshot import one_state

VERBS: Final = {What.LEFT: Verb.LEFT, What.ARRIVED: Verb.SEEN, What.TURNED_BACK: Verb.TURNED_BACK}
"""What the journal calls it."""
LONGEST: Final = 5
ENDS: Final = (Verb.LEFT, Verb.TURNED_BACK)


class Today(NamedTuple):
    """What was read, all in one state."""

    day: Day
    at: dt.datetime
    gates: list[Gate]
    by_hour: dict[int, list[Moved]]
    flows: list[Moved]
    """The same with all hours together."""
    stands: list[Stands]
    waits: list[Waits]
    undeclared: list[counting.Undeclared]
    longest: list[Longest]
    closed: list[str]
    """The gates whose day mode says so."""

    @property
    def codes(self) -> list[str]:
        """The gates that it is of, in the bulletin's order."""
        return [gate.code for gate in self.gates]

    @property
    def elapsed_minutes(self) -> int:
        """How much of the day is over."""
        return int((self.at - self.day.starts_at).total_seconds() // 60)

    def count(self, number: Number) -> int:
        """How many trucks a number counts; what `overview.trucks` lists for it are as many."""
        codes = [number.gate] if number.gate else self.codes
        if number.what in FLOWS:
            moved = self.flows if number.hour is None else self.by_hour.get(number.hour, [])
            return sum(one.many for one in moved if one.gate in codes and _is_flow(one, number))
        if number.what in AT_CHECKS:
            found = [one for one in self.waits if one.gate in codes and one.check == number.check]
            return sum(one.ready if number.what == What.WAITING else one.held for one in found)
        unregistered = sum(truck.gate in codes for truck in self.undeclared)
        if number.what == What.UNREGISTERED:
            return unregistered
        standing = sum(
            one.many
            for one in self.stands
            if one.gate in codes and one.direction == STOCKS[What(number.what)] and is_of(one.cargo, number.cargo)
        )
        return standing + (unregistered if counts_unregistered(number) else 0)

    def oldest_at(self, gate: str) -> dt.datetime | None:
        """Since when the truck stands that stands longest at a gate."""
        return min((one.oldest_seen_at for one in self.stands if one.gate == gate), default=None)

    def is_balanced(self) -> bool:
        """Whether for every group of trucks carried over + arrived = left + turned back + what stands there now."""
        groups = {one[1:4] for one in self.flows} | {one[:3] for one in self.stands}
        return all(self._balance(*group) == 0 for group in groups)

    def _balance(self, *group: str) -> int:
        moved = [one for one in self.flows if one[1:4] == group]
        stands = [one for one in self.stands if one[:3] == group]
        ended = sum(one.many for one in moved if one.verb in ENDS)
        carried_over = sum(one.from_before for one in moved if one.verb in ENDS)
        carried_over += sum(one.from_before for one in stands)
        arrived = sum(one.many for one in moved if one.verb == Verb.SEEN)
        return carried_over + arrived - ended - sum(one.many for one in stands)


def _is_flow(one: Moved, number: Number) -> bool:
    return (
        one.verb == VERBS[What(number.what)]
        and number.direction in ("", one.direction)
        and is_of(one.cargo, number.cargo)
    )


def _without_hours(moved: Collection[Moved]) -> list[Moved]:
    """One row for each group; the hour says nothing any more."""
    found: dict[tuple[str, ...], Moved] = {}
    for one in moved:
        so_far = found.get(one[:4])
        found[one[:4]] = one if so_far is None else so_far._replace(
            many=so_far.many + one.many, from_before=so_far.from_before + one.from_before
        )  # fmt: skip
    return list(found.values())


def read_today(*, gates: Collection[Gate], at: dt.datetime) -> Today:
    """Count the running day at these gates; 9 queries, however many gates and whatever the past."""
    day, ids = day_of(current_date(at)), [gate.pk for gate in gates]
    codes = {gate.code for gate in gates}
    with one_state():
        moved = queries.moved(day, gates=ids)
        return Today(
            day=day,
            at=at,
            gates=list(gates),
            by_hour={hour: [one for one in moved if one.hour == hour] for hour in {one.hour for one in moved}},
            flows=_without_hours(moved),
            stands=queries.stands(day, gates=ids),
            waits=queries.waits(gates=ids),
            undeclared=[truck for truck in counting.undeclared(day.cut_off_at) if truck.gate in codes],
            longest=queries.longest(gates=ids, many=LONGEST),
            closed=[code for code in counting.closed_gates(day.date) if code in codes],
        )
