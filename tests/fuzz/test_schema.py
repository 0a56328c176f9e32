"""Made-up input over every endpoint, as each role: never a 500, every answer as the schema says, nonsense refused.

The cases follow from the schema and SEED alone, so they are the same in every run and a failure is found again.
"""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.test import Client
from django.utils import timezone
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from pytest_django.fixtures import Settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from accounts import operations
from accounts.models import User
from gate.wsgi import application
from tests import given
from tests.delivery import having

SEED, EXAMPLES = 1, 8
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, allow_header_conformance, unsupported_method, negative_data_rejection,
]  # fmt: skip
ROLES = ("nobody", "declarant", "officer", "gate_centre", "manager", "administrator")
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429"]
"""How nonsense may be refused. 412 among them: a precondition is weighed before the body is read (RFC 9110 §13.2)."""
TELLS_NONSENSE = "/api/v1/declarations/check"
"""Says what is wrong with a body in a 200: that is what it is for."""

CONFIG = schemathesis.Config.from_dict(
    {
        "seed": SEED,
        "analysis": {"constants": {"enabled": False}},  # made up from the schema, not from literals of the code
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
    }
)
schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application, config=CONFIG)


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_the_code() -> Iterator[None]:
    """Hypothesis draws from the literals of modules too, of those that this process has loaded by then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "_get_local_constants", Constants)
        yield


class Caller:
    """Somebody who sends made-up input, and what there is that he might touch."""

    def __init__(self, role: str) -> None:
        user = self._user(role)
        at = timezone.now()
        declaration = given.filed(by=user if user and user.is_declarant else None, at=at)
        vehicle = declaration.vehicles.get()
        # Uncompressed: whoever reads the answers here unpacks nothing.
        self.headers = {"Accept": "application/json, */*", "Accept-Encoding": "identity", **self._credentials(user)}
        self.ids: dict[str, Any] = {
            "ref": declaration.number,
            "vehicle_id": vehicle.pk,
            "fee_id": vehicle.fees.get().pk,
            "check_id": given.check(declaration, "finish" if role == "gate_centre" else "customs_arrival").pk,
            "change_id": given.change(declaration, at=at).pk,
            "gate": "HN",
            "code": "HN",
            "check": "customs_arrival",
            **self._sent_to(user),
        }

    @staticmethod
    def _sent_to(user: User | None) -> dict[str, Any]:
        """A webhook's subscription and a sending of it, a manager's own where the caller is one."""
        sending = having.failed(having.subscribed(user if user and user.is_manager else None, to=having.hook()))
        return {"subscription_id": sending.subscription_id, "sending_id": sending.pk, "form": "csv"}

    @staticmethod
    def _user(role: str) -> User | None:
        if role == "nobody":
            return None
        if role in ("officer", "gate_centre"):
            return given.officer("customs" if role == "officer" else role)
        makers = {"declarant": given.declarant, "manager": given.manager, "administrator": given.administrator}
        return makers[role]()

    @staticmethod
    def _credentials(user: User | None) -> dict[str, str]:
        if user is None:
            return {}
        if not user.scopes:  # whom no key can be made for comes with a session
            browser = Client()
            browser.force_login(user, backend="accounts.backends.PasswordBackend")
            return {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
        issued = operations.issue_key(user_id=user.pk, at=timezone.now(), by=None)
        return {"Authorization": f"Bearer {issued.text}"}

    def lead(self, case: Case[Any]) -> None:
        """Point the case at what there is, where its address is not itself the nonsense; each case is its own."""
        if not self._is_nonsense(case, ParameterLocation.PATH):
            case.path_parameters.update({k: v for k, v in self.ids.items() if k in case.path_parameters})
        if not self._is_nonsense(case, ParameterLocation.HEADER):
            case.headers.pop("Idempotency-Key", None)
            if "If-Match" in case.headers:
                case.headers["If-Match"] = "*"

    @staticmethod
    def _is_nonsense(case: Case[Any], where: ParameterLocation) -> bool:
        part = case.meta.components.get(where) if case.meta else None
        return part is not None and part.mode.is_negative


@pytest.fixture(params=ROLES)
def caller(request: pytest.FixtureRequest, db: None, settings: Settings) -> Caller:
    """Each role in turn; somebody has filed a declaration, so that there is something to touch."""
    settings.API_WRITES_PER_MINUTE = 0
    return Caller(request.param)


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
def test_every_answer_is_as_the_schema_says(case: Case[Any], caller: Caller) -> None:
    caller.lead(case)
    answer = case.call(headers=caller.headers)
    told = [negative_data_rejection] if case.path == TELLS_NONSENSE else []
    case.validate_response(answer, checks=[check for check in CHECKS if check not in told], headers=caller.headers)
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0] == "application/problem+json"
