"""Who rehearses: companies that file and officers of every agency at every gate. Nobody can sign in as one of them."""

from collections.abc import Collection
from typing import Final, NamedTuple

from django.db import transaction

from accounts.models import Agency, Organisation, Role, User
from declarations.models import Gate, Posting

COMPANIES: Final = 12
DECLARANTS_EACH: Final = 2
OFFICERS_EACH: Final = 2
PREFIX: Final = "rehearsal."


class Crew(NamedTuple):
    """Officers by gate and agency, declarants by company."""

    officers: dict[tuple[str, str], list[User]]
    declarants: list[list[User]]


def company_code(number: int) -> str:
    """The tax code of a rehearsing company: that of a person of no province."""
    return f"990000{number:06d}"


@transaction.atomic
def engage(gates: Collection[str]) -> Crew:
    """Make those who are missing, without a password, and answer all."""
    known = {user.username: user for user in User.objects.filter(username__startswith=PREFIX)}
    declarants = []
    for number in range(COMPANIES):
        company, _ = Organisation.objects.get_or_create(
            tax_code=company_code(number), defaults={"name": f"Công ty Diễn tập {number:02d}", "address": "Lạng Sơn"}
        )
        names = [f"{PREFIX}company-{number:02d}.{n + 1}" for n in range(DECLARANTS_EACH)]
        declarants.append(
            [
                known.get(name) or User.objects.create_user(name, role=Role.DECLARANT, organisation=company)
                for name in names
            ]
        )
    officers = {
        (gate.code, str(agency)): [_officer(known, gate, agency, n + 1) for n in range(OFFICERS_EACH)]
        for gate in Gate.objects.filter(code__in=gates).order_by("pk")
        for agency in Agency.values
    }
    return Crew(officers, declarants)


def _officer(known: dict[str, User], gate: Gate, agency: str, number: int) -> User:
    name = f"{PREFIX}{agency}.{gate.code.lower()}.{number}"
    officer = known.get(name) or User.objects.create_user(name, role=Role.OFFICER, agency=agency)
    Posting.objects.get_or_create(user=officer, gate=gate)
    return officer
