"""What came of a scenario: waits, lines and lanes in figures. Pure; minutes and trucks."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.play.gate import Gate, lane_working, working
from simulation.play.trucks import A_DAY, Truck, drawn
from simulation.scenario import Scenario

AN_HOUR: Final = 60


class Waits(NamedTuple):
    """How long trucks stood before the gate; nan: there were none."""

    mean: float
    p50: float
    p90: float


class Result(NamedTuple):
    """A scenario that was played. `line`: how many stand in line by hour of the day; `left_over`: at each midnight."""

    trucks: int
    entered: int
    all: Waits
    green: Waits
    ordinary: Waits
    longest_line: int
    left_over: list[int]
    line: list[float]
    use: float
    """The part of the lanes' working time in which somebody waited."""


def play(scenario: Scenario, *, seed: int) -> Result:
    """Play it once. The same seed brings the same trucks, so that two scenarios differ by what differs in them."""
    return told(scenario, Gate(scenario, drawn(scenario, seed=seed), seed=seed).run())


def told(scenario: Scenario, trucks: Sequence[Truck]) -> Result:
    """Count it."""
    size = scenario.days * A_DAY
    line = _line(trucks, size)
    lanes = np.sum(
        [working(scenario)[:size] & lane_working(scenario, lane.code)[:size] for lane in scenario.lanes], axis=0
    )
    within = [truck for truck in trucks if truck.seen < size]
    return Result(
        trucks=len(within),
        entered=sum(truck.entered is not None and truck.entered < size for truck in within),
        all=_waits(within),
        green=_waits([truck for truck in within if truck.green]),
        ordinary=_waits([truck for truck in within if not truck.green]),
        longest_line=int(line.max()),
        left_over=[int(line[(day + 1) * A_DAY - 1]) for day in range(scenario.days)],
        line=[float(mean) for mean in line.reshape(-1, 24, AN_HOUR).mean(axis=(0, 2))],
        use=float(lanes[line > 0].sum() / max(lanes.sum(), 1)),
    )


def _line(trucks: Sequence[Truck], size: int) -> NDArray[np.int64]:
    """How many stand in line, minute by minute."""
    change = np.zeros(size + 1, dtype=np.int64)
    for truck in trucks:
        change[min(int(truck.seen), size)] += 1
        change[size if truck.entered is None else min(int(truck.entered), size)] -= 1
    return np.cumsum(change)[:size]


def _waits(trucks: Sequence[Truck]) -> Waits:
    waits = np.array([truck.entered - truck.seen for truck in trucks if truck.entered is not None])
    if not len(waits):
        return Waits(np.nan, np.nan, np.nan)
    return Waits(float(waits.mean()), float(np.quantile(waits, 0.5)), float(np.quantile(waits, 0.9)))
