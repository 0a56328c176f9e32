"""A gate's past: one truck an hour that waited half an hour, on two days; and a line that waits now."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from declarations.models import Declaration
from estimate.method.observed import Stay
from release.operations.following import follow_due
from tests import given
from tests.given import NOON

MORNING = NOON.replace(hour=8, minute=0)
AFTER_ENTRY = ("medical", "transport_licence", "fee_infrastructure", "finish", "customs_out", "bg_out")
WAITED = timedelta(minutes=30)
INSIDE = timedelta(minutes=60)


def passed(*, seen: datetime, staff: dict[str, User]) -> Declaration:
    """It was seen then, let in half an hour later, and left an hour after that."""
    declaration = standing(seen=seen, staff=staff)
    given.confirmed(declaration, "customs_arrival", staff=staff, at=seen + WAITED)
    given.confirmed(declaration, *AFTER_ENTRY, staff=staff, at=seen + WAITED + INSIDE)
    return declaration


def standing(*, seen: datetime, staff: dict[str, User], **changes: Any) -> Declaration:
    """It stands before the gate since then: the border guard has seen it, and customs has not let it in."""
    declaration = given.filed(at=seen - timedelta(hours=2), **changes)
    given.confirmed(declaration, "customs_registration", staff=staff, at=seen - timedelta(hours=1))
    given.confirmed(declaration, "bg_arrival", staff=staff, at=seen)
    return declaration


def two_days(*, staff: dict[str, User], until: datetime = NOON) -> None:
    """The two days before: a truck an hour from eight to two."""
    for day in (2, 1):
        for hour in range(6):
            passed(seen=MORNING - timedelta(days=day) + timedelta(hours=hour), staff=staff)
    follow_due(at=until)


def invented(*_side: object) -> list[Stay]:
    """What `stays.ended_since` would say of a gate that lets in two an hour all day long, for a week."""
    first = int((MORNING - timedelta(days=7)).timestamp())
    half_hours = range(first, int(NOON.timestamp()) - 3_600, 1_800)
    return [Stay(at - 5_400, at, at + 3_600) for at in half_hours]
