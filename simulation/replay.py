"""A scenario played with estimates: each waiting truck is told how long, and what came of it is scored.

The very method that serves the gate (estimate.method) is asked, with what it could know at that moment and no more.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from declarations.line import order
from estimate.method.ahead import CELL, CELLS_A_DAY, Ahead, Place
from estimate.method.band import Known, bands
from estimate.method.learned import Learned, learn
from estimate.method.observed import A_DAY, MINUTE, Floats, Observed, Stay, Stretch, observe
from estimate.method.scores import Score, naive_minutes, score
from estimate.method.widening import STRETCH_DAYS, Came, learn_stretch
from estimate.method.widening import Stretch as Widening
from simulation.play.gate import Gate, working
from simulation.play.trucks import Truck
from simulation.scenario import Scenario

LEARN_DAYS: Final = 42
LAST_INSIDE: Final = 1_000
PAUSE_LASTS: Final = 120
DAYS_AHEAD: Final = 3
LONGEST_DAYS: Final = 5
"""Nobody waits for longer."""


@dataclass
class Said:
    """One estimate of one truck, in minutes from `at`."""

    truck: Truck
    at: float
    drawn: tuple[float, float, float]
    band: tuple[float, float, float]
    naive: float | None


@dataclass
class Estimator:
    """Looks at the gate every so many minutes and says how long each waiting truck will wait."""

    scenario: Scenario
    every: float = 30.0
    said: list[Said] = field(default_factory=list)
    _day: int = -1
    _learned: Learned | None = None
    _inside: Floats = field(default_factory=lambda: np.empty(0))
    _widening: Widening = field(default_factory=Widening)

    def look(self, gate: Gate, at: float) -> None:
        """Say it, if the gate works: one that stands still gives no estimate."""
        day = int(at) // A_DAY
        if day >= self.scenario.days or not gate.works[int(at)]:
            return
        if day != self._day:
            self._day = day
            self._learn(gate, day)
        if self._learned is None:
            return
        line = self._line(gate)
        if not line:
            return
        known = Known(
            self._learned, self._today(gate, day, at), self._ahead(gate, at), self._inside, self._widening,
            self.scenario.green_in_a_row,
        )  # fmt: skip
        found = bands(known, [place for _truck, place in line], seed=int(at))
        recent = gate.came_since(at - LONGEST_DAYS * A_DAY)
        taken = sum(truck.entered is not None and truck.entered > at - 60 for truck in recent)
        for index, (truck, place) in enumerate(line):
            if np.isfinite(found.entry[:, index]).all():
                low, middle, high = (float(round(minutes)) for minutes in found.entry[:, index])
                drawn = tuple(found.drawn[:, index].tolist())
                naive = naive_minutes(position=place.ahead + 1, taken_last_hour=taken)
                self.said.append(Said(truck, at, drawn, (low, middle, high), naive))

    def score(self, *, from_day: int = 0) -> Score:
        """Of everything said from that day on (0 is the first) that came true."""
        total = Score()
        for one in self.said:
            if one.at >= from_day * A_DAY and one.truck.entered is not None:
                low, middle, high = one.band
                total += score(low=low, middle=middle, high=high, came=one.truck.entered - one.at, naive=one.naive)
        return total

    def _learn(self, gate: Gate, day: int) -> None:
        first = max(0, day - LEARN_DAYS)
        if day == 0:
            return
        stays = [_stay(truck) for truck in gate.trucks if first * A_DAY <= truck.seen < day * A_DAY]
        self._learned = learn(observe(stays, self._stretch(gate, first, day)))
        worked = np.concatenate([[0.0], np.cumsum(gate.works)])
        gone = [truck for truck in gate.trucks if truck.left is not None and truck.left < day * A_DAY]
        gone.sort(key=lambda truck: truck.left or 0.0)
        self._inside = np.array(
            [worked[int(truck.left or 0)] - worked[int(truck.entered or 0)] for truck in gone[-LAST_INSIDE:]]
        )
        came = [one for one in self.said if one.truck.entered is not None and one.at >= (day - STRETCH_DAYS) * A_DAY]
        self._widening = learn_stretch([Came(*one.drawn, (one.truck.entered or 0.0) - one.at) for one in came])

    def _today(self, gate: Gate, day: int, at: float) -> Observed:
        of_today = [truck for truck in gate.came_since((day - LONGEST_DAYS) * A_DAY) if _waited_on(truck, day)]
        stays = [_stay(truck) for truck in of_today]
        return observe(stays, self._stretch(gate, day, day + 1).until(int(at) * MINUTE))

    def _stretch(self, gate: Gate, first: int, last: int) -> Stretch:
        part = slice(first * A_DAY, last * A_DAY)
        lanes = np.sum([works[part] for works in gate.lanes.values()], axis=0).astype(float)
        return Stretch(first * A_DAY * MINUTE, gate.works[part], lanes)

    def _ahead(self, gate: Gate, at: float) -> Ahead:
        """The hours are known, and what stands still now; what will, is not."""
        start = int(at) // CELL * CELL
        size = DAYS_AHEAD * CELLS_A_DAY * CELL
        usual = working(self.scenario.model_copy(update={"incidents": ()}))
        works = usual[start : start + size]
        lanes = np.full(size, float(len(gate.lanes)))
        for incident in self.scenario.incidents:
            begins, ends = incident.minutes
            for day in incident.days:
                first, last = (day - 1) * A_DAY + begins, (day - 1) * A_DAY + ends
                if incident.lane is not None and first <= at < last:
                    until = last if incident.announced else first + PAUSE_LASTS
                    lanes[: max(0, until - start)] -= 1
        works = np.pad(works, (0, size - len(works)))
        return Ahead(start % A_DAY // CELL, works[::CELL], np.maximum(lanes, 0.0)[::CELL])

    def _line(self, gate: Gate) -> list[tuple[Truck, Place]]:
        by_number = {truck.place[1]: truck for truck in gate.waiting}
        facts = [order.Truck(*truck.place, green=truck.green) for truck in by_number.values()]
        found, ordinary = [], 0
        for ahead, turn in enumerate(order.turns(facts, most=self.scenario.green_in_a_row)):
            found.append((by_number[turn.truck.number], Place(ahead, ordinary, turn.truck.green)))
            ordinary += not turn.truck.green
        return found


def _stay(truck: Truck) -> Stay:
    entered = None if truck.entered is None else int(truck.entered * MINUTE)
    return Stay(int(truck.seen * MINUTE), entered, None, truck.green)


def _waited_on(truck: Truck, day: int) -> bool:
    """Whether it waited on that day, or does."""
    return truck.entered is None or truck.entered >= day * A_DAY
