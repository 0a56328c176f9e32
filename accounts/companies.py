"""For which companies a person acts: his own, and those whose consent his company holds as a customs agent.

Whoever's company never held a consent is answered without a query. An agent's people cost one indexed query, remembered
on the instance of the user, which lives as long as a request does; what writes asks anew (`may_act_for`), so that a
consent taken back is dead at once for keys and open pages too.
"""

from typing import Final

from accounts.models import Consent, Organisation, User
from accounts.models.consent import ConsentQuerySet

_SEEN: Final = "_companies_seen"
_WORKING_FOR: Final = "_working_for"


def companies_of(user: User) -> frozenset[int]:
    """The ids of the companies whose rows `user` may see; none for whoever is no declarant or is switched off."""
    if not (user.is_active and user.is_declarant and user.organisation_id):
        return frozenset()
    seen: frozenset[int] | None = user.__dict__.get(_SEEN)
    if seen is None:
        seen = frozenset({user.organisation_id})
        if user.organisation is not None and user.organisation.is_agent:
            seen |= frozenset(_consenting(user.organisation_id).values_list("owner_id", flat=True))
        user.__dict__[_SEEN] = seen
    return seen


def may_act_for(user: User, organisation_id: int) -> bool:
    """Whether `user` acts for that company now; of another one than his own the database is asked every time."""
    if not (user.is_active and user.is_declarant and user.organisation_id):
        return False
    if user.organisation_id == organisation_id:
        return True
    return _consenting(user.organisation_id).filter(owner_id=organisation_id).exists()


def working_for(user: User) -> int | None:
    """The id of the company that what `user` makes will belong to: the one he chose, else his own."""
    chosen: int | None = user.__dict__.get(_WORKING_FOR)
    return chosen or user.organisation_id


def work_for(user: User, organisation_id: int) -> bool:
    """Let what `user` makes from now on (this instance: this request, this job) belong to that company.

    Answers False, and changes nothing, when he may not act for it.
    """
    if not may_act_for(user, organisation_id):
        return False
    user.__dict__[_WORKING_FOR] = organisation_id
    return True


def work_only_for(user: User, organisation_id: int) -> bool:
    """As `work_for`; from now on `user` (this instance) sees nothing of any other company either, his own included."""
    if not work_for(user, organisation_id):
        return False
    user.__dict__[_SEEN] = frozenset({organisation_id})
    return True


def _consenting(agent_id: int) -> ConsentQuerySet:
    return Consent.objects.standing().filter(agent_id=agent_id, owner__is_active=True)


def company_worked_for(user: User) -> Organisation | None:
    """The company of `working_for` itself."""
    company_id = working_for(user)
    if company_id is None or company_id == user.organisation_id:
        return user.organisation
    return Organisation.objects.get(pk=company_id)
