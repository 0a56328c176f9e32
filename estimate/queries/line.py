"""Who stands before one side of a gate, in the order in which they will be let in. Reads, no writes."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings

from declarations.line import order
from declarations.queries.line import ORDER, standing
from declarations.queries.shown import is_green
from estimate.method.ahead import Place


class Waiting(NamedTuple):
    """A truck that has not been let in, and its place among them."""

    vehicle: int
    place: Place


def waiting_line(gate_id: int, direction: str) -> list[Waiting]:
    """Those who are called forward first, then those who wait, green ones passing as the rule allows (1 query)."""
    rows = standing(gate_id, direction).filter(road_held_at__isnull=True)
    columns = rows.values_list("pk", *ORDER, "main_cargo", "seen_at", "called_at")
    trucks = {truck.place: (pk, truck) for pk, *told in columns for truck in [_truck(*told)]}
    called = sorted((truck for _pk, truck in trucks.values() if truck.called_at), key=_called_at)
    waiting = [truck for _pk, truck in trucks.values() if not truck.called_at]
    turns = order.turns(waiting, called=called, most=settings.GREEN_IN_A_ROW)
    found, ordinary = list[Waiting](), 0
    for ahead, truck in enumerate([*called, *(turn.truck for turn in turns)]):
        found.append(Waiting(trucks[truck.place][0], Place(ahead, ordinary, truck.green)))
        ordinary += not truck.green
    return found


def newcomer(line: list[Waiting]) -> Place:
    """Where an ordinary truck that arrives now would stand: at the end."""
    return Place(len(line), sum(not one.place.green for one in line), green=False)


def _truck(
    line_time: dt.datetime, number: str, position: int, cargo: str, seen_at: dt.datetime, called_at: dt.datetime | None
) -> order.Truck:
    return order.Truck(line_time, number, position, is_green(cargo), seen_at, called_at)


def _called_at(truck: order.Truck) -> tuple[dt.datetime | None, order.Place]:
    return truck.called_at, truck.place
