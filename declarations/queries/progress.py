"""How far a vehicle has come: its stage in one word, and the six ticks the enterprise follows (domain §6).

Pure: rows in, values out; shared by the web, the admin and the API so that nobody tells a different story.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from declarations.models import Check, Vehicle
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckCode, CheckState, Stage

TICKS = ("enter_gate", "into_yard", "in_yard", "payment", "out_of_yard", "left_gate")
"""In the order in which they are shown; each is independent of the others."""

YARD_CHECKS = (CheckCode.PLANT, CheckCode.ANIMAL, CheckCode.CUSTOMS_CHECK, CheckCode.TRANSSHIPMENT)
"""What is done in the yard: a vehicle is through with the yard when those it needs are confirmed."""


class Progress(NamedTuple):
    """The stage, and when each tick was reached (None: not yet)."""

    stage: Stage
    ticks: dict[str, datetime | None]


def progress(vehicle: Vehicle, checks: Iterable[Check]) -> Progress:
    """Tell how far the vehicle is.

    :param checks: its own checks, of every state.
    """
    required = {check.code: check for check in checks if check.state != CheckState.NOT_REQUIRED}
    ticks = {
        "enter_gate": _all_at(required, CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL),
        "into_yard": _all_at(required, CheckCode.YARD_IN),
        "in_yard": _all_at(required, CheckCode.YARD_IN, *(code for code in YARD_CHECKS if code in required)),
        "payment": _all_at(required, *(code for code in FEE_CHECKS if code in required)),
        "out_of_yard": _all_at(required, CheckCode.YARD_OUT),
        "left_gate": _all_at(required, CheckCode.BG_OUT),
    }
    return Progress(_stage(vehicle, required, ticks), ticks)


def _stage(vehicle: Vehicle, required: dict[str, Check], ticks: dict[str, datetime | None]) -> Stage:
    if vehicle.end:
        return Stage(vehicle.end)  # the ends are the first four stages, under the same names
    if _all_at(required, CheckCode.FINISH):
        return Stage.FINISHED
    if ticks["into_yard"]:
        return Stage.IN_YARD
    if ticks["enter_gate"]:
        return Stage.AT_GATE
    if vehicle.called_at:
        return Stage.CALLED
    return Stage.WAITING if vehicle.seen_at else Stage.FILED


def _all_at(required: dict[str, Check], *codes: str) -> datetime | None:
    """The instant at which the last of these was confirmed; None while one is not, or when there is none."""
    latest: datetime | None = None
    for code in codes:
        check = required.get(code)
        if check is None or check.state != CheckState.CONFIRMED or check.confirmed_at is None:
            return None
        latest = check.confirmed_at if latest is None else max(latest, check.confirmed_at)
    return latest
