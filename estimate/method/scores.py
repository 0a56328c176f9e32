"""How good estimates were: how often the band held, how far the middle was off, and how far the naive one. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Score(NamedTuple):
    """Sums, so that scores of days, gates and weeks add up. Errors in minutes.

    `compared` are the estimates for which a naive one existed too: only on those are the two compared.
    """

    estimates: int = 0
    held: int = 0
    error: float = 0.0
    compared: int = 0
    compared_error: float = 0.0
    naive_error: float = 0.0

    def __add__(self, other: object) -> "Score":
        """Both together."""
        if not isinstance(other, Score):
            return NotImplemented
        return Score(
            self.estimates + other.estimates,
            self.held + other.held,
            self.error + other.error,
            self.compared + other.compared,
            self.compared_error + other.compared_error,
            self.naive_error + other.naive_error,
        )

    @property
    def coverage(self) -> float | None:
        """The part of the estimates whose band held what came; None: there were none."""
        return self.held / self.estimates if self.estimates else None

    @property
    def mean_error(self) -> float | None:
        """By how many minutes the middle was off, on average."""
        return self.error / self.estimates if self.estimates else None

    @property
    def against_naive(self) -> float | None:
        """The error as a part of the naive one's, where both were said; below 1 is better."""
        return self.compared_error / self.naive_error if self.naive_error else None


def score(*, low: float, middle: float, high: float, came: float, naive: float | None) -> Score:
    """One estimate that came true."""
    error = abs(came - middle)
    held = int(low <= came <= high)
    if naive is None:
        return Score(1, held, error)
    return Score(1, held, error, 1, error, abs(came - naive))


def total(scores: Iterable[Score]) -> Score:
    """All together."""
    return sum(scores, Score())


def naive_minutes(*, position: int, taken_last_hour: int) -> float | None:
    """What a clock on the wall would say: the position through the last hour's rate. None: nobody came in."""
    return position / taken_last_hour * 60 if taken_last_hour else None
