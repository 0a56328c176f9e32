"""A small world for the matrix: one declaration at one gate, and somebody of every sort who might touch it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps

from accounts.models import Agency, Role, User
from declarations.models import Fee
from desk.operations.devices import register
from tests import given
from tests.delivery import having
from tests.given import NOON

PERSONAS = (
    "nobody", "own_company", "other_company", "own_agency", "other_agency", "other_gate", "manager", "other_manager",
    "province", "administrator",
)  # fmt: skip
"""`own_agency`: an officer of the agency whose act it is, posted to the declaration's gate; `other_agency`: of another
agency at that gate; `other_gate`: of the right agency at another gate."""

NOT_WATCHED = {"apikey", "session", "accessattempt", "idempotencyrecord"}
"""Rows that a request touches whatever it does: a key's last use, an answer kept for its repetition."""


@dataclass
class World:
    """What the addresses of the API point at."""

    agency: str = Agency.BORDER_GUARD
    asks: bool = False  # whether its company has asked for a change that concerns the border guard
    delivers: bool = False  # whether a report was sent to a manager, whom nobody here is
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.declaration = given.filed(at=NOON)
        self.vehicle = self.declaration.vehicles.get()
        self.fee = Fee.objects.get(vehicle=self.vehicle)
        self.device_id = register(name="Phone", by=given.officer(self.agency), at=NOON).device.pk
        self.change_id = given.change(self.declaration).pk if self.asks else 0
        self.sending = having.failed(having.subscribed(to=having.hook())) if self.delivers else None

    @cached_property
    def ids(self) -> dict[str, Any]:
        """By the names that addresses give their parts; `check_id` is the agency's own check."""
        checks = self.declaration.checks.filter(agency=self.agency).order_by("pk")
        return {
            "ref": self.declaration.number,
            "vehicle_id": self.vehicle.pk,
            "change_id": self.change_id,
            "fee_id": self.fee.pk,
            "check_id": checks[0].pk if checks else given.check(self.declaration, "bg_arrival").pk,
            "gate": "HN",
            "direction": "export",
            "code": "HN",
            "check": "bg_arrival",
            "date": "2026-11-21",
            "strike_id": 1,
            "order_id": 1,
            "device_id": self.device_id,
            "subscription_id": self.sending.subscription_id if self.sending else 0,
            "sending_id": self.sending.pk if self.sending else 0,
            "form": "csv",
            "kind": "week",
            "key": "2026-W46",
        }

    def person(self, persona: str) -> User | None:
        """Who that is."""
        other = Agency.MEDICAL if self.agency != Agency.MEDICAL else Agency.PLANT
        makers: dict[str, Any] = {
            "nobody": lambda: None,
            "own_company": lambda: self.declaration.created_by,
            "other_company": given.declarant,
            "own_agency": lambda: given.officer(self.agency),
            "other_agency": lambda: given.officer(other),
            "other_gate": lambda: given.officer(self.agency, at="TT"),
            "manager": given.manager,
            "other_manager": lambda: given.manager(at="TT"),
            "province": lambda: given.manager(at=None),
            "administrator": given.administrator,
        }
        person: User | None = makers[persona]()
        assert person is None or person.role in Role.values
        return person


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of the gate's own rooms, to be compared after a refusal."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for room in ("accounts", "declarations", "desk", "reports", "notices", "delivery")
        for model in apps.get_app_config(room).get_models()
        if model._meta.model_name not in NOT_WATCHED
    }
