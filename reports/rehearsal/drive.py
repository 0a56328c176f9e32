"""Playing trips: every declaration is filed and every vehicle worked through every agency, in the order of the clock.

Each truck is a walk of its own, a generator that acts once at the instant it asked for and then asks for the next. An
officer confirms what is ready, as people do, so the order differs from truck to truck and nothing here repeats the
table of checks.
"""

import datetime as dt
import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from django.db.models import Q

from accounts.models import Agency, User
from declarations.models import Check, Declaration, Fee, Unloading, Vehicle
from declarations.operations import acting, checking, filing, paying, requesting, scanning, withdrawing
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckCode, CheckState, PaymentMethod, Role
from reports.rehearsal.people import Crew
from reports.rehearsal.traffic import Fate, Mishap, Trip, Truck

Walk = Iterator[dt.datetime]
SIGHTINGS: Final = (CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL)
ON_REQUEST: Final = {"fruit": CheckCode.PLANT, "farm_produce": CheckCode.PLANT, "frozen": CheckCode.ANIMAL}
OPEN: Final = (CheckState.PENDING, CheckState.READY, CheckState.HELD)
A_WHILE: Final = dt.timedelta(minutes=4)
AT_ONCE: Final = dt.timedelta(0)
METHODS: Final = (PaymentMethod.CASH, PaymentMethod.TRANSFER, PaymentMethod.CARD)


class Stuck(RuntimeError):
    """A truck that should leave has no check that is ready: an error of the program."""


class Row(NamedTuple):
    """A check as it stands now."""

    id: int
    vehicle_id: int | None
    code: str
    agency: str
    state: str


class Agenda:
    """What comes next of many walks that go on at the same time. `done` is told of each vehicle that is finished."""

    def __init__(self, crew: Crew, *, seed: int, done: Callable[[], object]) -> None:
        self.crew, self.seed, self.done = crew, seed, done
        self.operations = 0
        self._due: list[tuple[dt.datetime, int, Walk]] = []
        self._serial = 0

    def add(self, when: dt.datetime, walk: Walk) -> None:
        self._serial += 1
        heapq.heappush(self._due, (when, self._serial, walk))

    def play(self, trips: Sequence[Trip]) -> None:
        """Play all trips, from the first filing to the last exit."""
        for trip in trips:
            self.add(trip.filed_at, self._filing(trip))
        while self._due:
            _when, _serial, walk = heapq.heappop(self._due)
            following = next(walk, None)
            if following is not None:
                self.add(following, walk)

    def read_undeclared(self, plates: Sequence[tuple[str, str, dt.datetime]]) -> None:
        """Trucks without a declaration are read at the barrier."""
        for number, (gate, plate, at) in enumerate(plates):
            by = self.crew.officers[gate, Agency.BORDER_GUARD][0]
            scanning.scan(
                gate=gate, read=scanning.Read(plate=plate), by=by, at=at, nonce=f"{self.seed}-{plate}-{number}"
            )
            self.operations += 1

    def _filing(self, trip: Trip) -> Walk:
        rng = random.Random(f"{self.seed} {trip.serial}")
        by = rng.choice(self.crew.declarants[trip.company])
        declaration = filing.file(body=trip.body, by=by, at=trip.filed_at)
        self.operations += 1
        carriers = {row.key: row for row in declaration.vehicles.filter(role=Role.CARRIER)}
        for number, truck in enumerate(trip.trucks):
            walk = _Passage(self, trip, truck, declaration, carriers[str(number + 1)], random.Random(rng.random()))
            self.add(truck.legs[0].starts_at, walk.walk())
        yield from ()  # a walk of one act


