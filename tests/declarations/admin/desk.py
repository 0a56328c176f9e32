"""A small world for the tests of the desk: staff and a filed truck at two gates, one row of every place."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, User
from declarations.models import Check, DayMode, Declaration, Event, IntakeStop, OpeningHours, Posting
from tests import given

ANONYMOUS = "anonymous"
AT_THE_OTHER_GATE = (Agency.CUSTOMS, Agency.GATE_CENTRE)
FIXED = {"Step", "Procedure", "Visit"}
"""Models left out of the comparison: no page writes their rows, or every page writes one (who looked, ADR 0085)."""


def client_of(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user is not None:
        client.force_login(user)
    return client


@dataclass
class World:
    """`people` by the name used in the tables: `customs.hn`, `manager.tt`, `manager.province`, `administrator`, …"""

    at: datetime
    people: dict[str, User]
    truck: Declaration
    other: Declaration
    places: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = client_of(self.people.get(name))
        return self.clients[name]

    @property
    def staff(self) -> dict[str, User]:
        """The officers at HN, by agency."""
        return {agency: self.people[f"{agency}.hn"] for agency in Agency.values}

    def check(self, code: str) -> Check:
        return given.check(self.truck, code)


def world() -> World:
    at = timezone.now().replace(microsecond=0)
    people: dict[str, User] = {"declarant": given.declarant(), "administrator": given.administrator()}
    for gate, agencies in (("hn", Agency.values), ("tt", AT_THE_OTHER_GATE)):
        people |= {f"{agency}.{gate}": given.officer(agency, at=gate.upper()) for agency in agencies}
        people[f"manager.{gate}"] = given.manager(at=gate.upper())
    people["manager.province"] = given.manager(at=None)
    truck = given.filed(by=people["declarant"], at=at - timedelta(minutes=30))
    other = given.filed(at=at - timedelta(minutes=30), gate="TT")
    return World(at, people, truck, other, _places())


def _places() -> dict[str, Any]:
    gate = given.gate("HN")
    starts = timezone.now() + timedelta(days=30)
    return {
        "gate": gate,
        "lane": gate.lanes.order_by("pk")[0],
        "yard": gate.yards.order_by("pk")[0],
        "openinghours": OpeningHours.objects.filter(gate=gate).order_by("pk")[0],
        "daymode": DayMode.objects.create(gate=gate, date=date(2030, 2, 1), mode="closed", reason="Tết"),
        "intakestop": IntakeStop.objects.create(gate=gate, starts_at=starts, reason="Ùn ứ"),
        "posting": Posting.objects.filter(gate=gate).order_by("pk")[0],
    }


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the gate and of its people, to see that nothing changed."""
    found = {}
    for label in ("declarations", "accounts", "desk"):
        for model in apps.get_app_config(label).get_models():
            if model.__name__ not in FIXED:
                found[model.__name__] = list(model._default_manager.order_by("pk").values())
    for user in found["User"]:
        user.pop("last_login")
    return found


def said(response: Any) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in response.context["messages"]]


def last_verbs(declaration: Declaration, many: int = 1) -> list[str]:
    verbs = Event.objects.filter(declaration=declaration).order_by("-seq").values_list("verb", flat=True)
    return list(verbs[:many])[::-1]


_WRITE = re.compile(
    r'\s*(?:INSERT|UPDATE|DELETE)\b[^"]*"(?:accounts|declarations|desk|notices|reports|workspace)_', re.I
)


@contextmanager
def writes_outside_operations() -> Iterator[list[str]]:
    """What is written to our tables meanwhile without any function of an `operations/` room at work."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITE.match(sql) and not _an_operation_is_at_work():
            found.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def _an_operation_is_at_work() -> bool:
    return any("/operations/" in frame.f_code.co_filename for frame, _line in traceback.walk_stack(None))
