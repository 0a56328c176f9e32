"""Acts on a vehicle as the desk offers them: call forward, turn back, hold and release, cancel, ask for a check."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from declarations.admin import forms
from declarations.models import Check, Vehicle
from declarations.operations import acting, calling, cancelling, requesting
from declarations.procedures import REQUESTERS
from declarations.queries.progress import progress
from declarations.stages import CheckCode, CheckState, Stage


class Act(NamedTuple):
    """One thing an officer can do to a vehicle."""

    name: str
    label: Promise
    done: Promise
    does: Callable[..., object]
    agencies: frozenset[str]
    form: type[forms.Said]
    look: str


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "request", _("Ask for a check"), _("The check is asked for."), requesting.request_check,
            frozenset().union(*REQUESTERS.values()), forms.RequestForm, "wait",
        ),
        Act(
            "hold", _("Hold on the road"), _("The truck is held."), acting.hold_on_road, acting.ROAD,
            forms.RoadHoldForm, "wait",
        ),
        Act(
            "release", _("Release on the road"), _("The truck is released."), acting.release_on_road, acting.ROAD,
            forms.TakeBackForm, "go",
        ),
        Act(
            "call", _("Call forward"), _("The truck is called forward."), calling.call_forward, acting.ROAD,
            forms.NothingForm, "go",
        ),
        Act(
            "uncall", _("Take the call back"), _("The truck waits again, in its place."), calling.take_call_back,
            acting.ROAD, forms.UncallForm, "wait",
        ),
        Act(
            "turn-back", _("Turn back"), _("The truck is turned back."), acting.turn_back,
            frozenset({Agency.BORDER_GUARD}), forms.TurnBackForm, "stop",
        ),
        Act(
            "cancel", _("Cancel the truck"), _("The truck is cancelled."), cancelling.cancel_vehicle,
            frozenset({Agency.GATE_CENTRE}), forms.CancelForm, "stop",
        ),
    )
}  # fmt: skip


class ActOffer(NamedTuple):
    """A button; with a sentence why it cannot be pressed now, or none."""

    act: Act
    why_not: Promise | str = ""


def requestable(checks: list[Check], by: User) -> list[str]:
    """The checks of one vehicle that this officer's agency may ask for and that nobody asked for yet."""
    return [
        check.code
        for check in checks
        if check.state == CheckState.NOT_REQUIRED
        and check.is_on_request
        and by.agency in REQUESTERS.get(check.code, ())
    ]


def act_offers(vehicle: Vehicle, checks: list[Check], by: User) -> list[ActOffer]:
    """What this officer may do to a vehicle that has not ended; an act that never fits now is left out."""
    if vehicle.end:
        return []
    finished = any(check.code == CheckCode.FINISH and check.confirmed_at for check in checks)
    held, seen = vehicle.road_held_at is not None, vehicle.seen_at is not None
    stage = progress(vehicle, checks).stage
    fits: dict[str, tuple[bool, Any]] = {
        "request": (bool(requestable(checks, by)), _("The vehicle is finished.") if finished else ""),
        "hold": (not held, ""),
        "release": (held, ""),
        "call": (stage == Stage.WAITING, _("It is held on the road.") if held else ""),
        "uncall": (stage == Stage.CALLED, ""),
        "turn-back": (True, "" if seen else _("Only a vehicle that stands at the gate can be turned back.")),
        "cancel": (True, _("It was seen at the gate; it can only be turned back.") if seen else ""),
    }
    mine = [act for act in ACTS.values() if by.agency in act.agencies]
    return [ActOffer(act, fits[act.name][1]) for act in mine if fits[act.name][0]]
