"""Makes the demo's companies, people and postings where they are missing; what is there stays as it is."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Consent, Organisation, User
from accounts.operations.consenting import consent
from declarations.demo.accounts import AGENT, COMPANIES, PASSWORD, Account, accounts
from declarations.models import Gate, Posting


@transaction.atomic
def make_people(*, now: datetime) -> int:
    """Make the accounts that are missing and answer how many; a changed password or name is left alone."""
    companies = {
        company.letter: Organisation.objects.get_or_create(
            tax_code=company.tax_code, defaults={"name": company.name, "phone": company.phone}
        )[0]
        for company in (*COMPANIES, AGENT)
    }
    wanted = accounts()
    known = set(User.objects.filter(username__in=[a.username for a in wanted]).values_list("username", flat=True))
    missing = [account for account in wanted if account.username not in known]
    if not missing:
        return 0
    # Hashing is slow on purpose; one password needs to be hashed once only.
    password = make_password(PASSWORD)
    gates = {gate.code: gate for gate in Gate.objects.all()}
    for account in missing:
        _make(account, password, companies.get(account.company), gates.get(account.gate or ""))
    _let_the_agent_act(companies[AGENT.letter], now)
    return len(missing)


def _let_the_agent_act(agent: Organisation, now: datetime) -> None:
    """Both companies consent, unless they once took it back."""
    for company in COMPANIES:
        owner = User.objects.select_related("organisation").get(username=f"haulier.{company.letter}")
        if not Consent.objects.filter(owner_id=owner.organisation_id, agent=agent).exists() and owner.keeps_company:
            consent(agent_tax_code=agent.tax_code, by=owner, at=now)


def _make(account: Account, password: str, company: Organisation | None, gate: Gate | None) -> None:
    user = User.objects.create(
        username=account.username,
        password=password,
        role=account.role,
        full_name=account.full_name,
        agency=account.agency,
        organisation=company,
        company_role=account.company_role,
        province_wide=account.province_wide,
    )
    if gate is not None:
        Posting.objects.create(user=user, gate=gate)
