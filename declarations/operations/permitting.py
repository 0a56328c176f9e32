"""Who may do what, and when it may be said to have happened: the two questions every act asks first."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.companies import may_act_for
from accounts.models import Agency, User
from declarations.errors import BadInstant, NotYours, ReasonMissing, ViewerOnly
from declarations.models import Declaration, Posting, Vehicle

CLOCK_SKEW = timedelta(minutes=2)
"""How far a scanner's clock may run ahead of ours ○."""


def require_officer(by: User, *, gate_id: int, agencies: frozenset[str] | set[str]) -> None:
    """Refuse unless `by` is an officer of one of `agencies` who is posted to the gate.

    :raises NotYours: he is not.
    """
    require_agency(by, agencies)
    require_posted(Posting.objects.filter(user=by, gate_id=gate_id).exists())


def require_agency(by: User, agencies: frozenset[str] | set[str]) -> None:
    """Refuse unless `by` is an officer of one of `agencies`.

    :raises NotYours: he is not.
    """
    if not (by.is_active and by.is_officer and by.agency in agencies):
        names = ", ".join(str(Agency(agency).label) for agency in sorted(agencies))
        raise NotYours(_("Only %(agencies)s may do this.") % {"agencies": names})


def require_posted(is_posted: bool) -> None:
    """Refuse whoever is not posted to the gate.

    :raises NotYours: he is not.
    """
    if not is_posted:
        raise NotYours(_("You are not posted to this gate."))


def require_company(by: User, declaration: Declaration) -> None:
    """Refuse unless `by` files for the company whose declaration this is, as one of its people or as its agent.

    :raises NotYours: he does not.   :raises ViewerOnly: he only looks.
    """
    if not may_act_for(by, declaration.organisation_id):
        raise NotYours(_("Only the company that filed this declaration may do this."))
    require_filer(by)


def require_filer(by: User) -> None:
    """Refuse whoever only looks.

    :raises ViewerOnly: he does.
    """
    if by.is_declarant and not by.may_file:
        raise ViewerOnly(_("Your role in the company is to look; an owner or a dispatcher may do this."))


def require_instant(happened_at: datetime | None, *, declaration: Declaration, at: datetime) -> datetime:
    """When it happened: `at` unless said otherwise, never in the future and never before the filing.

    :raises BadInstant: it is neither.
    """
    if happened_at is None:
        return at
    if happened_at > at + CLOCK_SKEW:
        raise BadInstant(_("The time given lies in the future; correct the device's clock."))
    if declaration.filed_at and happened_at < declaration.filed_at:
        raise BadInstant(_("The time given lies before the declaration was filed."))
    return min(happened_at, at)


def require_after_sight(when: datetime, vehicle: Vehicle) -> None:
    """A truck does not leave before it came, or no day's figures add up.

    :raises BadInstant: `when` lies before it was first seen.
    """
    if vehicle.seen_at and when < vehicle.seen_at:
        raise BadInstant(_("The time given lies before the truck was first seen."))


def require_reason(reason: str) -> str:
    """A reason that says something.

    :raises ReasonMissing: it is empty, or nothing but punctuation.
    """
    if not any(character.isalnum() for character in reason):
        raise ReasonMissing(_("Give the reason."))
    return reason.strip()
