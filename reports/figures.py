"""The figures of a bulletin: their shape and their arithmetic, without database and clock.

A bulletin has one part for each gate and one, of the same shape, for all of them together. `cut` gives a reader the
parts of his gates, with a total of just those, so that parts make the whole in every cut.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from declarations.stages import CargoKind, Direction, FeeKind
from reports import cutting
from reports.queries.counting import Tally
from reports.queries.counting_worth import Lot
from reports.sums import Part, added, completed, differences, money, total_of

Figures = cutting.Figures
Comparison = cutting.Comparison
NOTHING_TO_COMPARE: Final = cutting.NOTHING_TO_COMPARE

TOTAL: Final = "total"
"""Where a figure of all gates together stands."""
QUIET, CONGESTED, GROWING, SHRINKING, STEADY = "quiet", "congested", "growing", "shrinking", "steady"
CONGESTED_FROM: Final = 1000
"""Trucks left over from which a bulletin speaks of congestion: the orange of the public board."""

BESIDE: Final = frozenset({"comparison", "outlook"})
"""What a bulletin says that is no count of its days: no change of it alone corrects a published one by the clock."""


class Wrong(NamedTuple):
    """A figure of a gate, or of all gates (`total`), that is not what its parts make."""

    place: str
    figure: str
    whole: Any
    parts: Any


class PartsDoNotAdd(Exception):
    """Wholes are not the sums of their parts; `wrongs` says which."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        self.wrongs = wrongs
        said = (f"{one.place} {one.figure} is {one.whole}, but its parts make {one.parts}" for one in wrongs)
        super().__init__("; ".join(said))


class Count(NamedTuple):
    """What is known of a gate, or of all together: tallies, trucks without a declaration, what stood there before."""

    tallies: list[Tally]
    unregistered: int
    left_over_before: int
    lots: Iterable[Lot] = ()
    """Goods that went through."""
    fees: Mapping[str, int] = {}
    """Đồng by kind of fee."""
    left_by_lane: Mapping[tuple[str, str], int] | None = None
    """Vehicles that left, by lane and direction; None for all gates together, whose lanes are not one thing."""


def together(counts: Iterable[Count]) -> Count:
    """What is known of several gates, as one."""
    counts = list(counts)
    return Count(
        tallies=[tally for count in counts for tally in count.tallies],
        unregistered=sum(count.unregistered for count in counts),
        left_over_before=sum(count.left_over_before for count in counts),
        lots=[lot for count in counts for lot in count.lots],
        fees={kind: sum(count.fees.get(kind, 0) for count in counts) for kind in FeeKind},
    )


def part(count: Count) -> Part:
    """The part of a bulletin that says this count, in the bulletin's order."""
    exports = [tally for tally in count.tallies if tally.group.direction == Direction.EXPORT]
    imports = [tally for tally in count.tallies if tally.group.direction == Direction.IMPORT]
    fruit, other = _split(exports, CargoKind.FRUIT)
    new_vehicles, goods = _split(imports, CargoKind.NEW_VEHICLE)
    declared = _sum(exports, lambda tally: tally.left_over)
    left_over = declared + count.unregistered
    lanes = {} if count.left_by_lane is None else {"lanes": _lanes(count.left_by_lane)}
    return {
        "cleared": _sum(count.tallies, _left),
        "export": {"total": _sum(exports, _left), "fruit": _sum(fruit, _left), "other": _sum(other, _left)},
        "import": {
            "total": _sum(imports, _left),
            "goods": _sum(goods, _left),
            "new_vehicles": _sum(new_vehicles, _left),
        },
        "left_over": {
            "total": left_over,
            "fruit": _sum(fruit, lambda tally: tally.left_over),
            "other": _sum(other, lambda tally: tally.left_over),
            "unregistered": count.unregistered,
            "change": left_over - count.left_over_before,
        },
        "turned_back": _sum(exports, lambda tally: tally.turned_back),
        "new_vehicles_remaining": _sum(new_vehicles, lambda tally: tally.left_over),
        "arrived": _sum(exports, lambda tally: tally.arrived),
        "carried_over": _sum(exports, lambda tally: tally.carried_over),
        "import_inside": _sum(imports, lambda tally: tally.left_over),
        "import_turned_back": _sum(imports, lambda tally: tally.turned_back),
        "farm_produce_kg": {way.value: sum(lot.farm_produce_kg for lot in _of(count.lots, way)) for way in Direction},
        "trade_value": {way.value: _by_currency(_of(count.lots, way)) for way in Direction},
        "fees": _fees(count.fees),
        **lanes,
    }


