"""Who of a scenario's trucks would be struck, by the very rule that judges hauliers (declarations/line/duties).

Pure; the same seed brings the same verdicts. Trucks that are on their way when something stands still may turn around.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from declarations.line import duties
from declarations.line.duties import AFTER, IN_TIME, Excuse, Held, Still, Verdict
from declarations.line.times import GRACE
from declarations.line.windows import LENGTH
from simulation.play.trucks import A_DAY, MINUTE, Planned, instant, planned
from simulation.scenario import Incident, Scenario

BOOKED_AHEAD = A_DAY
"""So many minutes before its window a place is taken."""
_KINDS = {"gate": Excuse.PAUSE, "lane": Excuse.PAUSE, "system": Excuse.OUTAGE}


class Judged(NamedTuple):
    """A place, whether its truck was caught in something, and what came of it; None: the duty was kept."""

    window: float
    is_caught: bool
    verdict: Verdict | None


class Told(NamedTuple):
    """What is to be read of it."""

    places: int
    kept: int
    caught: int
    strikes: Counter[str]
    excused: Counter[str]
    struck_though_caught: int


def judge(scenario: Scenario, *, seed: int, stills: Iterable[Still] | None = None) -> list[Judged]:
    """Judge every place of a scenario.

    :param stills: what the rule is told of; all incidents unless said otherwise.
    """
    dice = np.random.default_rng(seed + 2)
    known = list(stood_still(scenario) if stills is None else stills)
    found = []
    for truck in planned(scenario, seed=seed):
        cancels, early, turns = dice.random(3)
        if truck.window is None:
            continue
        is_caught = _is_caught(scenario, truck.window)
        place = _place(truck, scenario, cancels, early, turns=is_caught and turns < scenario.arrivals.turn_around)
        case = duties.of_place(place)
        found.append(Judged(truck.window, is_caught, duties.judge(case, known) if case else None))
    return found


def told(found: Iterable[Judged]) -> Told:
    """Count it."""
    rows = list(found)
    verdicts = [one.verdict for one in rows if one.verdict]
    return Told(
        places=len(rows),
        kept=len(rows) - len(verdicts),
        caught=sum(one.is_caught for one in rows),
        strikes=Counter(verdict.duty.value for verdict in verdicts if verdict.is_strike),
        excused=Counter(verdict.excuse.value for verdict in verdicts if verdict.excuse),
        struck_though_caught=sum(bool(one.verdict and one.verdict.is_strike and one.is_caught) for one in rows),
    )


def stood_still(scenario: Scenario) -> Iterator[Still]:
    """What the gate would know of the incidents."""
    for incident in scenario.incidents:
        for begins, ends in _times(incident):
            yield Still(_KINDS[incident.what], instant(begins), instant(ends))


def _place(truck: Planned, scenario: Scenario, cancels: float, early: float, *, turns: bool) -> Held:
    assert truck.window is not None
    window, taken = instant(truck.window), instant(truck.window - BOOKED_AHEAD)
    if truck.seen is not None and not turns:
        return Held(window, taken, seen_at=instant(truck.seen))
    if truck.seen is None and cancels < scenario.arrivals.late_cancel:
        return Held(window, taken, given_back_at=window - early * IN_TIME)
    return Held(window, taken)


def _is_caught(scenario: Scenario, window: float) -> bool:
    """Whether something stood still, or had up to two hours before, while the truck was to come."""
    until = window + (LENGTH + GRACE) / MINUTE
    return any(
        begins <= until and window <= ends + AFTER / MINUTE
        for incident in scenario.incidents
        for begins, ends in _times(incident)
    )


def _times(incident: Incident) -> Iterator[tuple[float, float]]:
    begins, ends = incident.minutes
    for day in incident.days:
        yield (day - 1) * A_DAY + begins, (day - 1) * A_DAY + ends
