"""How good the method is on days gone by: ours against the naive forecast, by days ahead."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from declarations.days import last_due_date
from declarations.models import Gate
from forecast.method import invented
from forecast.method.methods import ARRIVALS, LEFT_OVER, Method
from forecast.method.scores import Score, score
from forecast.method.series import Series
from forecast.method.trial import tried_days
from forecast.operations.remembering import KEPT_DAYS
from forecast.queries.counting import DAY
from forecast.queries.history import all_series

Trial = tuple[str, Series, Method]
HEAD = (
    "| days ahead | days | ours misses by | the naive one by | within p10–p90 | pinball | better |\n"
    "|---|---|---|---|---|---|---|"
)


class Command(BaseCommand):
    """Prints tables as docs/forecast.md has them."""

    help = "Try the forecasts on invented days (the same seed, the same days), or with --kept on those of the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which days."""
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--days", type=int, default=1000, help="How many days are invented.")
        parser.add_argument("--kept", action="store_true", help="The days of the database instead.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One table a series."""
        trials = _kept() if options["kept"] else _invented(options["seed"], options["days"])
        for title, series, method in trials:
            self.stdout.write(f"\n{title}, {series.days} days\n\n{HEAD}")
            for h, days in tried_days(series, method).items():
                found = score(days, horizon=h, last=len(days))
                self.stdout.write(_line(h, found) if found else f"| {h} | 0 | – | – | – | – | – |")


def _invented(seed: int, days: int) -> Iterator[Trial]:
    busy = invented.busy_gate(seed=seed, days=days)
    yield "Arrivals of a busy gate", busy, ARRIVALS
    yield "Left over at that gate", busy, LEFT_OVER
    yield "Arrivals of a quiet gate", invented.busy_gate(seed=seed, days=days, a_day=8), ARRIVALS
    yield "Days that have nothing to do with each other", invented.noise(seed=seed, days=days), ARRIVALS
    yield "A random walk", invented.walk(seed=seed, days=days), ARRIVALS


def _kept() -> Iterator[Trial]:
    last = last_due_date(timezone.now())
    codes = dict(Gate.objects.values_list("pk", "code"))
    for scope, series in all_series(last=last, since=last - DAY * KEPT_DAYS).items():
        where = f"{codes[scope.gate_id] if scope.gate_id else 'all gates'}, {scope.direction}"
        yield f"Arrivals at {where}", series, ARRIVALS
        yield f"Left over at {where}", series, LEFT_OVER


def _line(h: int, found: Score) -> str:
    cells = (
        f"{h} | {found.days}", f"{found.error:.1f}", f"{found.naive_error:.1f}", f"{found.coverage:.0%}",
        f"{found.pinball:.1f}", "yes" if found.beats_naive else "no",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
