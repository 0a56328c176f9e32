"""Pausing a gate or one of its lanes, and letting it go on: one row each, with who, when and why (ADR 0081).

Trucks caught in it lose nothing: places in line and calls stay as they are (domain §7).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import BadInstant, NotYours, WrongState
from declarations.models import Gate, Lane, Pause
from declarations.operations.permitting import require_reason
from declarations.operations.placing import places_changed, require_gate

MOST_REASON = 300


@transaction.atomic
def pause(
    *, gate_id: int, by: User, at: datetime, reason: str, until: datetime | None = None, lane_id: int | None = None
) -> Pause:
    """Let a gate stand still, or one lane of it. The reason is public.

    :param until: when it is expected to go on; nothing happens by itself then.
    :raises NotYours: not its gate centre, or another gate's lane.   :raises WrongState: it stands still already.
    :raises ReasonMissing: no reason.   :raises BadInstant: `until` lies in the past.
    """
    gate = require_gate(gate_id, by)
    lane = _lane(gate, lane_id)
    reason = require_reason(reason)[:MOST_REASON].rstrip(".")
    if until is not None and until <= at:
        raise BadInstant(_("The time at which it is expected to go on lies in the past."))
    if _standing(gate, lane) is not None or (lane is None and gate.paused_at is not None):
        raise WrongState(_("It stands still already."))
    begun: Pause = Pause.objects.create(
        gate=gate, lane=lane, reason=reason, started_at=at, started_by=by, until=until
    )  # fmt: skip
    if lane is None:
        gate.paused_at = at
        gate.save(update_fields=["paused_at"])
    places_changed()
    return begun


@transaction.atomic
def resume(*, gate_id: int, by: User, at: datetime, lane_id: int | None = None) -> None:
    """Let a gate or a lane go on; its notice goes with the pause.

    :raises NotYours: not its gate centre, or another gate's lane.   :raises WrongState: it does not stand still.
    """
    gate = require_gate(gate_id, by)
    lane = _lane(gate, lane_id)
    begun = _standing(gate, lane)
    if begun is None and (lane is not None or gate.paused_at is None):
        raise WrongState(_("It does not stand still."))
    if begun is not None:
        begun.ended_at, begun.ended_by = max(at, begun.started_at), by
        begun.save(update_fields=["ended_at", "ended_by"])
    if lane is None:
        gate.paused_at = None
        gate.save(update_fields=["paused_at"])
    places_changed()


def _lane(gate: Gate, lane_id: int | None) -> Lane | None:
    if lane_id is None:
        return None
    lane: Lane | None = Lane.objects.filter(pk=lane_id, gate=gate).first()
    if lane is None:
        raise NotYours(_("This lane is not one of your gate."))
    return lane


def _standing(gate: Gate, lane: Lane | None) -> Pause | None:
    begun: Pause | None = Pause.objects.filter(gate=gate, lane=lane, ended_at__isnull=True).first()
    return begun
