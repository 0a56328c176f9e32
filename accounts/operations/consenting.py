"""An owner lets a customs agent act for his company, and takes that back; both are kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Organisation, User
from accounts.operations.colleagues import NotOwner, lock_company
from accounts.operations.keeping import forget_keys
from accounts.tax_codes import normal_tax_code
from contract.errors import Invalid


class NoSuchAgent(Invalid):
    """No company of this tax code is here, or it is one's own."""

    code = "no_such_agent"


@transaction.atomic
def consent(*, agent_tax_code: str, by: User, at: datetime) -> Consent:
    """Let the people of the company with this tax code see what `by`'s company has and file for it.

    A consent that stands already is answered as it is.

    :raises NotOwner: `by` does not keep his company.   :raises NoSuchAgent: no other company of this tax code is here.
    """
    company = lock_company(by)
    code = normal_tax_code(agent_tax_code)
    agent = Organisation.objects.filter(tax_code=code, is_active=True).first() if code else None
    if agent is None:
        raise NoSuchAgent(_("No company with this tax code has an account here."))
    if agent.pk == company.pk:
        raise NoSuchAgent(_("This is your own company; it needs no consent."))
    # The company is locked: nobody else grants the same meanwhile.
    standing = Consent.objects.standing().filter(owner=company, agent=agent).first()
    if standing is not None:
        return standing
    given = Consent.objects.create(owner=company, agent=agent, granted_by=by, granted_at=at)
    Organisation.objects.filter(pk=agent.pk).update(is_agent=True)
    forget_keys()
    return given


@transaction.atomic
def take_back(*, consent_id: int, by: User, at: datetime) -> Consent:
    """End a consent at once, for keys and open pages too; one that is over stays as it was.

    The owner that gave it may, and so may an owner of the agent, who wants no longer to act.

    :raises NotOwner: `by` keeps neither company.
    """
    company = lock_company(by)
    mine = Consent.objects.filter(Q(owner=company) | Q(agent=company))
    if not mine.filter(pk=consent_id).exists():
        raise NotOwner(_("Only an owner of the company may do this."))
    mine.filter(pk=consent_id, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by)
    return Consent.objects.get(pk=consent_id)
