"""A whole rehearsal on the database at hand: people, traffic, work, bulletin, and the journal's proof."""

import time
from typing import NamedTuple

from declarations.days import day_of
from declarations.models import Vehicle, Yard
from declarations.operations.verifying import broken_links
from reports.figures import Figures
from reports.operations.bulletins import make_bulletin
from reports.rehearsal import workers as at_work
from reports.rehearsal.drive import Agenda
from reports.rehearsal.people import COMPANIES, engage
from reports.rehearsal.plan import Plan
from reports.rehearsal.traffic import BEFORE_CUT_OFF, Traffic


class Outcome(NamedTuple):
    """What came out, and what it took."""

    figures: Figures
    declarations: int
    operations: int
    seconds: float
    broken: list[str]


def run(plan: Plan, *, seed: int, workers: int, progress: bool) -> Outcome:
    """Play the plan's day and make its bulletin.

    :raises WorkerFailed: a worker process failed.
    """
    day = day_of(plan.date)
    crew = engage(plan.gates)
    traffic = Traffic(
        plan,
        day=day,
        seed=seed,
        companies=COMPANIES,
        areas=set(Yard.objects.filter(has_transshipment=True).values_list("gate__code", flat=True)),
        outside_yards=_outside_yards(),
        taken=set(Vehicle.objects.is_open().values_list("plate_key", flat=True)),
    )
    trips, undeclared = traffic.trips(), traffic.unregistered()
    began = time.monotonic()
    operations = at_work.play(trips, crew=crew, seed=seed, workers=workers, progress=progress)
    barrier = Agenda(crew, seed=seed, done=int)
    barrier.read_undeclared(undeclared)
    seconds = time.monotonic() - began
    bulletin = make_bulletin(date=plan.date, at=day.cut_off_at + BEFORE_CUT_OFF / 3)
    broken = [f"{link.number}: event {link.seq}: {link.fault}" for link in broken_links()]
    return Outcome(bulletin.figures, len(trips), operations + barrier.operations, seconds, broken)


def _outside_yards() -> dict[str, list[str]]:
    yards: dict[str, list[str]] = {}
    for gate, code in (
        Yard.objects.filter(is_inside=False, is_open=True).order_by("pk").values_list("gate__code", "code")
    ):
        yards.setdefault(gate, []).append(code)
    return yards
