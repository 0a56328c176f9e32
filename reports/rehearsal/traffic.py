"""A day's traffic for a plan: which trucks are filed when, what they carry, and what becomes of each.

The same plan and seed give the same traffic. Times lie within the gates' hours of the bulletin's day, and for the stock
of the day before within those of that one.
"""

import datetime as dt
import random
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

from declarations.days import Day
from reports.rehearsal import figures as fig
from reports.rehearsal import invented
from reports.rehearsal.plan import EXPORTS, IMPORTS, STOCK, Plan

OPENS: Final = dt.time(7)
WORKS_FOR: Final = dt.timedelta(hours=12)
BEFORE_CUT_OFF: Final = dt.timedelta(minutes=15)
AN_HOUR: Final = dt.timedelta(hours=1)

# What the bulletin does not say (assumed): shares of trucks.
TRANSSHIPPED: Final = 0.25
EMPTY: Final = 0.04
MIXED: Final = 0.03
OUTSIDE_YARD: Final = 0.1
IMPORTS_INSIDE: Final = 0.02
IMPORTS_TURNED_BACK: Final = 0.5  # of the exports turned back at the gate
SIZES: Final = ((1, 2, 3), (94, 5, 1))  # trucks of a declaration
OTHER_EXPORTS: Final = (("farm_produce", "frozen", "general"), (60, 20, 20))
IMPORTED_GOODS: Final = (("general", "fruit", "farm_produce", "frozen"), (70, 12, 12, 6))


class Fate(StrEnum):
    LEAVES = "leaves"
    STAYS = "stays"
    TURNED_BACK = "turned_back"


class Mishap(StrEnum):
    """What does not go straight on: at most one of them a truck."""

    NONE = ""
    HOLD = "hold"
    SEND_BACK = "send_back"
    ROAD_HOLD = "road_hold"
    WITHDRAW = "withdraw"
    EXIT_WITHDRAWN = "exit_withdrawn"
    REFUSAL_WITHDRAWN = "refusal_withdrawn"
    REQUEST = "request"


MISHAPS: Final = {
    Mishap.NONE: 860, Mishap.HOLD: 20, Mishap.SEND_BACK: 8, Mishap.ROAD_HOLD: 8, Mishap.WITHDRAW: 20,
    Mishap.EXIT_WITHDRAWN: 4, Mishap.REFUSAL_WITHDRAWN: 4, Mishap.REQUEST: 76,
}  # fmt: skip