class _Passage:
    """One vehicle on its way, with the vehicles that receive its goods."""

    def __init__(
        self, agenda: Agenda, trip: Trip, truck: Truck, declaration: Declaration, vehicle: Vehicle, rng: random.Random
    ) -> None:
        self.agenda, self.trip, self.truck, self.vehicle, self.rng = agenda, trip, truck, vehicle, rng
        self.mishap = truck.mishap
        self.mishap_after = rng.randint(1, 5)
        receivers = Unloading.objects.filter(carrier=vehicle).values_list("receiver_id", flat=True)
        own = Q(vehicle__in=[vehicle.pk, *(receivers if trip.body["receiving_vehicles"] else ())])
        checks = Check.objects.filter(own | Q(declaration=declaration, vehicle=None)).order_by("pk")
        self.checks = checks.values_list("pk", "vehicle_id", "code", "agency", "state")

    def walk(self) -> Walk:
        taken = 0
        for leg in self.truck.legs:
            now, steps = leg.starts_at, leg.steps
            while steps is None or steps > 0:
                yield now
                rows = [Row(*row) for row in self.checks.all()]
                left = sum(row.state in OPEN for row in rows)
                if left == 0 or (steps is not None and not self._ready(rows, leaving=False)):
                    break
                if steps is None and self._is_time(taken) and (acted := self._befall(rows, now)):
                    yield from acted
                    now += A_WHILE
                else:
                    self._step(rows, now, leaving=steps is None, first=taken == 0)
                    taken += 1
                    steps = None if steps is None else steps - 1
                now += max(leg.ends_at - now, AT_ONCE) * self.rng.uniform(0.2, 1.0) / left
        if self.truck.fate == Fate.TURNED_BACK:
            yield self.truck.legs[-1].ends_at
            self._turn_back(self.truck.legs[-1].ends_at)
        self.agenda.done()

    def _is_time(self, taken: int) -> bool:
        return bool(self.mishap) and taken >= self.mishap_after

    def _officer(self, agency: str) -> User:
        return self.rng.choice(self.agenda.crew.officers[self.trip.gate, agency])

    def _did(self) -> None:
        self.agenda.operations += 1

    def _ready(self, rows: Sequence[Row], *, leaving: bool, first: bool = False) -> list[Row]:
        """What an officer finds in his queue; the first act is that the truck is seen."""
        ready = [row for row in rows if row.state == CheckState.READY]
        if first:
            return [row for row in ready if row.code in SIGHTINGS and row.vehicle_id == self.vehicle.pk]
        return [row for row in ready if leaving or row.code != CheckCode.BG_OUT]

    def _step(self, rows: Sequence[Row], now: dt.datetime, *, leaving: bool, first: bool) -> None:
        ready = self._ready(rows, leaving=leaving, first=first)
        if not ready:
            raise Stuck(f"{self.vehicle.plate}: nothing is ready of {[(row.code, row.state) for row in rows]}")
        check = self.rng.choice(ready)
        if first and self.truck.scanned:
            read, by = scanning.Read(plate=self.vehicle.plate), self._officer(check.agency)
            nonce = f"{self.trip.serial}-{self.vehicle.pk}"
            scanning.scan(gate=self.trip.gate, read=read, by=by, at=now, nonce=nonce, confirm=[check.code])
        else:
            self._confirm(check, now)
        self._did()

    def _confirm(self, check: Row, now: dt.datetime) -> None:
        if check.code not in FEE_CHECKS:
            checking.confirm(check_id=check.id, by=self._officer(check.agency), at=now)
            return
        kind = FEE_CHECKS[check.code]
        owed = Fee.objects.get(vehicle=check.vehicle_id, kind=kind, paid_at=None, voided_at=None)
        by, method = self._officer(Agency.GATE_CENTRE), self.rng.choice(METHODS)
        paying.pay(fee_id=owed.pk, by=by, at=now, method=method)

    def _turn_back(self, now: dt.datetime) -> None:
        by = self._officer(Agency.BORDER_GUARD)
        acting.turn_back(vehicle_id=self.vehicle.pk, by=by, at=now, reason="Diễn tập: chủ hàng rút hàng về")
        self._did()

    # Mishaps: each begins now and is over a while later, and the walk goes on.

    def _befall(self, rows: Sequence[Row], now: dt.datetime) -> Walk | None:
        """The planned mishap, where it can happen now."""
        own = [row for row in rows if row.vehicle_id == self.vehicle.pk and row.state == CheckState.READY]
        plain = [row for row in own if row.code not in FEE_CHECKS]
        exits = [row for row in plain if row.code == CheckCode.BG_OUT]
        others = [row for row in plain if row.code != CheckCode.BG_OUT]
        if self.mishap == Mishap.ROAD_HOLD:
            return self._held_on_road(now)
        if self.mishap == Mishap.REQUEST:
            return self._requested(rows, now)
        if self.mishap == Mishap.EXIT_WITHDRAWN:
            return self._taken_back(exits[0], now) if exits else None
        if not others:
            return None
        check = self.rng.choice(others)
        if self.mishap in (Mishap.HOLD, Mishap.SEND_BACK):
            return self._held(check, now)
        return self._taken_back(check, now)

    def _held(self, check: Row, now: dt.datetime) -> Walk:
        by, reason = self._officer(check.agency), "Diễn tập: chờ bổ sung hồ sơ"
        if self.mishap == Mishap.HOLD:
            checking.hold(check_id=check.id, by=by, at=now, reason=reason)
        else:
            fields = ["$.vehicles[0].driver.phone"]
            checking.send_back(check_id=check.id, by=by, at=now, reason=reason, fields=fields)
        self._did()
        self.mishap = Mishap.NONE
        yield now + A_WHILE
        checking.release(check_id=check.id, by=by, at=now + A_WHILE)
        self._did()

    def _held_on_road(self, now: dt.datetime) -> Walk:
        by = self._officer(Agency.TRAFFIC_POLICE)
        acting.hold_on_road(vehicle_id=self.vehicle.pk, by=by, at=now, reason="Diễn tập: điều tiết giao thông")
        self._did()
        self.mishap = Mishap.NONE
        yield now + A_WHILE
        acting.release_on_road(vehicle_id=self.vehicle.pk, by=by, at=now + A_WHILE)
        self._did()

    def _requested(self, rows: Sequence[Row], now: dt.datetime) -> Walk | None:
        self.mishap = Mishap.NONE
        code = ON_REQUEST.get(self.vehicle.main_cargo, CheckCode.CUSTOMS_CHECK)
        own = {row.code: row for row in rows if row.vehicle_id == self.vehicle.pk}
        if code not in own or own[CheckCode.FINISH].state == CheckState.CONFIRMED:
            return None
        by = self._officer(Agency.CUSTOMS)
        requesting.request_check(vehicle_id=self.vehicle.pk, code=code, by=by, at=now)
        self._did()
        return iter(())

    def _taken_back(self, check: Row, now: dt.datetime) -> Walk:
        """Confirmed (or refused) by mistake, and taken back."""
        by, reason = self._officer(check.agency), "Diễn tập: xác nhận nhầm"
        if self.mishap == Mishap.REFUSAL_WITHDRAWN:
            checking.refuse(check_id=check.id, by=by, at=now, reason=reason)
        else:
            checking.confirm(check_id=check.id, by=by, at=now)
        self._did()
        self.mishap = Mishap.NONE
        yield now + A_WHILE
        withdrawing.withdraw(check_id=check.id, by=by, at=now + A_WHILE, reason=reason)
        self._did()
