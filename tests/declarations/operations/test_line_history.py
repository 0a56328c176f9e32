"""Random days at a gate: the pure order, the database's order and what the journal gives back agree at every step."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Agency
from contract.errors import DomainError
from declarations.line import order
from declarations.models import Event, Lane, Vehicle, Yard
from declarations.operations import acting, calling, not_coming, scanning
from declarations.queries import line
from declarations.queries.queues import places_in_line
from declarations.stages import Direction
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
STEPS = 45


class Day:
    """A day of which chance says what happens next."""

    def __init__(self, seed):
        self.chance, self.at, self.declarations = random.Random(seed), NOON - timedelta(hours=3), []
        self.sent_back = 0
        self.staff = given.officers()
        self.by = given.declarant()
        Lane.objects.filter(gate__code="HN").update(is_open=False)
        Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=6)
        Yard.objects.filter(gate__code="HN").update(capacity=500)

    def step(self):
        self.at += timedelta(minutes=self.chance.randint(1, 25))
        often = [self.file] * 2 + [self.see] * 3 + [self.call] * 2 + [self.uncall, self.back, self.wait]
        with suppress(DomainError, IndexError):  # nobody there to be seen, called or turned back
            self.chance.choice(often)()

    def file(self):
        goods = given.consignment(cargo_kind=self.chance.choice(["fruit", "general", "general"]))
        expected = self.at + timedelta(minutes=self.chance.randint(0, 180))
        self.declarations.append(
            given.filed(by=self.by, at=self.at, expected_arrival=expected.isoformat(), consignments=[goods])
        )

    def see(self):
        unseen = [one for one in self.declarations if not one.vehicles.get().seen_at]
        read = scanning.Read(number=self.chance.choice(unseen).number)
        guard = self.staff[Agency.BORDER_GUARD]
        scanning.scan(gate="HN", read=read, by=guard, at=self.at, nonce=f"{self.at}")

    def wait(self):
        """An hour in which nobody comes: who was called goes back."""
        self.at += timedelta(minutes=61)
        for vehicle_id in not_coming.not_come(at=self.at):
            self.sent_back += not_coming.send_back(vehicle_id=vehicle_id, at=self.at)

    def call(self):
        centre, count = self.staff[Agency.GATE_CENTRE], self.chance.randint(1, 3)
        calling.call_next(gate_id=given.gate().pk, direction="export", count=count, by=centre, at=self.at)

    def uncall(self):
        centre = self.staff[Agency.GATE_CENTRE]
        calling.take_back(gate_id=given.gate().pk, direction="export", by=centre, at=self.at, reason="Chưa có chỗ")

    def back(self):
        standing = list(Vehicle.objects.in_line().order_by("pk"))
        guard = self.staff[Agency.BORDER_GUARD]
        acting.turn_back(vehicle_id=self.chance.choice(standing).pk, by=guard, at=self.at, reason="Thiếu giấy tờ")


def _agree():
    gate_id = given.gate().pk
    rows = list(Vehicle.objects.in_line().filter(gate=gate_id).select_related("declaration"))
    pure = order.in_line(map(line.truck_of, rows))
    by_place = sorted(rows, key=lambda row: places_in_line(rows)[row.pk])
    assert [line.truck_of(row) for row in by_place] == pure
    in_order = Vehicle.objects.in_line().in_line_order().select_related("declaration")
    assert [line.truck_of(row) for row in in_order] == pure
    called = Vehicle.objects.filter(called_at__isnull=False).select_related("declaration")
    waiting = [line.truck_of(row) for row in rows if not row.called_at]
    turns = order.turns(waiting, called=map(line.truck_of, called), most=settings.GREEN_IN_A_ROW)
    found = line.preview(gate_id=gate_id, direction=Direction.EXPORT, count=100)
    assert [(line.truck_of(turn.vehicle), turn.why) for turn in found.turns] == [
        (turn.truck, turn.why.value) for turn in turns
    ]


@pytest.mark.parametrize("seed", range(4))
def test_on_a_random_day_rows_rules_and_journal_agree(seed, capsys):
    day = Day(seed)
    for step in (day.file, day.see, day.call, day.wait):
        step()
    for _ in range(STEPS):
        day.step()
        _agree()
    assert Event.objects.filter(verb="vehicle.called").exists()
    assert day.sent_back
    with time_machine.travel(day.at + timedelta(minutes=1), tick=False):
        call_command("verify_line", "HN", "2026-11-21")
    assert "The line was served as the journal says." in capsys.readouterr().out


def test_what_was_served_otherwise_is_named(capsys):
    day = Day(7)
    for _ in range(12):
        day.file()
    for _ in range(6):
        day.at += timedelta(minutes=5)
        day.see()
    day.call()
    first = list(Vehicle.objects.in_line().in_line_order())[-1]
    Vehicle.objects.filter(pk=first.pk).update(line_time=NOON - timedelta(days=1))  # a place that was sold

    with time_machine.travel(day.at + timedelta(minutes=1), tick=False), pytest.raises(CommandError, match="fault"):
        call_command("verify_line", "HN", "2026-11-21")

    told = capsys.readouterr().err
    assert f"{first.plate}: line_time" in told
    assert f"{first.plate}: position" in told


def test_a_gate_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="no gate"):
        call_command("verify_line", "XX", "2026-11-21")
