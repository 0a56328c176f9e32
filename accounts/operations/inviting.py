"""An owner asks a person into his company by e-mail; the link of the letter is good for a week, and once."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import CompanyRole, Invitation, LetterKind, Role, User
from accounts.operations.applying import AddressTaken, LinkOver
from accounts.operations.colleagues import NotOwner, lock_company
from accounts.operations.mailing import owe
from contract.errors import Conflict

GOOD_FOR: Final = timedelta(days=7)
MOST_OPEN: Final = 50


class TooManyInvitations(Conflict):
    """So many are open already that this is no company's ordinary day."""

    code = "too_many_invitations"


@transaction.atomic
def invite(*, email: str, company_role: str, by: User, at: datetime, language: str = "") -> Invitation:
    """Ask somebody in, and owe him the letter. An open invitation of the same address gives way to this one.

    Whether the address has an account elsewhere is not told to `by`; whoever has one learns it from the link.

    :raises NotOwner: `by` does not keep his company.   :raises TooManyInvitations: fifty are open.
    """
    company = lock_company(by)
    email = email.strip().lower()
    open_ones = company.invitations.open(at)
    open_ones.filter(email=email).update(revoked_at=at)
    if open_ones.count() >= MOST_OPEN:
        raise TooManyInvitations(_("Too many invitations are open; take some back first."))
    invitation = Invitation.objects.create(
        organisation=company,
        email=email,
        company_role=CompanyRole(company_role),
        language=language or by.language,
        invited_by=by,
        invited_at=at,
        expires_at=at + GOOD_FOR,
    )
    owe(LetterKind.INVITED, invitation=invitation, at=at)
    return invitation


@transaction.atomic
def take_back(*, invitation_id: int, by: User, at: datetime) -> Invitation:
    """Take an invitation back; one that was taken up stays so.

    :raises NotOwner: `by` does not keep that company.   :raises LinkOver: somebody took it up already.
    """
    company = lock_company(by)
    invitation = _lock(invitation_id)
    if invitation.organisation_id != company.pk:
        raise NotOwner(_("Only an owner of the company may do this."))
    if invitation.accepted_at is not None:
        raise LinkOver(_("This invitation was taken up already; switch the person off instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def accept(*, invitation_id: int, full_name: str, phone: str, password: str, language: str, at: datetime) -> User:
    """Make the invited person's account; his user name is the address that was written to.

    :raises LinkOver: taken up, taken back, too old, or the company is switched off.
    :raises AddressTaken: the address has an account.
    """
    invitation = _lock(invitation_id)
    require_open(invitation, at=at)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email,
                password,
                role=Role.DECLARANT,
                company_role=invitation.company_role,
                organisation=invitation.organisation,
                email=invitation.email,
                full_name=full_name,
                phone=phone,
                language=language,
            )
    except IntegrityError as error:
        raise AddressTaken(
            _("There is an account with this e-mail address already; ask for an invitation to another address.")
        ) from error
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    return user


def require_open(invitation: Invitation, *, at: datetime) -> None:
    """Refuse an invitation that can no longer be taken up. :raises LinkOver: it cannot."""
    if invitation.accepted_at is not None:
        raise LinkOver(_("This invitation was taken up already: sign in."))
    if invitation.revoked_at is not None or not invitation.organisation.is_active:
        raise LinkOver(_("This invitation was taken back."))
    if invitation.expires_at <= at:
        raise LinkOver(_("This invitation is too old; ask for a new one."))


def _lock(invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_related("organisation").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=invitation_id)
