"""A day's figures by the gate's own counting and by hand-written SQL, in turns; both must say the same.

Neither side writes. Ours proves the stock identity and looks up besides what the day is held against (a year before,
the plan, a forecast) and which gates were closed; by hand that is left out.
"""

import json
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from declarations.days import Day, day_of
from reports.figures import Figures, add
from reports.operations.bulletins import figures_for
from reports.snapshot import one_state
from reports.sums import Part

BY_HAND = Path(__file__).parent.parent.joinpath("bulletin.sql").read_text(encoding="utf-8")


def main(day: str, rounds: str) -> dict[str, Any]:
    """The seconds of each round, the first one left out, and what of it was counted: vehicles, figures, queries."""
    counted = day_of(date.fromisoformat(day))
    taken: dict[str, list[float]] = {"ours": [], "baseline": []}
    said: Figures = {}
    for _ in range(int(rounds) + 1):
        began = time.perf_counter()
        said = _ours(counted)
        taken["ours"].append(time.perf_counter() - began)
        began = time.perf_counter()
        by_hand = _by_hand(counted)
        taken["baseline"].append(time.perf_counter() - began)
        _require_same(said, by_hand)
    total = said["total"]
    _require_all_kinds(said)
    return {name: seconds[1:] for name, seconds in taken.items()} | {
        "cleared": total["cleared"],
        "figures": sum(_size(part) for part in (total, *said["gates"].values())),
    }


def _ours(day: Day) -> Figures:
    with one_state():
        return figures_for(date=day.date, at=day.cut_off_at + timedelta(minutes=5))


def _by_hand(day: Day) -> dict[str, Part]:
    """Each gate's part of the bulletin."""
    # Compiling the statement takes longer than running it; whoever writes it by hand sees that.
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        cursor.execute(BY_HAND, {"starts_at": day.starts_at, "cut_off": day.cut_off_at})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("RESET jit")
    return {row["code"]: _part(row) for row in rows}


def _part(row: dict[str, Any]) -> Part:
    tables = {name: json.loads(row[name]) for name in ("export_value", "import_value", "lanes")}
    of = {name: int(value) for name, value in row.items() if name not in {"code", *tables}}
    left_over = of["left_over_declared"] + of["unregistered"]
    return {
        "cleared": of["export"] + of["import"],
        "export": {
            "total": of["export"],
            "fruit": of["export_fruit"],
            "other": of["export"] - of["export_fruit"],
        },
        "import": {
            "total": of["import"],
            "goods": of["import"] - of["import_new"],
            "new_vehicles": of["import_new"],
        },
        "left_over": {
            "total": left_over,
            "fruit": of["left_over_fruit"],
            "other": of["left_over_declared"] - of["left_over_fruit"],
            "unregistered": of["unregistered"],
            "change": left_over - of["carried_over"] - of["unregistered_before"],
        },
        **{name: of[name] for name in ("turned_back", "new_vehicles_remaining", "arrived", "carried_over")},
        **{name: of[name] for name in ("import_inside", "import_turned_back")},
        "farm_produce_kg": {way: of[f"{way}_kg"] for way in ("export", "import")},
        "trade_value": {way: tables[f"{way}_value"] for way in ("export", "import")},
        "fees": {
            "infrastructure": of["infrastructure"],
            "transfer": of["transfer"],
            "total": of["infrastructure"] + of["transfer"],
        },
        "lanes": tables["lanes"],
    }


def _require_same(ours: Figures, by_hand: dict[str, Part]) -> None:
    if ours["gates"] != by_hand or ours["total"] != add(by_hand.values()):
        raise SystemExit(f"The figures differ.\nours:    {ours['gates']}\nby hand: {by_hand}")


def _require_all_kinds(said: Figures) -> None:
    """A figure that is nought compares nothing: the day must have something of each kind."""
    total = said["total"]
    has = {
        "farm produce": total["farm_produce_kg"]["export"],
        "fees of both kinds": 0 not in total["fees"].values(),
        "currencies": len(total["trade_value"]["export"]) > 1 and len(total["trade_value"]["import"]) > 1,
        "lanes": sum(len(part["lanes"]) for part in said["gates"].values()) > len(said["gates"]),
        "turned back": total["turned_back"],
        "not registered": total["left_over"]["unregistered"],
    }
    missing = [name for name, value in has.items() if not value]
    if missing:
        raise SystemExit(f"The day has nothing of {', '.join(missing)}.")


def _size(table: Part) -> int:
    return sum(_size(value) if isinstance(value, dict) else 1 for value in table.values())