class Leg(NamedTuple):
    """A stretch of the truck's stay. `steps` None: until it is out; else so many confirmations and no exit."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    steps: int | None


class Truck(NamedTuple):
    """One vehicle of a trip, in the order of its document."""

    fate: Fate
    legs: tuple[Leg, ...]
    mishap: Mishap
    scanned: bool


class Trip(NamedTuple):
    """One declaration and what becomes of its vehicles."""

    serial: int
    gate: str
    company: int
    filed_at: dt.datetime
    body: dict[str, Any]
    trucks: tuple[Truck, ...]


class Profile(NamedTuple):
    """What trucks that are declared together have in common."""

    gate: str
    leaf: str
    fate: Fate
    carried_over: bool


class Shift(NamedTuple):
    """When the gates work."""

    opens: dt.datetime
    closes: dt.datetime


def shift_of(day: Day) -> Shift:
    """The twelve working hours of a bulletin's day: the gates' usual ones, or the last before an earlier cut-off."""
    usual = dt.datetime.combine(day.date, OPENS, tzinfo=day.starts_at.tzinfo) + WORKS_FOR
    closes = min(usual, day.cut_off_at - BEFORE_CUT_OFF)
    return Shift(closes - WORKS_FOR, closes)


class Traffic:
    """The trips of a plan, oldest filing first, and the plates that are read without a declaration."""

    def __init__(
        self, plan: Plan, *, day: Day, seed: int, companies: int, areas: Collection[str] = (),
        outside_yards: dict[str, list[str]] | None = None, taken: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.plan, self.day, self.companies, self.areas = plan, day, companies, areas
        self.outside_yards = outside_yards or {}
        self.rng = random.Random(f"{seed} {plan.date}")
        self.marks = invented.Marks(self.rng, taken)
        self.today = shift_of(day)
        self.eve = Shift(*(instant - dt.timedelta(days=1) for instant in self.today))

    def trips(self) -> list[Trip]:
        groups = [(profile, size) for profile, count in self._profiles() for size in self._sizes(count)]
        self.rng.shuffle(groups)
        trips = [self._trip(serial, profile, size) for serial, (profile, size) in enumerate(groups)]
        return sorted(trips, key=lambda trip: (trip.filed_at, trip.serial))

    def unregistered(self) -> list[tuple[str, str, dt.datetime]]:
        """Gate, plate and instant of each truck that stands there undeclared."""
        counts = ((gate, self.plan.left_over[gate, fig.UNREGISTERED]) for gate in self.plan.gates)
        return [
            (gate, self.marks.plate("VN"), self._between(self.today.opens, self.today.closes))
            for gate, count in counts
            for _ in range(count)
        ]

    def _profiles(self) -> Iterator[tuple[Profile, int]]:
        for gate in self.plan.gates:
            exports = [(leaf, Fate.LEAVES, self.plan.cleared[gate, leaf]) for leaf in EXPORTS]
            exports += [
                (f"export.{leaf.removeprefix('left_over.')}", Fate.STAYS, self.plan.left_over[gate, leaf])
                for leaf in STOCK
            ]
            exports.append((self.rng.choice(EXPORTS), Fate.TURNED_BACK, self.plan.turned_back[gate]))
            yield from self._divided(gate, exports)
            for leaf in IMPORTS:
                cleared = self.plan.cleared[gate, leaf]
                yield Profile(gate, leaf, Fate.LEAVES, False), cleared
                yield Profile(gate, leaf, Fate.STAYS, False), int(cleared * IMPORTS_INSIDE)
            turned_back = int(self.plan.turned_back[gate] * IMPORTS_TURNED_BACK)
            yield Profile(gate, "import.goods", Fate.TURNED_BACK, False), turned_back

    def _divided(self, gate: str, exports: list[tuple[str, Fate, int]]) -> Iterator[tuple[Profile, int]]:
        """Those carried over are drawn from all exports of the gate alike."""
        each = [index for index, (*_, count) in enumerate(exports) for _ in range(count)]
        drawn = self.rng.sample(each, self.plan.carried_over[gate])
        for index, (leaf, fate, count) in enumerate(exports):
            carried = drawn.count(index)
            yield Profile(gate, leaf, fate, True), carried
            yield Profile(gate, leaf, fate, False), count - carried

    def _sizes(self, count: int) -> Iterator[int]:
        """Whole declarations of one, two or three trucks, together `count`."""
        while count > 0:
            size = min(count, self.rng.choices(*SIZES)[0])
            count -= size
            yield size

    def _trip(self, serial: int, profile: Profile, size: int) -> Trip:
        shift = self.eve if profile.carried_over else self.today
        last_sight = max(shift.opens, shift.closes - 2 * AN_HOUR)
        first_seen = self._between(shift.opens, last_sight)
        earliest = self.day.starts_at if not profile.carried_over else shift.opens - 11 * AN_HOUR
        filed_at = max(first_seen - self._between_lengths(30, 600), earliest)
        trucks = tuple(self._truck(profile, first_seen + self._between_lengths(0, 20)) for _ in range(size))
        company = self.rng.randrange(self.companies)
        body = self._body(profile, size)
        body["expected_arrival"] = max(filed_at, first_seen + self._between_lengths(-20, 20)).isoformat()
        return Trip(serial, profile.gate, company, filed_at, body, trucks)

    def _truck(self, profile: Profile, seen_at: dt.datetime) -> Truck:
        leaves = profile.fate == Fate.LEAVES
        legs = []
        if profile.carried_over:
            legs.append(Leg(seen_at, self.eve.closes, self.rng.randint(1, 4)))
            seen_at = self._between(self.today.opens, self.today.closes - 3 * AN_HOUR)
        ends_at = min(self.today.closes, seen_at + self._between_lengths(90, 360))
        legs.append(Leg(seen_at, ends_at, None if leaves else self.rng.randint(1, 6)))
        mishap = self.rng.choices(list(MISHAPS), list(MISHAPS.values()))[0] if leaves else Mishap.NONE
        return Truck(profile.fate, tuple(legs), mishap, scanned=self.rng.random() < 0.1)

    def _body(self, profile: Profile, size: int) -> dict[str, Any]:
        exported = profile.leaf in EXPORTS
        goods = self._goods(profile, size)
        country = "VN" if exported or profile.leaf == "import.new_vehicles" else "CN"
        carriers = [
            invented.carrier(self.rng, self.marks, key=str(number + 1), country=country, goods=goods)
            for number in range(size)
        ]
        unloaded = (
            profile.leaf == "import.goods" and size == 1 and bool(goods) and profile.gate in self.areas
            and profile.fate != Fate.TURNED_BACK and self.rng.random() < TRANSSHIPPED
        )  # fmt: skip
        receivers = self.rng.choices((1, 2), (85, 15))[0] if unloaded else 0
        outside = self.outside_yards.get(profile.gate, [])
        return {
            "gate": profile.gate,
            "direction": "export" if exported else "import",
            "regime": self.rng.choice(invented.REGIMES),
            "yard": self.rng.choice(outside) if exported and outside and self.rng.random() < OUTSIDE_YARD else None,
            "contact": {"name": "Nguyễn Văn Diễn Tập", "phone": invented.PHONES["VN"]},
            "consignments": goods,
            "vehicles": carriers,
            "receiving_vehicles": [
                invented.receiver(self.rng, self.marks, key=f"R{number + 1}", unloads="1")
                for number in range(receivers)
            ],
        }

    def _goods(self, profile: Profile, size: int) -> list[dict[str, Any]]:
        exported, single = profile.leaf in EXPORTS, size == 1
        kind = {"export.fruit": "fruit", "import.new_vehicles": "new_vehicle"}.get(profile.leaf)
        if kind is None:
            if single and self.rng.random() < EMPTY:
                return []  # an empty vehicle counts as other, or as goods
            kind = self.rng.choices(*(OTHER_EXPORTS if exported else IMPORTED_GOODS))[0]
        kinds = [kind, "general"] if single and self.rng.random() < MIXED else [kind]
        return [
            invented.consignment(
                self.rng, self.marks, key="AB"[place], kind=kind, exported=exported, loads=size if place == 0 else 0
            )
            for place, kind in enumerate(kinds)
        ]

    def _between(self, first: dt.datetime, last: dt.datetime) -> dt.datetime:
        seconds = int((last - first).total_seconds())
        return first + dt.timedelta(seconds=self.rng.randrange(max(seconds, 1)))

    def _between_lengths(self, least: int, most: int) -> dt.timedelta:
        """A length of time, in minutes."""
        return dt.timedelta(seconds=self.rng.randrange(least * 60, most * 60))