def _of(lots: Iterable[Lot], way: Direction) -> list[Lot]:
    return [lot for lot in lots if lot.direction == way]


def _by_currency(lots: list[Lot]) -> dict[str, str]:
    currencies = sorted({lot.currency for lot in lots if lot.currency and lot.value})
    return {code: money(sum((lot.value for lot in lots if lot.currency == code), Decimal(0))) for code in currencies}


def _fees(paid: Mapping[str, int]) -> dict[str, int]:
    kinds = {kind.value: paid.get(kind, 0) for kind in FeeKind}
    return kinds | {"total": sum(paid.values())}


def _lanes(left: Mapping[tuple[str, str], int]) -> Part:
    ways = {lane: {way.value: left.get((lane, way), 0) for way in Direction} for lane in sorted({at for at, _ in left})}
    return {lane: {"cleared": sum(by_way.values()), **by_way} for lane, by_way in ways.items()}


def _left(tally: Tally) -> int:
    return tally.left


def _sum(tallies: Iterable[Tally], number: Callable[[Tally], int]) -> int:
    return sum(number(tally) for tally in tallies)


def _split(tallies: list[Tally], kind: str) -> tuple[list[Tally], list[Tally]]:
    return [t for t in tallies if t.group.cargo == kind], [t for t in tallies if t.group.cargo != kind]


def compose(
    *,
    date: dt.date,
    cut_off: str,
    total: Part,
    gates: Mapping[str, Part],
    closed_gates: Iterable[str],
    kind: str = "day",
    starts_on: dt.date | None = None,
    comparison: Comparison | None = None,
    outlook: Figures | None = None,
    of_days: Figures | None = None,
) -> Figures:
    """A whole bulletin of its parts.

    :param of_days: for a period, which revisions of its `days` it sums, and on how many a gate was closed
        (`closed_days`).

    :raises PartsDoNotAdd: the gates do not make the total, or a part's own parts do not make it.
    """
    wrongs = [wrong for name, one in {TOTAL: total, **gates}.items() for wrong in _wrongs(name, one)]
    if gates and not wrongs:
        wrongs = [Wrong(TOTAL, *wrong) for wrong in differences(total, add(gates.values()))]
    if wrongs:
        raise PartsDoNotAdd(wrongs)
    return {
        "kind": kind,
        "starts_on": (starts_on or date).isoformat(),
        "date": date.isoformat(),
        "cut_off": cut_off,
        "total": total,
        "gates": dict(gates),
        "arrived": total["arrived"],
        "import_inside": total["import_inside"],
        "new_vehicles_remaining": total["new_vehicles_remaining"],
        "closed_gates": list(closed_gates),
        "assessment": assess(total),
        "comparison": comparison or NOTHING_TO_COMPARE,
        "outlook": outlook,
        **(of_days or {}),
    }


