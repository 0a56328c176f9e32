"""The strikes of companies, and where they stand on the ladder for them. Reads, no writes."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.companies import working_for
from accounts.models import User
from declarations.line.ladder import Ladder, Rung, rung
from declarations.models import Strike, Vehicle
from declarations.stages import Role

_OPEN_AT_MOST = timedelta(hours=72)
CLEAR = Rung()


def ladder() -> Ladder:
    """What strikes lead to, as it is set."""
    warning, shorter, out = settings.STRIKE_LADDER
    return Ladder(
        warning, shorter, out, days=settings.STRIKE_DAYS, percent=settings.STRIKE_PERCENT,
        horizon_hours=settings.STRIKE_HORIZON_HOURS, out_days=settings.STRIKE_OUT_DAYS,
    )  # fmt: skip


def rung_of(organisation_id: int, *, at: datetime) -> Rung:
    """Where a company stands (1 query; 2 once it has strikes)."""
    rules = ladder()
    since = at - timedelta(days=rules.days)
    rows = Strike.objects.standing().filter(organisation=organisation_id, given_at__gt=since, given_at__lte=at)
    strikes = list(rows.values_list("given_at", flat=True))
    return rung(strikes, places=places_of(organisation_id, since, at), ladder=rules, at=at) if strikes else CLEAR


def rung_for(by: User | None, *, at: datetime) -> Rung | None:
    """Where the company stands for which somebody files; None: he files for none."""
    company = working_for(by) if by and by.is_declarant else None
    return rung_of(company, at=at) if company else None


def places_of(organisation_id: int, since: datetime, until: datetime) -> int:
    """How many places of a company came due between."""
    return Vehicle.objects.filter(
        declaration__organisation=organisation_id,
        declaration__expected_arrival__gte=since - _OPEN_AT_MOST,
        role=Role.CARRIER,
        window_at__gte=since,
        window_at__lt=until,
    ).count()
