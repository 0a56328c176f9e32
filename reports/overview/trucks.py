"""The trucks behind a number, page by page: by their marks, without driver, owner or goods (docs/overview.md)."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from declarations.days import Day, current_date, day_of
from declarations.models import Gate
from declarations.stages import CheckState
from reports.overview.kept import bulletin_of, kept_by
from reports.overview.listing import NotKept, Source, Trucks, at_hour, of_cargo, read
from reports.overview.numbers import AT_CHECKS, FLOWS, STOCKS, Number, What, counts_unregistered
from reports.overview.today import VERBS
from reports.queries import counting
from reports.queries import today as queries
from reports.queries.counting import Undeclared

MARKS: Final = ("plate", "country", "trailer_plate", "container", "direction", "main_cargo", "seen_at")
"""What is told of a vehicle, and no more."""


def trucks_behind(number: Number, *, gates: Collection[Gate], at: dt.datetime, after: str = "") -> Trucks:
    """The trucks that a number counts at these gates, of a published day as its bulletin keeps them; at most 4 queries.

    :param after: `next` of the page before.
    :raises NotKept: the day is over, it counts what stood there or waited, and no bulletin keeps that.
    :raises Malformed: `after` was not made here.
    """
    day = day_of(number.date or current_date(at))
    is_over = at >= day.cut_off_at
    wanted = [gate for gate in gates if number.gate in ("", gate.code)]
    bulletin = bulletin_of(day.date, number.revision) if is_over else None
    if bulletin:
        return kept_by(bulletin, number, codes=[gate.code for gate in wanted], after=after)
    if number.revision or (is_over and number.what not in FLOWS):
        raise NotKept
    undeclared: list[Undeclared] = []
    if number.what == What.UNREGISTERED or counts_unregistered(number):
        codes = {gate.code for gate in wanted}
        undeclared = [truck for truck in counting.undeclared(day.cut_off_at) if truck.gate in codes]
    if number.what == What.UNREGISTERED:
        return Trucks(len(undeclared), [], undeclared, None)
    return read(_source(number, day, [gate.pk for gate in wanted]), undeclared=undeclared, after=after)


def _source(number: Number, day: Day, gates: list[int]) -> Source:
    if number.what in AT_CHECKS:
        state = CheckState.READY if number.what == What.WAITING else CheckState.HELD
        checks = queries.at_checks(gates=gates).filter(code=number.check, state=state)
        at = "ready_at" if number.what == What.WAITING else "queue_at"
        return Source(checks, _fields("vehicle__", gate="gate__code", at=at))
    if number.what in STOCKS:
        standing = queries.standing_at(gates=gates).filter(
            of_cargo(number.cargo, "main_cargo"), direction=STOCKS[What(number.what)]
        )
        return Source(standing, _fields("", gate="gate__code", at="seen_at"))
    moved = counting.within(day).filter(
        of_cargo(number.cargo, "vehicle__main_cargo"), verb=VERBS[What(number.what)], vehicle__gate__in=gates
    )
    if number.direction:
        moved = moved.filter(vehicle__direction=number.direction)
    moved = at_hour(moved, number.hour, "happened_at")
    return Source(moved, _fields("vehicle__", gate="vehicle__gate__code", at="happened_at"))


def _fields(vehicle: str, *, gate: str, at: str) -> dict[str, str]:
    return {"number": "declaration__number", "gate": gate, "at": at} | {name: vehicle + name for name in MARKS}
