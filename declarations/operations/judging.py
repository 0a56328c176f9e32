"""Judging (domain §7): once a window is long over, every duty that was not kept in it becomes a row, with its verdict.

A strike where the haulier is at fault, else the excuse that the rule found by itself; both stand in the journal, and
the company is told of a strike. A fault of the system that is declared later excuses by itself what was caught in it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from declarations.line.duties import AFTER, Excuse
from declarations.models import Outage, Ruling, Strike, Window
from declarations.operations.dossier import Dossier, open_dossier
from declarations.queries.document import instant
from declarations.queries.duties import Found, not_kept
from declarations.stages import Verb

_MOST = 500


def judge(window: Window, *, at: datetime) -> int:
    """Look at a window that is over, each truck in a transaction of its own; answer how many duties were not kept.

    A round that dies is done again: a place is judged once.
    """
    found = not_kept(window)
    kept = sum(_keep(one, at=at) for one in found)
    Window.objects.filter(pk=window.pk).update(judged_at=at)
    return kept


@transaction.atomic
def _keep(found: Found, *, at: datetime) -> bool:
    truck, spot, case, verdict = found
    dossier = open_dossier(truck.declaration_id)
    if Strike.objects.filter(vehicle=truck.pk, window_at=spot.starts_at).exists():
        return False
    still = verdict.still
    strike = Strike.objects.create(
        organisation_id=truck.declaration.organisation_id, declaration=dossier.declaration, vehicle_id=truck.pk,
        plate=truck.plate, gate_id=spot.gate_id, direction=truck.direction, window_at=spot.starts_at, duty=case.duty,
        excuse=verdict.excuse or "", still_since=still and still.since, still_until=still and still.until,
        why=still.why if still else "", first_at=case.first, last_at=case.last, given_at=at,
    )  # fmt: skip
    said = {"duty": strike.duty, "window": instant(spot.starts_at)}
    if verdict.is_strike:
        _note(dossier, strike, Verb.STRUCK, said)
    else:
        _note(dossier, strike, Verb.EXCUSED, said | {"excuse": strike.excuse})
    dossier.save(by=None, at=at)
    return True


def to_reconsider(*, at: datetime) -> list[tuple[int, Outage]]:
    """Standing strikes that an outage, recorded after them, excuses; the oldest first."""
    since = at - timedelta(days=settings.STRIKE_DAYS)
    found: dict[int, Outage] = {}
    for outage in Outage.objects.filter(noted_at__gte=since).order_by("pk"):
        rows = Strike.objects.standing().filter(
            given_at__gte=since, given_at__lte=outage.noted_at,
            first_at__lte=outage.ended_at + AFTER, last_at__gte=outage.started_at,
        )  # fmt: skip
        if outage.gate_id:
            rows = rows.filter(gate=outage.gate_id)
        for strike_id in rows.order_by("pk").values_list("pk", flat=True)[:_MOST]:
            found.setdefault(strike_id, outage)
    return sorted(found.items())


@transaction.atomic
def reconsider(*, strike_id: int, outage: Outage, at: datetime) -> bool:
    """Take a strike back whose truck was caught in what was recorded later; answer whether it was not yet."""
    strike = Strike.objects.get(pk=strike_id)
    dossier = open_dossier(strike.declaration_id)
    if Ruling.objects.filter(strike=strike, is_granted=True).exists():
        return False
    with override(settings.LANGUAGE_CODE):
        reason = outage.reason or str(Excuse(outage.kind).label)
    rule(dossier, strike, is_granted=True, reason=reason, by=None, at=at)
    return True


def rule(dossier: Dossier, strike: Strike, *, is_granted: bool, reason: str, by: User | None, at: datetime) -> Ruling:
    """Write a ruling and say so, in a dossier that is open. Not called by interfaces."""
    ruling = Ruling.objects.create(strike=strike, is_granted=is_granted, reason=reason, ruled_by=by, ruled_at=at)
    said = {
        "duty": strike.duty, "window": instant(strike.window_at), "granted": is_granted, "reason": reason,
    }  # fmt: skip
    _note(dossier, strike, Verb.RULED, said)
    dossier.save(by=by, at=at)
    return ruling


def _note(dossier: Dossier, strike: Strike, verb: Verb, said: Mapping[str, object]) -> None:
    dossier.note(verb, vehicle=dossier.vehicles.get(strike.vehicle_id), data=dict(said))
