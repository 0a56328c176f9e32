"""Callers of the API: a client for each person, and answers held against the schema while they are read."""

from typing import Any

from pydantic import BaseModel
from rest_framework.test import APIClient

from accounts import operations
from accounts.models import User
from tests import given
from tests.given import NOON

V1 = "/api/v1"


class Caller(APIClient):
    """A client that sends a key of one person."""

    def __init__(self, user: User) -> None:
        self.user = user
        issued = operations.issue_key(user_id=user.pk, by=None, at=NOON)
        super().__init__(headers={"Authorization": f"Bearer {issued.text}"}, raise_request_exception=False)


def of(user: User) -> Caller:
    """A client with a new key of that user."""
    return Caller(user)


def company() -> Caller:
    """A client of a company of its own."""
    return of(given.declarant())


def officers(at: str = "HN") -> dict[str, Caller]:
    """A client for an officer of every agency at a gate."""
    return {agency: of(user) for agency, user in given.officers(at=at).items()}


def said(answer: Any, shape: type[BaseModel], *, status: int = 200) -> Any:
    """The answer's JSON, after holding it against its shape."""
    assert answer.status_code == status, answer.content
    shape.model_validate_json(answer.content)
    return answer.json()


def refused(answer: Any, status: int, code: str) -> Any:
    """The problem document, after holding it against what was expected."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert problem["status"] == status
    return problem
