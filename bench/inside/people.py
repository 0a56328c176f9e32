"""The people of the benches: companies that filed the past, and one officer of every agency at one gate."""

from django.test import Client
from django.utils import timezone

from accounts.models import Agency, CompanyRole, Organisation, Role, User
from accounts.operations import issue_key
from declarations.models import Gate, Posting

OFFICERS_AT = "HN"
COMPANIES = 100
NO_PASSWORD = "!"


def main(what: str, *arguments: str) -> object:
    """`let_in` once, then `keys`; or `session USERNAME`."""
    if what == "session":
        return session(*arguments)
    return let_in() if what == "let_in" else keys()


def let_in() -> int:
    """Make the companies, their declarants and the officers; answers how many people there are."""
    companies = Organisation.objects.bulk_create(
        Organisation(name=f"Công ty Mẫu {number}", tax_code=f"{number + 1:012d}") for number in range(COMPANIES)
    )
    hauliers = User.objects.bulk_create(
        User(
            username=haulier_name(number),
            password=NO_PASSWORD,
            role=Role.DECLARANT,
            company_role=CompanyRole.OWNER,
            organisation=company,
        )
        for number, company in enumerate(companies)
    )
    officers = User.objects.bulk_create(
        User(username=officer_name(agency), password=NO_PASSWORD, role=Role.OFFICER, agency=agency)
        for agency in Agency.values
    )
    gate = Gate.objects.get(code=OFFICERS_AT)
    Posting.objects.bulk_create(Posting(user=officer, gate=gate) for officer in officers)
    return len(hauliers) + len(officers)


def haulier_name(number: int) -> str:
    return f"bench.haulier.{number}"


def officer_name(agency: str) -> str:
    return f"bench.{agency}"


def keys() -> dict[str, str]:
    """A key of the first haulier, and one of each officer who works by the API, by user name."""
    now = timezone.now()
    names = [haulier_name(0), *(officer_name(agency) for agency in Agency.values)]
    users = User.objects.filter(username__in=names)
    return {user.username: issue_key(user_id=user.pk, at=now, by=None).text for user in users}


def session(username: str) -> str:
    """The cookie of a signed-in browser."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="accounts.backends.PasswordBackend")
    return client.cookies["sessionid"].value
