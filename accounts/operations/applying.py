"""A company signs up: somebody applies, confirms his address, and an administrator approves or refuses.

An application binds nothing: two may name one tax code, and the database lets one company of it come into being.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Application, CompanyRole, LetterKind, Organisation, Role, User
from accounts.models.joining import ApplicationState
from accounts.operations.keeping import require_administrator
from accounts.operations.mailing import owe
from accounts.tax_codes import normal_tax_code
from contract.errors import Conflict, Invalid

LINK_GOOD_FOR: Final = timedelta(days=3)
KEPT_UNCONFIRMED: Final = timedelta(days=7)


class TaxCodeTaken(Conflict):
    """There is a company of this tax code."""

    code = "tax_code_taken"


class AddressTaken(Conflict):
    """There is an account of this e-mail address."""

    code = "address_taken"


class ApplicationDecided(Conflict):
    """The application is not one that waits for a decision."""

    code = "application_decided"


class LinkOver(Conflict):
    """The link was used, taken back, or is too old."""

    code = "link_over"


class RefusalNeedsReason(Invalid):
    """A refusal tells the applicant why."""

    code = "refusal_needs_reason"


class Applicant(NamedTuple):
    """What somebody types to sign up; checked for shape already."""

    company_name: str
    tax_code: str
    full_name: str
    email: str
    phone: str
    password: str
    language: str


def tax_code_is_taken(tax_code: str) -> bool:
    """Whether a company of this tax code is here and has people, or was switched off; nothing else is said of it."""
    same = Organisation.objects.filter(tax_code=normal_tax_code(tax_code) or tax_code)
    return same.filter(Q(users__isnull=False) | Q(is_active=False)).exists()


@transaction.atomic
def apply(*, applicant: Applicant, at: datetime) -> Application | None:
    """Keep an application and owe the letter that confirms its address.

    Whoever has an account of this address already is written to, and None is answered: the page says the same.

    :raises TaxCodeTaken: the company is here; its owner can invite.
    """
    _require_free(applicant.tax_code)
    email = applicant.email.strip().lower()
    hashed = make_password(applicant.password)  # for everybody, or the time it takes would tell who has an account
    known = User.objects.filter(username=email).first()
    if known is not None:
        owe(LetterKind.KNOWN_ADDRESS, user=known, at=at)
        return None
    application = Application.objects.create(
        company_name=applicant.company_name,
        tax_code=normal_tax_code(applicant.tax_code) or applicant.tax_code,
        full_name=applicant.full_name,
        email=email,
        phone=applicant.phone,
        password=hashed,
        language=applicant.language,
        applied_at=at,
        link_until=at + LINK_GOOD_FOR,
    )
    owe(LetterKind.CONFIRM_ADDRESS, application=application, at=at)
    return application


@transaction.atomic
def confirm_address(*, application_id: int, at: datetime) -> Application:
    """The applicant opened the link of his letter: administrators see the application now.

    :raises LinkOver: it was opened before, or is too old.
    """
    application = _lock(application_id)
    if application.state != ApplicationState.UNCONFIRMED:
        raise LinkOver(_("This address is confirmed already."))
    if application.link_until <= at:
        raise LinkOver(_("This link is too old; sign up again."))
    application.state, application.confirmed_at = ApplicationState.WAITING, at
    application.save(update_fields=["state", "confirmed_at"])
    return application


@transaction.atomic
def approve(*, application_id: int, by: User | None, at: datetime) -> User:
    """Make the company and its first owner, and tell him.

    :raises NotAdministrator: `by` keeps no accounts.   :raises ApplicationDecided: it does not wait.
    :raises TaxCodeTaken, AddressTaken: somebody else was first.
    """
    require_administrator(by)
    application = _lock_waiting(application_id)
    _require_free(application.tax_code)
    if User.objects.filter(username=application.email).exists():
        raise AddressTaken(_("There is an account with this e-mail address already."))
    try:
        with transaction.atomic():
            user = _open_account(application)
    except IntegrityError as error:  # somebody else approved another application in this very moment
        raise TaxCodeTaken(_("A company of this tax code, or an account of this address, has just come.")) from error
    application.organisation = user.organisation
    _decide(application, ApplicationState.APPROVED, by=by, at=at)
    owe(LetterKind.APPROVED, application=application, at=at)
    return user


@transaction.atomic
def refuse(*, application_id: int, by: User | None, at: datetime, reason: str) -> Application:
    """Refuse an application; the applicant is told the reason.

    :raises NotAdministrator: `by` keeps no accounts.   :raises ApplicationDecided: it does not wait.
    :raises RefusalNeedsReason: there is none.
    """
    require_administrator(by)
    if not any(character.isalnum() for character in reason):
        raise RefusalNeedsReason(_("Give the reason; the applicant reads it."))
    application = _lock_waiting(application_id)
    application.reason = reason.strip()[:500]
    _decide(application, ApplicationState.REFUSED, by=by, at=at)
    owe(LetterKind.REFUSED, application=application, at=at)
    return application


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Delete applications whose address nobody confirmed in a week; answer how many."""
    stale = Application.objects.filter(state=ApplicationState.UNCONFIRMED, applied_at__lte=at - KEPT_UNCONFIRMED)
    count = stale.count()
    stale.delete()
    return count


def _open_account(application: Application) -> User:
    company = _company(application)
    user = User(
        username=application.email,
        email=application.email,
        password=application.password,
        full_name=application.full_name,
        phone=application.phone,
        language=application.language,
        role=Role.DECLARANT,
        company_role=CompanyRole.OWNER,
        organisation=company,
    )
    user.save(force_insert=True)
    return user


def _company(application: Application) -> Organisation:
    """A new company, or the one without people that officers filed for at the gate (walking_in): it is his now."""
    same = Organisation.objects.select_for_update(of=("self",), no_key=True).filter(tax_code=application.tax_code)
    company = same.first() or Organisation(tax_code=application.tax_code)
    if company.pk and (company.users.exists() or not company.is_active):
        raise IntegrityError("somebody else was approved for it first")
    company.name, company.phone = application.company_name, application.phone
    company.save()
    return company


def _decide(application: Application, state: ApplicationState, *, by: User | None, at: datetime) -> None:
    application.state, application.decided_at, application.decided_by = state, at, by
    application.password = ""  # the account has it, or nobody needs it
    application.save(update_fields=["state", "decided_at", "decided_by", "password", "reason", "organisation"])


def _require_free(tax_code: str) -> None:
    if tax_code_is_taken(tax_code):
        raise TaxCodeTaken(
            _("A company with this tax code is here already. Ask an owner of that company to invite you.")
        )


def _lock(application_id: int) -> Application:
    return Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application_id)


def _lock_waiting(application_id: int) -> Application:
    application = _lock(application_id)
    if application.state != ApplicationState.WAITING:
        raise ApplicationDecided(
            _("This application is %(state)s; only a waiting one is decided.")
            % {"state": application.get_state_display()}
        )
    return application
