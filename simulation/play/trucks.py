"""The trucks of a scenario, drawn before it is played: when each comes, with which window.

Times are minutes from the first midnight. The same seed draws the same trucks, whatever is done with the lanes.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np

from declarations.line.order import Place
from declarations.line.times import GRACE, standing
from declarations.line.windows import LENGTH
from simulation.scenario import Arrivals, Scenario

A_DAY: Final = 24 * 60
MINUTE: Final = timedelta(minutes=1)
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Where minutes begin for the rules of the line, which know instants."""
LATE_BY: Final = 90.0
"""Minutes after its window's end and grace in which a late truck comes, on average."""


@dataclass
class Truck:
    """One truck. `window` is the start of its window; None: it has none. `line_time` is by the rule of the line."""

    number: int
    seen: float
    green: bool
    window: float | None = None
    line_time: float = field(init=False)
    calls_missed: int = 0
    entered: float | None = None
    left: float | None = None

    def __post_init__(self) -> None:
        window = None if self.window is None else instant(self.window)
        self.line_time = minutes_at(standing(seen_at=instant(self.seen), window_at=window).line_time)

    @property
    def place(self) -> Place:
        """What the line is sorted by."""
        return (instant(self.line_time), f"{self.number:013d}", 0)


def instant(minutes: float) -> datetime:
    """Minutes as the rules of the line have them."""
    return EPOCH + MINUTE * minutes


def minutes_at(at: datetime) -> float:
    """And back."""
    return (at - EPOCH) / MINUTE


class Planned(NamedTuple):
    """A truck as it was planned. `seen` None: it never comes."""

    seen: float | None
    green: bool
    window: float | None


def drawn(scenario: Scenario, *, seed: int) -> list[Truck]:
    """All trucks that come, in the order in which they come."""
    found = [Truck(0, one.seen, one.green, one.window) for one in planned(scenario, seed=seed) if one.seen is not None]
    found.sort(key=lambda truck: truck.seen)
    for number, truck in enumerate(found):
        truck.number = number
    return found


def planned(scenario: Scenario, *, seed: int) -> list[Planned]:
    """All trucks that mean to come, day by day, those that never do among them."""
    dice = np.random.default_rng(seed)
    return [truck for day in range(scenario.days) for truck in _of_day(scenario, day, dice)]


def _of_day(scenario: Scenario, day: int, dice: np.random.Generator) -> list[Planned]:
    arrivals = scenario.arrivals
    weights = np.array(arrivals.by_weekday)
    rush = float(np.prod([rush.factor for rush in scenario.rushes if day + 1 in rush.days]))
    # A day's own luck has a mean of one, so that `a_day` is what it says.
    luck = np.exp(dice.normal(-(arrivals.spread**2) / 2, arrivals.spread))
    weekday = (scenario.first.weekday() + day) % 7
    many = int(dice.poisson(arrivals.a_day * weights[weekday] / weights.mean() * rush * luck))
    hours = np.array(arrivals.by_hour)
    instants = (dice.choice(24, many, p=hours / hours.sum()) + dice.random(many)) * 60 + day * A_DAY
    return [_truck(at, arrivals, dice) for at in instants.tolist()]


def _truck(at: float, arrivals: Arrivals, dice: np.random.Generator) -> Planned:
    booked, no_show, late, green = dice.random(4)
    delay = dice.exponential(LATE_BY)
    is_green = bool(green < arrivals.green)
    if booked >= arrivals.booked:
        return Planned(at, is_green, None)
    window = at // 60 * 60
    if no_show < arrivals.no_show:
        return Planned(None, is_green, window)
    seen = window + (LENGTH + GRACE) / MINUTE + delay if late < arrivals.late else at
    return Planned(seen, is_green, window)
