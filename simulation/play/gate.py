"""The gate of a scenario at work: trucks stand in line, lanes let them in by its rules, the yard fills and empties.

Driven by simpy; time is minutes from the first midnight. Nothing here reads a clock or draws without a seed.
"""

from bisect import bisect_left, insort
from collections.abc import Generator, Iterable, Sequence
from typing import Any, Final, Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from declarations.line.calls import sent_back
from declarations.line.order import whose
from simulation.play.trucks import A_DAY, Truck, instant, minutes_at
from simulation.scenario import Lane, Scenario

Process = Generator[Any, Any, None]
Flags = NDArray[np.bool_]
DAYS_AFTER: Final = 7
"""So many days the gate goes on after the last one, to empty the line."""
LOOK_AGAIN: Final = 1.0
"""Minutes after which a lane that stands still looks whether it may go on."""


class Watcher(Protocol):
    """Who looks on every so many minutes."""

    every: float

    def look(self, gate: "Gate", at: float) -> None:
        """See how things stand; change nothing."""


class Gate:
    """One side of a gate while it is played."""

    def __init__(self, scenario: Scenario, trucks: Sequence[Truck], *, seed: int) -> None:
        self.scenario = scenario
        self.trucks = trucks
        self.green: list[Truck] = []
        self.ordinary: list[Truck] = []
        self.passed = 0
        self.works = working(scenario)
        self.lanes = {lane.code: self.works & lane_working(scenario, lane.code) for lane in scenario.lanes}
        self._env = simpy.Environment()
        self._came = self._env.event()
        self._yard = simpy.Resource(self._env, scenario.yard)
        self._dice = np.random.default_rng(seed)
        luck = np.random.default_rng(seed + 1).normal(0.0, scenario.service.day_spread, len(self.works) // A_DAY)
        self._paces = np.exp(luck)

    @property
    def now(self) -> float:
        """Minutes from the first midnight."""
        return float(self._env.now)

    @property
    def waiting(self) -> list[Truck]:
        """Who stands in line, by the line's sorting."""
        return sorted([*self.green, *self.ordinary], key=_place)

    def came_since(self, minute: float) -> list[Truck]:
        """Who has come since then, up to now."""
        first, last = (bisect_left(self.trucks, at, key=_seen) for at in (minute, self.now))
        return list(self.trucks[first:last])

    def run(self, watchers: Iterable[Watcher] = ()) -> list[Truck]:
        """Play it to its end, which is when the line is empty or a week after the last day; the trucks that came."""
        self._env.process(self._arrive())
        for lane in self.scenario.lanes:
            self._env.process(self._work(lane))
        for watcher in watchers:
            self._env.process(self._watch(watcher))
        self._env.run(until=len(self.works) - 1)
        return list(self.trucks)

    def _arrive(self) -> Process:
        for truck in self.trucks:
            yield self._env.timeout(max(0.0, truck.seen - self.now))
            self._stand(truck)

    def _stand(self, truck: Truck) -> None:
        insort(self.green if truck.green else self.ordinary, truck, key=_place)
        came, self._came = self._came, self._env.event()
        came.succeed()

    def _work(self, lane: Lane) -> Process:
        while True:
            if not self.lanes[lane.code][int(self.now)]:
                yield self._env.timeout(self._until_open(lane.code))
                continue
            if not self.green and not self.ordinary:
                yield self._came
                continue
            place = self._yard.request()
            yield place
            if not (self.green or self.ordinary) or not self.lanes[lane.code][int(self.now)]:
                self._yard.release(place)
                yield self._env.timeout(LOOK_AGAIN)
                continue
            truck = self._take()
            if self._dice.random() < self.scenario.service.absent and truck.calls_missed < 2:
                self._yard.release(place)
                yield self._env.timeout(self.scenario.service.absent_minutes)
                self._send_back(truck)
                continue
            yield self._env.timeout(self._minutes(lane))
            truck.entered = self.now
            self._env.process(self._leave(truck, place))

    def _take(self) -> Truck:
        green = self.green[0].place if self.green else None
        ordinary = self.ordinary[0].place if self.ordinary else None
        goes = whose(green, ordinary, passed=self.passed, most=self.scenario.green_in_a_row)
        self.passed = goes.passed
        return (self.green if goes.green else self.ordinary).pop(0)

    def _send_back(self, truck: Truck) -> None:
        last = max((one.line_time for one in self.waiting), default=self.now)
        back = sent_back(
            instant(truck.line_time), missed=truck.calls_missed, last=instant(last), at=instant(self.now)
        )  # fmt: skip
        truck.calls_missed += 1
        truck.line_time = minutes_at(back.line_time)
        self._stand(truck)

    def _minutes(self, lane: Lane) -> float:
        mean = 60.0 / (lane.per_hour * self._paces[int(self.now) // A_DAY])
        return max(0.05, _drawn(self._dice, mean, self.scenario.service.spread))

    def _leave(self, truck: Truck, place: Any) -> Process:
        """What is left to be done inside takes time of the gate's work only."""
        left = _drawn(self._dice, self.scenario.service.inside_minutes, self.scenario.service.inside_spread)
        done = np.cumsum(self.works[int(self.now) :])
        yield self._env.timeout(float(np.searchsorted(done, left)) + 1.0)
        truck.left = self.now
        self._yard.release(place)

    def _until_open(self, code: str) -> float:
        ahead = self.lanes[code][int(self.now) :]
        opens = int(np.argmax(ahead)) if ahead.any() else len(ahead)
        return max(LOOK_AGAIN, opens - self.now % 1.0)

    def _watch(self, watcher: Watcher) -> Process:
        while True:
            yield self._env.timeout(watcher.every)
            watcher.look(self, self.now)


def working(scenario: Scenario) -> Flags:
    """In which minutes the gate works, a week beyond the last day included."""
    day = np.ones(A_DAY, dtype=bool)
    if scenario.hours:
        day[:] = False
        for hours in scenario.hours:
            opens, closes = hours.minutes
            day[opens:closes] = True
    works = np.tile(day, scenario.days + DAYS_AFTER)
    return works & ~_standing_still(scenario, None, len(works))


def lane_working(scenario: Scenario, code: str) -> Flags:
    """In which minutes a lane is not out of work by itself."""
    return ~_standing_still(scenario, code, (scenario.days + DAYS_AFTER) * A_DAY)


def _standing_still(scenario: Scenario, lane: str | None, size: int) -> Flags:
    still = np.zeros(size, dtype=bool)
    for incident in scenario.incidents:
        if incident.lane == lane:
            begins, ends = incident.minutes
            for day in incident.days:
                still[(day - 1) * A_DAY + begins : (day - 1) * A_DAY + ends] = True
    return still


def _drawn(dice: np.random.Generator, mean: float, spread: float) -> float:
    """Lognormal, of that mean; `spread` is the standard deviation through the mean."""
    if spread == 0:
        return mean
    sigma = np.sqrt(np.log1p(spread**2))
    return float(mean * np.exp(dice.normal(-(sigma**2) / 2, sigma)))


def _place(truck: Truck) -> Any:
    return truck.place


def _seen(truck: Truck) -> float:
    return truck.seen
