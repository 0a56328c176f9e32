"""The events behind a figure whose parts do not make it: those that fit no part if there are any, else all; some."""

from typing import Final

from django.db.models import Q, QuerySet

from declarations.days import Day
from declarations.models import Event
from declarations.stages import Direction, FeeKind, Verb
from reports.queries import counting, counting_worth

NAMED_AT_MOST: Final = 10
_ENDS: Final = {"turned_back": Verb.TURNED_BACK, "arrived": Verb.SEEN}


def suspects(day: Day, gate: str, figure: str) -> list[tuple[int, str]]:
    """The events and their declarations' numbers, in the journal's order.

    :param gate: a code; empty for all gates.
    """
    behind = _behind(day, figure)
    if gate:
        behind = behind.filter(gate__code=gate) if _is_paid(figure) else behind.filter(vehicle__gate__code=gate)
    odd = behind.filter(_fits_no_part(figure))
    named = odd if odd.exists() else behind
    rows = named.order_by("pk").values_list("pk", "declaration__number")[:NAMED_AT_MOST]
    return [(event, number or "") for event, number in rows]


def _behind(day: Day, figure: str) -> QuerySet[Event]:
    if _is_paid(figure):
        return counting_worth.payments(day)
    if figure.startswith(("cleared", "export", "import", "lanes", "farm_produce", "trade_value")):
        return counting.left(day)
    within = counting.within(day)
    return within.filter(verb=_ENDS[figure]) if figure in _ENDS else within


def _is_paid(figure: str) -> bool:
    return figure.startswith("fees")


def _fits_no_part(figure: str) -> Q:
    if _is_paid(figure):
        return ~Q(data__kind__in=FeeKind.values)
    return ~Q(vehicle__direction__in=Direction.values)
