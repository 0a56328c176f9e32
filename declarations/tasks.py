"""The gate's own clockwork: read the clock, call one operation for each declaration."""

from typing import Any

import structlog
from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from contract.errors import DomainError
from declarations.operations import attaching, calling_by_itself, hastening, judging, lapsing, not_coming, outages
from declarations.queries import duties

log = structlog.get_logger(__name__)


@shared_task(name="declarations.expire_overdue", acks_late=True)
def expire_overdue(**_: Any) -> int:
    """End what was expected three days ago and never seen, each declaration in its own transaction; answer how many.

    One that cannot be ended now (somebody holds it, a rule refuses) is left to the next round; the others go on.
    """
    at = timezone.now()
    ended = 0
    for declaration_id in lapsing.expirable(at=at):
        try:
            ended += lapsing.expire(declaration_id=declaration_id, at=at)
        except (DomainError, OperationalError):
            log.warning("not_expired", declaration_id=declaration_id, exc_info=True)
    return ended


@shared_task(name="declarations.note_overdue", acks_late=True)
def note_overdue(**_: Any) -> int:
    """Say of each declaration that has become overdue that it has, each in its own transaction; answer how many.

    One that somebody holds is left to the next round; the others go on.
    """
    at = timezone.now()
    said = 0
    for declaration_id in lapsing.newly_overdue(at=at):
        try:
            said += lapsing.note_overdue(declaration_id=declaration_id, at=at)
        except (DomainError, OperationalError):
            log.warning("not_noted_overdue", declaration_id=declaration_id, exc_info=True)
    return said


@shared_task(name="declarations.offer_places", acks_late=True)
def offer_places(**_: Any) -> int:
    """Offer the places that were given back: first to those who asked to come earlier, then to all; answer how many
    declarations were moved. A place that a move gives back is offered in the next round.

    A window of which somebody holds a dossier too long is left to the next round; the others go on.
    """
    at = timezone.now()
    moved = 0
    for spot in hastening.held_back():
        try:
            moved += hastening.offer(spot, at=at)
        except (DomainError, OperationalError):
            log.warning("not_offered", gate_id=spot.gate_id, starts_at=spot.starts_at.isoformat(), exc_info=True)
    return moved


@shared_task(name="declarations.beat", acks_late=True)
def beat(**_: Any) -> bool:
    """Say that the system works; answer whether it had not said so for some minutes, which is kept as an outage."""
    return outages.beat(at=timezone.now()) is not None


@shared_task(name="declarations.judge", acks_late=True)
def judge(**_: Any) -> int:
    """See who did not keep a duty in the windows that are long over, and take back what a fault excuses that was
    recorded since; answer how many rows that made.

    A window of which somebody holds a dossier too long is left to the next round; the others go on.
    """
    at = timezone.now()
    made = 0
    for window in duties.not_judged(at=at):
        try:
            made += judging.judge(window, at=at)
        except (DomainError, OperationalError):
            log.warning("not_judged", window_id=window.pk, exc_info=True)
    for strike_id, outage in judging.to_reconsider(at=at):
        try:
            made += judging.reconsider(strike_id=strike_id, outage=outage, at=at)
        except (DomainError, OperationalError):
            log.warning("not_reconsidered", strike_id=strike_id, exc_info=True)
    return made


@shared_task(name="declarations.send_back", acks_late=True)
def send_back(**_: Any) -> int:
    """Send back in line who was called forward and did not come in time; answer how many.

    One that somebody holds is left to the next round; the others go on.
    """
    at, sent = timezone.now(), 0
    for vehicle_id in not_coming.not_come(at=at):
        try:
            sent += not_coming.send_back(vehicle_id=vehicle_id, at=at)
        except (DomainError, OperationalError):
            log.warning("not_sent_back", vehicle_id=vehicle_id, exc_info=True)
    return sent


@shared_task(name="declarations.call_forward", acks_late=True)
def call_forward(**_: Any) -> int:
    """Call forward whose turn it is, at the gates that do so by themselves; answer how many were called."""
    at, called = timezone.now(), 0
    for gate_id, direction in calling_by_itself.lines():
        try:
            called += calling_by_itself.call(gate_id=gate_id, direction=direction, at=at)
        except (DomainError, OperationalError):
            log.warning("not_called", gate_id=gate_id, direction=direction, exc_info=True)
    return called


@shared_task(name="declarations.sweep_papers", acks_late=True)
def sweep_papers(**_: Any) -> int:
    """Remove the bytes of documents of which no row speaks; answer how many files that were."""
    return attaching.sweep(at=timezone.now())
