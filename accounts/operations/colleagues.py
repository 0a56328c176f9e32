"""The people of a company, kept by its owners: their roles, and who is switched off. One owner always remains."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import CompanyRole, Organisation, User
from accounts.operations.keeping import forget_keys
from contract.errors import Conflict, NotAllowed


class NotOwner(NotAllowed):
    """Only an owner of the company keeps its people, keys and consents."""

    code = "not_owner"


class LastOwner(Conflict):
    """Somebody must be left who can keep the company."""

    code = "last_owner"


@transaction.atomic
def change_role(*, user_id: int, company_role: str, by: User) -> User:
    """Give a colleague another role; his keys follow at once.

    :raises NotOwner: `by` does not keep his company.   :raises LastOwner: nobody would be left to keep it.
    """
    user = _lock_colleague(user_id, by)
    if user.company_role == CompanyRole.OWNER and company_role != CompanyRole.OWNER:
        _require_another_owner(user)
    user.company_role = CompanyRole(company_role)
    user.save(update_fields=["company_role"])
    forget_keys()
    return user


@transaction.atomic
def switch_colleague(*, user_id: int, on: bool, by: User) -> User:
    """Shut a colleague out, sessions and keys at once, or let him in again.

    :raises NotOwner: `by` does not keep his company.   :raises LastOwner: nobody would be left to keep it.
    """
    user = _lock_colleague(user_id, by)
    if not on and user.company_role == CompanyRole.OWNER:
        _require_another_owner(user)
    user.is_active = on
    user.save(update_fields=["is_active"])
    forget_keys()
    return user


def lock_company(by: User) -> Organisation:
    """The company that `by` keeps, locked: of two owners who take each other's role away, the second is refused.

    :raises NotOwner: he keeps none, or not any more.
    """
    if by.organisation_id is None:
        raise NotOwner(_("Only an owner of a company may do this."))
    company = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=by.organisation_id)
    now = User.objects.select_related("organisation").get(pk=by.pk)
    if not (now.keeps_company and now.organisation_id == company.pk):
        raise NotOwner(_("Only an owner of the company may do this."))
    return company


def _lock_colleague(user_id: int, by: User) -> User:
    company = lock_company(by)
    user = User.objects.select_related("organisation").filter(pk=user_id, organisation=company).first()
    if user is None:
        raise NotOwner(_("Only an owner of the company may do this."))
    return user


def _require_another_owner(user: User) -> None:
    others = User.objects.filter(
        organisation=user.organisation, company_role=CompanyRole.OWNER, is_active=True
    ).exclude(pk=user.pk)
    if user.is_active and not others.exists():
        raise LastOwner(_("The company needs an owner: make somebody else one first."))
