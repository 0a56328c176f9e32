"""When the system did not work: noticed by its own pulse, or declared by the gate centre.

Trucks caught in it lose nothing (domain §7).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from declarations.errors import BadInstant
from declarations.line.duties import Excuse
from declarations.models import Outage, Pulse
from declarations.operations.permitting import require_officer, require_reason

MISSED = timedelta(minutes=5)
"""A pulse that did not come for so long was an outage ○."""
LONGEST = timedelta(days=3)
LATEST = timedelta(days=14)
"""So long afterwards a fault can be declared ○."""
MOST_REASON = 300


@transaction.atomic
def beat(*, at: datetime) -> Outage | None:
    """The system works; if it has not said so for some minutes, that was an outage, and is kept as one."""
    pulse = Pulse.objects.select_for_update(no_key=True).filter(pk=1).first()
    if pulse is None:
        Pulse.objects.bulk_create([Pulse(at=at)], ignore_conflicts=True)
        return None
    last = pulse.at
    if at <= last:
        return None
    pulse.at = at
    pulse.save(update_fields=["at"])
    if at - last < MISSED:
        return None
    kept: Outage = Outage.objects.create(kind=Excuse.OUTAGE, started_at=last, ended_at=at, noted_at=at)
    return kept


@transaction.atomic
def declare_fault(
    *, gate_id: int, started_at: datetime, ended_at: datetime, reason: str, by: User, at: datetime
) -> Outage:
    """Say that the system failed at a gate: who was caught in it, or in the two hours after, is excused by the rule.

    :raises NotYours: not the gate centre of that gate.   :raises ReasonMissing: no reason.
    :raises BadInstant: it ends before it begins or in the future, lasts too long, or lies too far back.
    """
    require_officer(by, gate_id=gate_id, agencies={Agency.GATE_CENTRE})
    reason = require_reason(reason)[:MOST_REASON]
    if not started_at < ended_at <= at:
        raise BadInstant(_("A fault must begin before it ends, and be over."))
    if ended_at - started_at > LONGEST or at - started_at > LATEST:
        raise BadInstant(
            _("A fault may last %(days)d days at most, and begin at most %(back)d days ago.")
            % {"days": LONGEST.days, "back": LATEST.days}
        )
    kept: Outage = Outage.objects.create(
        gate_id=gate_id, kind=Excuse.FAULT, started_at=started_at, ended_at=ended_at, reason=reason, noted_by=by,
        noted_at=at,
    )  # fmt: skip
    return kept
