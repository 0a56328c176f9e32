"""Made-up input over every endpoint, with the key of each role: never a 500, and every answer as the schema says.

The cases are the same in every run (`derandomize`), so a failure is found again.
"""

from typing import Any

import hypothesis
import pytest
import schemathesis
from django.utils import timezone
from pytest_django.fixtures import Settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import operations
from accounts.models import User
from gate.wsgi import application
from tests import given

EXAMPLES = 8
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ("nobody", "declarant", "officer", "manager")

schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)


def _user(role: str) -> User:
    if role == "declarant":
        return given.declarant()
    return given.officer() if role == "officer" else given.manager()


@pytest.fixture(params=ROLES)
def headers(request: pytest.FixtureRequest, db: None, settings: Settings) -> dict[str, str]:
    """What a caller of each role sends; somebody has filed a declaration, so that there is something to touch."""
    settings.API_WRITES_PER_MINUTE = 0
    if request.param == "nobody":
        given.filed()
        return {}
    user = _user(request.param)
    given.filed(by=user if request.param == "declarant" else None)
    issued = operations.issue_key(user_id=user.pk, at=timezone.now(), by=None)
    return {"Authorization": f"Bearer {issued.text}"}


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
def test_every_answer_is_as_the_schema_says(case: Case[Any], headers: dict[str, str]) -> None:
    answer = case.call(headers={"Accept": "application/json, */*", **headers})
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0] == "application/problem+json"
