"""A day's figures by the gate's own counting and by hand-written SQL, in turns; both must say the same."""

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from declarations.days import Day, day_of
from reports.operations.bulletins import figures_for
from reports.snapshot import one_state

BY_HAND = Path(__file__).parent.parent.joinpath("bulletin.sql").read_text(encoding="utf-8")


def main(day: str, rounds: str) -> dict[str, Any]:
    """The seconds of each round, the first one left out, and how many vehicles the day cleared."""
    counted = day_of(date.fromisoformat(day))
    taken: dict[str, list[float]] = {"ours": [], "baseline": []}
    for _ in range(int(rounds) + 1):
        began = time.perf_counter()
        ours = _ours(counted)
        taken["ours"].append(time.perf_counter() - began)
        began = time.perf_counter()
        by_hand = _by_hand(counted)
        taken["baseline"].append(time.perf_counter() - began)
        if ours != by_hand:
            raise SystemExit(f"The figures differ.\nours:    {ours}\nby hand: {by_hand}")
    return {name: seconds[1:] for name, seconds in taken.items()} | {"cleared": sum(row[1] for row in by_hand)}


def _ours(day: Day) -> list[tuple[Any, ...]]:
    with one_state():
        figures = figures_for(date=day.date, at=day.cut_off_at + timedelta(minutes=5))
    return [_flat(code, part) for code, part in figures["gates"].items()]


def _flat(code: str, part: dict[str, Any]) -> tuple[Any, ...]:
    exports, imports, left_over = part["export"], part["import"], part["left_over"]
    return (
        code, part["cleared"], exports["total"], exports["fruit"], imports["total"], imports["new_vehicles"],
        left_over["total"], left_over["fruit"], left_over["unregistered"], left_over["change"], part["turned_back"],
        part["new_vehicles_remaining"], part["arrived"], part["carried_over"], part["import_inside"],
    )  # fmt: skip


def _by_hand(day: Day) -> list[tuple[Any, ...]]:
    # Compiling the statement takes longer than running it; whoever writes it by hand sees that.
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        cursor.execute(BY_HAND, {"starts_at": day.starts_at, "cut_off": day.cut_off_at})
        rows = cursor.fetchall()
        cursor.execute("RESET jit")
    return [(row[0], *(int(figure) for figure in row[1:])) for row in rows]