def _wrongs(name: str, one: Part) -> list[Wrong]:
    """What of a part is not the sum of its own parts."""
    exports, imports, left_over = one["export"], one["import"], one["left_over"]
    declared = left_over["fruit"] + left_over["other"]
    ended = exports["total"] + one["turned_back"] + declared
    pairs = [
        ("cleared", one["cleared"], exports["total"] + imports["total"]),
        ("export.total", exports["total"], exports["fruit"] + exports["other"]),
        ("import.total", imports["total"], imports["goods"] + imports["new_vehicles"]),
        ("left_over.total", left_over["total"], declared + left_over["unregistered"]),
        (
            "new_vehicles_remaining",
            one["new_vehicles_remaining"],
            min(one["new_vehicles_remaining"], one["import_inside"]),
        ),
        ("stock", one["carried_over"] + one["arrived"], ended),
        ("fees.total", one["fees"]["total"], _paid(one["fees"])),
        *_lanes_beside(one),
    ]
    return [Wrong(name, figure, whole, parts) for figure, whole, parts in pairs if whole != parts]


def _paid(fees: Part) -> int | None:
    kinds = [fees[kind] for kind in FeeKind]
    return None if None in kinds else sum(kinds)


def _lanes_beside(one: Part) -> list[tuple[str, int, int]]:
    """Each whole of a gate and what its lanes make; a bulletin that was published without lanes does not say any."""
    lanes = one.get("lanes")
    if lanes is None:
        return []
    wholes = {"cleared": one["cleared"], **{way.value: one[way]["total"] for way in Direction}}
    pairs = [("lanes", whole, sum(lane[name] for lane in lanes.values())) for name, whole in wholes.items()]
    return pairs + [("lanes", lane["cleared"], sum(lane[way] for way in Direction)) for lane in lanes.values()]


def add(parts: Iterable[Part]) -> Part:
    """The sum of parts, member by member; of none, nothing but zeros. What is unknown in one is unknown in the sum."""
    return total_of(part(Count([], 0, 0)), parts)


def base(one: Part) -> Part:
    """What is compared of a part: with the same time a year before, with the plan, with the period before."""
    ways = {way.value: one[way]["total"] for way in Direction}
    whole = completed(one)
    return {"cleared": one["cleared"], **ways, **{name: whole[name] for name in ("farm_produce_kg", "trade_value")}}


def cut(figures: Figures, gates: Iterable[str]) -> Figures:
    """The bulletin of these gates alone, in this order, whatever order the figures were kept in."""
    parts = {code: in_order(figures["gates"][code]) for code in gates if code in figures["gates"]}
    date = dt.date.fromisoformat(figures["date"])
    return compose(
        date=date,
        cut_off=figures["cut_off"],
        total=add(parts.values()),
        gates=parts,
        closed_gates=[code for code in figures["closed_gates"] if code in parts],
        kind=figures.get("kind", "day"),
        starts_on=dt.date.fromisoformat(figures.get("starts_on") or figures["date"]),
        comparison=cutting.comparison(figures, parts),
        outlook=cutting.outlook(figures, parts),
        of_days=cutting.of_days(figures, parts),
    )


def in_order(one: Part) -> Part:
    """A gate's part with its members in the bulletin's order, those that it was published without unknown."""
    ordered: Part = added(part(Count([], 0, 0, left_by_lane={})), {"lanes": None} | completed(one))
    return ordered


def assess(total: Part) -> str:
    """The code of the one line of assessment (its words: reports/words.py)."""
    left_over, change = total["left_over"]["total"], total["left_over"]["change"]
    if not (total["cleared"] or total["arrived"] or left_over or total["import_inside"]):
        return QUIET
    if left_over >= CONGESTED_FROM:
        return CONGESTED
    if change == 0:
        return STEADY
    return GROWING if change > 0 else SHRINKING


def digest(figures: Figures, lines: Iterable[str] = ()) -> str:
    """The SHA-256 (hex) of the figures as canonical JSON, and of the lines of what they were counted from."""
    said = hashlib.sha256(json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    for line in lines:
        said.update(f"\n{line}".encode())
    return said.hexdigest()


def facts(figures: Figures) -> Figures:
    """What was counted, without what it is held against."""
    return {name: value for name, value in figures.items() if name not in BESIDE}
