"""Ours and the baseline in turns, so that whatever else the machine does hits both."""

from collections.abc import Callable
from statistics import median
from typing import NamedTuple

from bench.load import Outcome

ROUNDS = 3


class Sides(NamedTuple):
    """What each side came to, round by round."""

    ours: list[Outcome]
    baseline: list[Outcome]

    def notes(self) -> dict[str, str]:
        """How long single requests took."""
        return {
            f"{name} p50/p95/p99 ms": "/".join(
                f"{median(outcome.percentile_ms(percent) for outcome in outcomes):g}" for percent in (50, 95, 99)
            )
            for name, outcomes in (("ours", self.ours), ("baseline", self.baseline))
        }


def in_turns(ours: Callable[[int], Outcome], baseline: Callable[[int], Outcome]) -> Sides:
    """Run both, a round each in turns; round 0 warms both up and is not counted. They get the round's number."""
    sides = Sides([], [])
    for number in range(ROUNDS + 1):
        for outcomes, run in ((sides.ours, ours), (sides.baseline, baseline)):
            outcome = run(number)
            if number:
                outcomes.append(outcome)
    return sides
