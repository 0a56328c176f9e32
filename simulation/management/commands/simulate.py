"""What if: days of a gate played in a moment, as they are and with something changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from simulation import duties, what_if
from simulation.play.gate import Gate
from simulation.play.trucks import drawn
from simulation.replay import Estimator
from simulation.results import Result, told
from simulation.scenario import Scenario, ScenarioError, packaged, read
from simulation.shown import rows, write_charts

LOOK_EVERY = 60.0


class Command(BaseCommand):
    """Prints a table; writes drawings where asked."""

    help = (
        "Play a scenario (a TOML file, or the name of one that comes with the program: "
        + ", ".join(packaged())
        + ") by the rules of the line. With a change, it is played as it is and changed, with the same trucks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The scenario, what is changed, and what is made of it."""
        parser.add_argument("scenario")
        parser.add_argument("--against", help="Another scenario, played beside it.")
        parser.add_argument("--close-lane", metavar="LANE", help="What if this lane closes every day …")
        parser.add_argument("--from", dest="begins", default="00:00", metavar="HH:MM", help="… from then on.")
        parser.add_argument("--until", dest="ends", default=what_if.END_OF_DAY, metavar="HH:MM", help="… until then.")
        parser.add_argument("--capacity", type=float, metavar="TRUCKS", help="What if so many can be let in on a day.")
        parser.add_argument("--arrivals", type=float, metavar="TRUCKS", help="What if so many come on a day.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--estimates", action="store_true", help="Tell each waiting truck how long, and score it.")
        parser.add_argument("--duties", action="store_true", help="Judge who did not come, by the rule of the gate.")
        parser.add_argument("--learn-days", type=int, default=14, help="Estimates of these first days are not scored.")
        parser.add_argument("--charts", type=Path, metavar="FOLDER", help="Write the drawings (SVG) there.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Play."""
        try:
            scenarios = _scenarios(options)
        except ScenarioError as error:
            raise CommandError("\n".join(error.lines)) from error
        results: dict[str, Result] = {}
        for name, scenario in scenarios.items():
            gate = Gate(scenario, drawn(scenario, seed=options["seed"]), seed=options["seed"])
            watchers = [Estimator(scenario, every=LOOK_EVERY)] if options["estimates"] else []
            results[name] = told(scenario, gate.run(watchers))
            for watcher in watchers:
                self._tell_score(name, watcher, options["learn_days"])
        self._table(results)
        for name, scenario in scenarios.items() if options["duties"] else ():
            self._tell_duties(name, duties.told(duties.judge(scenario, seed=options["seed"])))
        for path in write_charts(results, options["charts"]) if options["charts"] else []:
            self.stdout.write(f"{path}")

    def _table(self, results: dict[str, Result]) -> None:
        widths = [max(16, len(name)) for name in results]
        head = [name.rjust(width) for name, width in zip(results, widths, strict=True)]
        self.stdout.write(" " * 46 + "  ".join(head))
        for label, figures in rows(results):
            cells = [figure.rjust(width) for figure, width in zip(figures, widths, strict=True)]
            self.stdout.write(f"{label:<46}" + "  ".join(cells))

    def _tell_duties(self, name: str, found: duties.Told) -> None:
        strikes, excused = (
            ", ".join(f"{what} {many}" for what, many in sorted(counted.items())) or "none"
            for counted in (found.strikes, found.excused)
        )
        self.stdout.write(
            f"{name}: {found.places} places, {found.kept} kept; strikes: {strikes}; excused: {excused}; "
            f"{found.caught} trucks were caught in what stood still or in the two hours after it, "
            f"{found.struck_though_caught} of them struck"
        )

    def _tell_score(self, name: str, estimator: Estimator, learn_days: int) -> None:
        found = estimator.score(from_day=learn_days)
        if found.coverage is None or found.mean_error is None:
            self.stdout.write(f"{name}: no estimate came true after day {learn_days}")
            return
        naive = (
            "no naive one" if found.against_naive is None else f"{100 * found.against_naive:.0f} % of the naive one's"
        )
        self.stdout.write(
            f"{name}: {found.estimates} estimates, range held {100 * found.coverage:.1f} % (promised 80 %), "
            f"missed by {found.mean_error:.1f} min: {naive}"
        )


def _scenarios(options: dict[str, Any]) -> dict[str, Scenario]:
    """By name: as it is, and what is held beside it."""
    plain = _read(options["scenario"])
    changed = plain
    if options["close_lane"]:
        changed = what_if.lane_closes(
            changed, lane=options["close_lane"], begins=options["begins"], ends=options["ends"]
        )
    if options["capacity"] is not None:
        changed = what_if.capacity(changed, a_day=options["capacity"])
    if options["arrivals"] is not None:
        changed = what_if.arrivals(changed, a_day=options["arrivals"])
    found = {"as it is": plain}
    if changed is not plain:
        found["what if"] = changed
    if options["against"]:
        found["against"] = _read(options["against"])
    return found


def _read(name: str) -> Scenario:
    return read(packaged().get(name, Path(name)))
