"""Callers of the API: a client for each person, and answers held against the schema while they are read."""

from typing import Any

from pydantic import BaseModel
from rest_framework.test import APIClient

from accounts import operations
from accounts.models import User
from tests import given
from tests.given import NOON

V1 = "/api/v1"


def client(user: User, **options: Any) -> APIClient:
    """A client that sends a new key of that user."""
    issued = operations.issue_key(user_id=user.pk, by=None, at=NOON)
    return APIClient(headers={"Authorization": f"Bearer {issued.text}"}, raise_request_exception=False, **options)


def company() -> APIClient:
    """A client of a company of its own; `.user` is who it is."""
    return of(given.declarant())


def of(user: User) -> APIClient:
    """A client that knows its user."""
    caller = client(user)
    caller.user = user
    return caller


def officers(at: str = "HN") -> dict[str, APIClient]:
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
