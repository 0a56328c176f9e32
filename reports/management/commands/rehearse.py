"""`manage.py rehearse FILE`: play a published day again and compare the bulletin that comes out (docs/rehearsal.md).

Exit code 0: every figure came out; 1: one differs, the journal does not hold, or the day could not be played.
"""

import datetime as dt
import signal
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from declarations.days import day_of
from declarations.models import Procedure
from declarations.operations.filing import Unfileable
from declarations.queries.procedure import in_force
from reports.queries.counting import truck_gates
from reports.rehearsal import compare, figures, keeping
from reports.rehearsal.plan import Impossible, Plan, plan
from reports.rehearsal.running import Outcome, run
from reports.rehearsal.scratch import NoScratch, scratch_database, without_query_log
from reports.rehearsal.workers import WorkerFailed

USUAL_WORKERS = {"sqlite": 1, "postgresql": 2}
MOST_WORKERS = 64


class Ended(BaseException):
    """Somebody ended the rehearsal; what it made is removed on the way out."""


class Command(BaseCommand):
    help = (
        "Play the day of a published bulletin: invent its trucks, file them, work them through every agency, count, "
        "and compare figure by figure. Works in a scratch database that it makes and removes, unless --keep is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=f"a bulletin's JSON file, or one of: {', '.join(figures.library())}")
        parser.add_argument("--date", type=_date, help="play it on this day instead of the bulletin's own")
        parser.add_argument("--workers", type=_workers, help="processes (SQLite: 1, PostgreSQL: 2, unless given)")
        parser.add_argument("--scale", type=float, default=1.0, help="play only this share of the day, e.g. 0.1")
        parser.add_argument("--seed", type=int, default=1, help="another number invents another traffic")
        parser.add_argument("--keep", action="store_true", help="write into the configured database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """:raises CommandError: a figure differs, or the day could not be played."""
        began = time.monotonic()
        try:
            published = figures.read(options["file"])
            date = options["date"] or published.date
            self._require_same_cut_off(published, date)
            with _ended_in_peace(), self._database(keep=options["keep"], date=date):
                day = self._planned(published, date, options["scale"])
                outcome = self._run(day, options)
        except (figures.Unreadable, Impossible, keeping.NotKept, NoScratch) as refusal:
            raise CommandError(str(refusal)) from refusal
        except Ended as ended:
            raise CommandError("Ended before the day was.") from ended
        self._tell(day, published, options["scale"], outcome, time.monotonic() - began)

    def _require_same_cut_off(self, published: figures.Published, date: dt.date) -> None:
        ours = day_of(date).cut_off
        if published.cut_off != ours:
            raise figures.Unreadable(
                f"The bulletin is cut off at {published.cut_off}, this installation's at {ours}: set BULLETIN_CUT_OFF "
                "and BULLETIN_DAY accordingly."
            )

    def _database(self, *, keep: bool, date: dt.date) -> Any:
        if not keep:
            return scratch_database()
        keeping.require_room(date, at=timezone.now(), is_server=not settings.DEBUG)
        return nullcontext()

    def _planned(self, published: figures.Published, date: dt.date, scale: float) -> Plan:
        try:
            in_force(day_of(date).starts_at - dt.timedelta(days=2))
        except Procedure.DoesNotExist as none:
            raise Impossible(f"On {date} no table of checks was in force yet; give a later --date.") from none
        return plan(published, gates=truck_gates(), date=date).scaled(scale)

    def _run(self, day: Plan, options: dict[str, Any]) -> Outcome:
        workers = options["workers"] or USUAL_WORKERS.get(connection.vendor, 1)
        try:
            with without_query_log():
                return run(day, seed=options["seed"], workers=workers, progress=options["verbosity"] > 0)
        except Unfileable as refusal:
            said = "; ".join(str(finding.message) for finding in refusal.findings)
            raise Impossible(f"A truck could not be filed on {day.date}: {said}") from refusal
        except WorkerFailed as failed:
            raise CommandError(str(failed)) from failed

    def _tell(self, day: Plan, published: figures.Published, scale: float, outcome: Outcome, seconds: float) -> None:
        aimed = day.expected()
        given = {key: aimed[key] if scale != 1 else published.figures[key] for key in day.given}
        rows = compare.compare(day, given, figures.counted(outcome.figures))
        share = "" if scale == 1 else f", {scale:g} of its vehicles"
        self.stdout.write(f"Bulletin of {published.date}, played on {day.date}{share}")
        self.stdout.write("\n".join(compare.table(rows)))
        self._tell_free(outcome)
        self.stdout.write(
            f"{outcome.declarations:,} declarations, {outcome.operations:,} operations in {outcome.seconds:.1f} s "
            f"({outcome.operations / max(outcome.seconds, 0.001):.0f} a second), {seconds:.1f} s in all"
        )
        different = [row for row in rows if row.differs]
        if different or outcome.broken:
            said = [f"{row.key}: {row.aimed} expected, {row.counted} counted" for row in different] + outcome.broken[:5]
            raise CommandError("The day did not come out as published: " + "; ".join(said))
        self.stdout.write(self.style.SUCCESS("Every figure came out; the journal holds."))

    def _tell_free(self, outcome: Outcome) -> None:
        total = outcome.figures["total"]
        free = ("carried_over", "arrived", "import_inside", "import_turned_back")
        said = ", ".join(f"{name.replace('_', ' ')} {total[name]}" for name in free)
        self.stdout.write(
            f"– = the bulletin does not say: what was counted is what the rehearsal chose. Besides: {said}."
        )


@contextmanager
def _ended_in_peace() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block once, and leave alone what is removed after it."""

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise Ended

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2024-08-22") from error


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ArgumentTypeError(f"{text!r} is not a number of processes from 1 to {MOST_WORKERS}")
    return int(text)
