"""Estimates from the gate's own past: said, kept, shown, scored; and nothing where nothing can be said."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from declarations import estimates
from declarations.models import DayMode, Vehicle
from declarations.operations import acting, pausing
from estimate.models import Estimate, Fate, Round, WeekScore
from estimate.operations.making import make_estimates
from estimate.operations.scoring import forget_old, score_estimates
from estimate.queries import stays
from estimate.queries.line import waiting_line
from tests import given
from tests.estimate import past
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(monkeypatch):
    """Officers of a gate of which a week is known."""
    monkeypatch.setattr(stays, "ended_since", past.invented)
    return given.officers()


def line_of(staff, *cargo: str) -> list[Vehicle]:
    """Trucks that stand before the gate, the first one longest."""
    found = []
    for minute, kind in enumerate(cargo):
        seen = NOON - timedelta(minutes=20 - minute)
        declared = past.standing(seen=seen, staff=staff, consignments=[given.consignment(cargo_kind=kind)])
        found.append(declared.vehicles.get())
    return found


def said(vehicles, *, at=NOON):
    return estimates.of_vehicles(Vehicle.objects.filter(pk__in=[one.pk for one in vehicles]), at=at)


def test_every_truck_that_waits_is_told_a_range_and_the_last_one_no_less_than_the_first(staff):
    first, last = line_of(staff, "general", "general")
    assert make_estimates(at=NOON) == 2
    found = said([first, last])

    one, other = found[first.pk], found[last.pk]
    assert one.entry.p10 <= one.entry.p50 <= one.entry.p90
    assert one.entry.p50 < other.entry.p50
    # Two trucks an hour are let in while somebody waits: the first one is let in within the next half an hour or so.
    assert 3 <= one.entry.p50 <= 45
    assert one.made_at == NOON
    newcomer = estimates.of_newcomers(given.gate().pk, state="open", at=NOON)["export"]
    assert newcomer.entry.p50 > other.entry.p50


def test_the_past_is_that_of_the_gates_own_trucks():
    """A truck an hour, let in half an hour after it came: no rate without the facts of passages, one with them."""
    staff = given.officers()
    vehicles = line_of(staff, "general")
    assert make_estimates(at=NOON) == 0
    past.two_days(staff=staff)
    cache.clear()
    make_estimates(at=NOON + timedelta(minutes=5))
    assert 5 <= said(vehicles, at=NOON + timedelta(minutes=5))[vehicles[0].pk].entry.p50 <= 60


def test_a_moment_is_estimated_once(staff):
    line_of(staff, "general")
    assert make_estimates(at=NOON + timedelta(seconds=10)) == 1
    assert make_estimates(at=NOON + timedelta(seconds=200)) == 0
    assert make_estimates(at=NOON + timedelta(minutes=5)) == 1
    assert Round.objects.filter(direction="export", gate=given.gate()).count() == 2


def test_a_gate_that_stands_still_or_is_closed_says_nothing(staff):
    vehicles = line_of(staff, "general")
    make_estimates(at=NOON)
    centre = given.officer("gate_centre")
    pausing.pause(gate_id=given.gate().pk, by=centre, at=NOON, reason="Mất điện")

    assert said(vehicles) == {}
    assert estimates.of_newcomers(given.gate().pk, state="open", at=NOON) == {}
    assert make_estimates(at=NOON + timedelta(minutes=5)) == 0

    pausing.resume(gate_id=given.gate().pk, by=centre, at=NOON + timedelta(minutes=6))
    assert said(vehicles, at=NOON + timedelta(minutes=6)) != {}
    DayMode.objects.create(gate=given.gate(), date=NOON.date(), mode=DayMode.Mode.CLOSED)
    assert make_estimates(at=NOON + timedelta(minutes=10)) == 0


def test_an_old_estimate_is_not_shown(staff):
    vehicles = line_of(staff, "general")
    make_estimates(at=NOON)
    assert said(vehicles, at=NOON + timedelta(minutes=6))
    assert not said(vehicles, at=NOON + timedelta(minutes=7))


def test_green_trucks_stand_before_ordinary_ones_as_far_as_the_rule_lets_them(staff):
    ordinary, *_greens = line_of(staff, "general", "fruit", "fruit", "fruit", "fruit")
    line = waiting_line(given.gate().pk, "export")

    assert [one.place.green for one in line] == [True, True, True, False, True]
    assert [one.place.ahead for one in line] == [0, 1, 2, 3, 4]
    assert line[3].vehicle == ordinary.pk


def test_what_came_true_is_scored_once_and_stands_in_its_week(staff):
    (vehicle,) = line_of(staff, "general")
    make_estimates(at=NOON)
    assert score_estimates() == 0
    given.confirmed(vehicle.declaration, "customs_arrival", staff=staff, at=NOON + timedelta(minutes=12))
    assert score_estimates() == 1
    assert score_estimates() == 0

    row = Estimate.objects.get()
    assert (row.fate, row.came) == (Fate.SCORED, 12.0)
    week = WeekScore.objects.get()
    assert (week.estimates, week.monday.isoformat()) == (1, "2026-11-16")
    assert week.error == abs(12 - row.entry_p50)
    assert week.held == int(row.entry_p10 <= 12 <= row.entry_p90)


def test_one_that_was_turned_back_is_not_scored(staff):
    (vehicle,) = line_of(staff, "general")
    make_estimates(at=NOON)
    guard = given.officer("border_guard")
    acting.turn_back(vehicle_id=vehicle.pk, by=guard, at=NOON + timedelta(minutes=5), reason="Thiếu giấy tờ")
    assert score_estimates() == 1
    assert Estimate.objects.get().fate == Fate.VOID
    assert not WeekScore.objects.exists()


def test_single_estimates_are_forgotten_and_scores_are_not(staff):
    (vehicle,) = line_of(staff, "general")
    make_estimates(at=NOON)
    given.confirmed(vehicle.declaration, "customs_arrival", staff=staff, at=NOON + timedelta(minutes=12))
    score_estimates()
    assert forget_old(at=NOON + timedelta(days=34)) == 0
    assert forget_old(at=NOON + timedelta(days=36)) > 0
    assert not Estimate.objects.exists()
    assert WeekScore.objects.get().estimates == 1


def test_everybody_reads_the_estimate_and_how_good_such_were(staff, client: Client, time_machine):
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    first, other = line_of(staff, "general", "general")
    make_estimates(at=NOON)
    given.confirmed(first.declaration, "customs_arrival", staff=staff, at=NOON + timedelta(minutes=1))
    score_estimates()

    side = client.get("/api/v1/gates/HN/board").json()["directions"]["export"]
    assert side["estimate"]["p10_minutes"] <= side["estimate"]["p50_minutes"] <= side["estimate"]["p90_minutes"]
    (record,) = [one for one in client.get("/api/v1/estimates").json()["results"] if one["weeks"]]
    assert (record["gate"], record["direction"], record["recent"]["estimates"]) == ("HN", "export", 1)
    page = client.get("/estimates/").content.decode()
    assert given.gate().name_vi in page

    client.force_login(given.declarant(of=other.declaration.organisation))
    dossier = client.get(f"/declarations/{other.declaration.number}/").content.decode()
    assert "12:00" in dossier
