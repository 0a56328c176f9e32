"""Scanners of the tests: an officer's browser that is registered, and what he scanned with it."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from tests import given
from tests.declarations.api.callers import V1

BATCH = f"{V1}/scans/batch"


class Browser(APIClient):
    """A signed-in browser of one officer."""

    def __init__(self, user: User) -> None:
        super().__init__(headers={"Accept-Language": "en"}, raise_request_exception=False)
        self.user = user
        self.force_login(user, backend="accounts.backends.PasswordBackend")

    def registered(self, name: str = "Phone") -> "Browser":
        assert self.post(f"{V1}/devices", {"name": name}).status_code == 201
        return self

    def manifest(self, gate: str = "HN", **headers: str) -> Any:
        return self.get(f"{V1}/manifest?gate={gate}", headers=headers)

    def send(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a batch and answer its results."""
        answer = self.post(BATCH, {"scans": list(scans)})
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = answer.json()["results"]
        assert [one["nonce"] for one in results] == [one["nonce"] for one in scans]
        return results


def browser(agency: str = "border_guard", *, at: str = "HN") -> Browser:
    return Browser(given.officer(agency, at=at)).registered()


def scan(number: str | None, nonce: str, *confirm: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """A scan as the device kept it; of a pass, with `number=None, token=…`."""
    said = {"gate": "HN", "nonce": nonce, "confirm": list(confirm), **more}
    if number:
        said["number"] = number
    if at:
        said["happened_at"] = at.isoformat()
    return said


def minutes(many: int) -> timedelta:
    return timedelta(minutes=many)
