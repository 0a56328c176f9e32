"""Builders of people for tests: whole and valid, one line each."""

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import count
from typing import Any

from accounts import operations
from accounts.models import Organisation, User
from accounts.roles import Agency, Role

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
_numbers = count(1)


def organisation(**fields: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(**{"name": f"Haulier {number}", "tax_code": f"{number:012d}", **fields})


def declarant(username: str = "haulier", **fields: Any) -> User:
    company = fields.pop("organisation", None) or organisation()
    return User.objects.create_user(username, role=Role.DECLARANT, organisation=company, **fields)


def officer(username: str = "officer", agency: str = Agency.CUSTOMS, **fields: Any) -> User:
    return User.objects.create_user(username, role=Role.OFFICER, agency=agency, **fields)


def manager(username: str = "manager", **fields: Any) -> User:
    return User.objects.create_user(username, role=Role.MANAGER, **fields)


def administrator(username: str = "admin", **fields: Any) -> User:
    return User.objects.create_user(username, role=Role.ADMINISTRATOR, **fields)


def tax_code_of(user: User) -> str:
    assert user.organisation is not None
    return user.organisation.tax_code


def of_role(role: str, **fields: Any) -> User:
    makers = {"declarant": declarant, "officer": officer, "manager": manager, "administrator": administrator}
    return makers[role](**fields)


def bearer(user: User, *, scopes: Collection[str] | None = None, at: datetime = NOON) -> dict[str, str]:
    """The header of a new key of that user."""
    issued = operations.issue_key(user_id=user.pk, by=None, at=at, scopes=scopes)
    return {"Authorization": f"Bearer {issued.text}"}
