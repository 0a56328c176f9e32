"""A day at the gates for the study: trucks worked step by step, each at its minute."""

from datetime import datetime, timedelta

from declarations.models import Vehicle
from declarations.operations import placing
from release.models import CheckFact, Passage
from release.operations.following import follow_due
from tests import given
from tests.given import HANOI
from tests.reports.days import Traffic

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI)
STEPS = (
    ("customs_registration", -20), ("bg_arrival", 0), ("customs_arrival", 10), ("medical", 25),
    ("transport_licence", 30), ("fee_infrastructure", 40), ("finish", 60), ("customs_out", 75), ("bg_out", 90),
)  # fmt: skip
"""When, in minutes after its arrival, a truck's checks are confirmed; filed an hour before."""


class Gates(Traffic):
    """Trucks that go all the way, and the facts of them."""

    def passes(
        self, at: datetime, *, late: dict[str, int] | None = None, slower: int = 1, **declared: object
    ) -> Vehicle:
        """A truck that arrives at `at` and leaves 90 minutes later; `late` says of checks how many minutes more.

        `slower` stretches everything after the arrival.
        """
        filed = given.filed(by=self.company, at=at - timedelta(hours=1), document=document(at, **declared))
        for code, minute in STEPS:
            after = minute * (slower if minute > 0 else 1) + (late or {}).get(code, 0)
            self.confirm(filed, code, at=at + timedelta(minutes=after))
        vehicle: Vehicle = filed.vehicles.get()
        return vehicle


def document(at: datetime, **declared: object) -> dict[str, object]:
    """A document that is filed an hour before `at`."""
    kinds = {name: declared.pop(name) for name in ("cargo_kind",) if name in declared}
    direction = str(declared.get("direction", "export"))
    goods = [given.consignment(direction=direction, **kinds)]  # type: ignore[arg-type]
    return given.body(at=at - timedelta(hours=1), consignments=goods, **declared)


def fact_of(vehicle: Vehicle) -> Passage:
    found: Passage = Passage.objects.get(vehicle=vehicle)
    return found


def check_of(vehicle: Vehicle, code: str) -> CheckFact:
    return CheckFact.objects.get(passage__vehicle=vehicle, code=code)


def told(at: datetime) -> int:
    """The facts are brought up to the journal."""
    return follow_due(at=at)


__all__ = ["MONDAY", "STEPS", "Gates", "check_of", "document", "fact_of", "placing", "told"]
