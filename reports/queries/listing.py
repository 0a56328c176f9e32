"""The trucks behind a day's figures, one by one: read from the journal and the vehicles, and as a bulletin keeps them.

Counting (queries.counting) and listing ask the database differently and must come to the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from declarations.days import Day
from declarations.models import Event, Fee, Vehicle
from declarations.stages import Role, Verb
from reports.lists import LEFT, LEFT_OVER, NOTHING, TURNED_BACK, UNREGISTERED, Row
from reports.models import Bulletin, CountedVehicle
from reports.queries import counting, counting_worth
from reports.sums import money

PORTION: Final = 2000
TRUCK: Final = ("declaration__number", "plate", "gate__code", "declaration__lane__code", "direction", "main_cargo")
FATES: Final = {Verb.LEFT: LEFT, Verb.TURNED_BACK: TURNED_BACK}
COLUMNS: Final = (
    "vehicle_id", "number", "plate", "gate_code", "lane_code", "direction", "cargo", "fate", "has_arrived",
    "farm_produce_kg", "value", "payments", "seen_event_id", "end_event_id", "scan_id",
)  # fmt: skip


def trucks_of(day: Day) -> list[Row]:
    """Every truck that the day counts, as its events stand now, with what it did and paid; in the order of a list."""
    trucks = _Trucks(day)
    trucks.read_moves()
    trucks.read_standing()
    trucks.read_sightings()
    trucks.read_goods()
    trucks.read_payments()
    return sorted([*trucks.rows(), *_undeclared(day)], key=lambda row: row.key)


class _Trucks:
    """What is found of each truck while the day is read, by the id of the vehicle."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.about: dict[int, tuple[Any, ...]] = {}
        self.fate: dict[int, str] = {}
        self.seen: dict[int, int] = {}
        self.arrived: set[int] = set()
        self.ended: dict[int, int] = {}
        self.kilograms = Counter[int]()
        self.value: dict[int, dict[str, str]] = defaultdict(dict)
        self.paid: dict[int, list[list[Any]]] = defaultdict(list)

    def read_moves(self) -> None:
        """Who came, left or was turned back within the day; and who stood there at its end and has ended since."""
        within = Q(happened_at__lt=self.day.cut_off_at)
        stood = Q(verb__in=counting.ENDS, vehicle__seen_at__lt=self.day.cut_off_at)
        truck = [f"vehicle__{field}" for field in TRUCK]
        moves = (
            counting.events_from(self.day)
            .filter(within | stood)
            .values_list("vehicle_id", "pk", "verb", "happened_at", *truck)
        )
        for vehicle, event, verb, happened_at, *about in moves.order_by("pk").iterator(chunk_size=PORTION):
            self.about[vehicle] = tuple(about)
            if happened_at >= self.day.cut_off_at:
                self.fate[vehicle] = LEFT_OVER
            elif verb == Verb.SEEN:
                self.seen[vehicle] = event
                self.arrived.add(vehicle)
            else:
                self.fate[vehicle], self.ended[vehicle] = FATES[verb], event

    def read_standing(self) -> None:
        """Who stood there at the day's end and still does."""
        there = Vehicle.objects.filter(is_open=True, role=Role.CARRIER, seen_at__lt=self.day.cut_off_at)
        for vehicle, *about in there.values_list("pk", *TRUCK):
            self.about[vehicle] = tuple(about)
            self.fate[vehicle] = LEFT_OVER

    def read_sightings(self) -> None:
        """By what those were seen who came before the day."""
        for portion in _portions(self.about.keys() - self.seen.keys()):
            seen = Event.objects.filter(verb=Verb.SEEN, vehicle_id__in=portion)
            self.seen |= dict(seen.values_list("vehicle_id", "pk"))

    def read_goods(self) -> None:
        """What those carried who left."""
        for lot in counting_worth.lots(counting.left(self.day)):
            if lot.vehicle_id is None:
                continue
            self.kilograms[lot.vehicle_id] += lot.farm_produce_kg
            if lot.currency and lot.value:
                known = Decimal(self.value[lot.vehicle_id].get(lot.currency, 0))
                self.value[lot.vehicle_id][lot.currency] = money(known + lot.value)

    def read_payments(self) -> None:
        """Who paid, though he may have been here on another day or be a receiving vehicle."""
        truck = [f"vehicle__{field}" for field in TRUCK]
        paid = counting_worth.payments(self.day).values_list("vehicle_id", "pk", "gate__code", "data", *truck)
        for vehicle, event, gate, said, *about in paid.order_by("pk"):
            self.about.setdefault(vehicle, tuple(about))
            self.paid[vehicle].append([event, gate, said["kind"], said["amount"]])

    def rows(self) -> list[Row]:
        """The trucks as a list has them."""
        return [self._row(vehicle, *about) for vehicle, about in self.about.items()]

    def _row(self, vehicle: int, number: str, plate: str, gate: str, lane: str | None, way: str, cargo: str) -> Row:
        fate = self.fate.get(vehicle, NOTHING)
        return Row(
            vehicle_id=vehicle, number=number, plate=plate, gate_code=gate, lane_code=lane or "", direction=way,
            cargo=cargo, fate=fate, has_arrived=vehicle in self.arrived,
            farm_produce_kg=self.kilograms[vehicle], value=self.value.get(vehicle, {}),
            payments=self.paid.get(vehicle, []), seen_event_id=self.seen.get(vehicle),
            end_event_id=self.ended.get(vehicle), scan_id=None,
        )  # fmt: skip


def _portions(ids: Iterable[int]) -> list[list[int]]:
    every = sorted(ids)
    return [every[first : first + PORTION] for first in range(0, len(every), PORTION)]


def _undeclared(day: Day) -> list[Row]:
    return [
        Row(None, "", truck.plate, truck.gate, "", "", "", UNREGISTERED, False, 0, {}, [], None, None, truck.scan_id)
        for truck in counting.undeclared(day.cut_off_at)
    ]


def kept(bulletin: Bulletin) -> list[Row]:
    """The trucks as a published bulletin counted them, in the order of a list; none of one that kept no list."""
    rows = CountedVehicle.objects.filter(bulletin=bulletin).values_list(*COLUMNS)
    return sorted((Row(*row) for row in rows.iterator(chunk_size=PORTION)), key=lambda row: row.key)


def unlike_fees(day: Day, rows: Iterable[Row]) -> list[Row]:
    """The trucks whose payments of the day, by the journal, are not those that their fees say."""
    by_vehicle = {row.vehicle_id: row for row in rows if row.vehicle_id is not None}
    said: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for portion in _portions(by_vehicle):
        paid = Fee.objects.filter(vehicle_id__in=portion, paid_at__gte=day.starts_at, paid_at__lt=day.cut_off_at)
        for vehicle, *fee in paid.values_list("vehicle_id", "gate__code", "kind", "amount"):
            said[vehicle].append(tuple(fee))
    return [
        row
        for vehicle, row in by_vehicle.items()
        if sorted(said[vehicle]) != sorted((gate, kind, amount) for _event, gate, kind, amount in row.payments)
    ]
