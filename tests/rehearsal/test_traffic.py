"""Invented traffic: as many trucks as planned, within the day, the same for the same seed, and nobody's."""

import datetime as dt
from collections import Counter

import pytest
from django.test import override_settings

from declarations.days import day_of
from declarations.findings import Facts, examine
from declarations.findings.facts import GateFacts, YardFacts
from declarations.formats import plate_key
from reports.rehearsal import figures as fig
from reports.rehearsal.plan import EXPORTS, IMPORTS, STOCK, Plan, plan
from reports.rehearsal.traffic import Fate, Traffic, Trip, shift_of
from tests.rehearsal.days import GATES

YARDS = {"VIETTEL": YardFacts(is_inside=False)}
FACTS = Facts(gates={code: GateFacts(code, yards=YARDS) for code in GATES})


def traffic(day: Plan, *, seed: int = 1, taken: frozenset[str] = frozenset()) -> Traffic:
    return Traffic(
        day, day=day_of(day.date), seed=seed, companies=3, areas={"HN", "TT"}, outside_yards={"HN": ["VIETTEL"]},
        taken=taken,
    )  # fmt: skip


@pytest.fixture(scope="module")
def day() -> Plan:
    return plan(fig.read("2024-08-29"), gates=GATES).scaled(0.3)


@pytest.fixture(scope="module")
def trips(day) -> list[Trip]:
    return traffic(day).trips()


def plates(trips: list[Trip]) -> list[str]:
    return [
        plate_key(truck["plate"])
        for trip in trips
        for truck in (*trip.body["vehicles"], *trip.body["receiving_vehicles"])
    ]


def test_there_are_as_many_trucks_as_planned(day, trips):
    counted: Counter[tuple[str, str, Fate]] = Counter()
    carried: Counter[str] = Counter()
    for trip in trips:
        for truck in trip.trucks:
            counted[trip.gate, trip.body["direction"], truck.fate] += 1
            carried[trip.gate] += len(truck.legs) > 1
    for gate in GATES:
        assert counted[gate, "export", Fate.LEAVES] == sum(day.cleared[gate, leaf] for leaf in EXPORTS)
        assert counted[gate, "import", Fate.LEAVES] == sum(day.cleared[gate, leaf] for leaf in IMPORTS)
        assert counted[gate, "export", Fate.STAYS] == sum(day.left_over[gate, leaf] for leaf in STOCK)
        assert counted[gate, "export", Fate.TURNED_BACK] == day.turned_back[gate]
        assert carried[gate] == day.carried_over[gate]


def test_every_kind_of_journey_is_among_them(trips):
    bodies = [trip.body for trip in trips]
    assert {goods["cargo_kind"] for body in bodies for goods in body["consignments"]} == {
        "fruit", "farm_produce", "frozen", "general", "new_vehicle"
    }  # fmt: skip
    assert any(body["receiving_vehicles"] for body in bodies)
    assert any(not body["consignments"] for body in bodies)
    assert any(len(body["vehicles"]) > 1 for body in bodies)
    assert any(body["yard"] == "VIETTEL" for body in bodies)


def test_each_can_be_filed_without_a_word(trips):
    for trip in trips:
        findings = examine(trip.body, facts=FACTS, at=trip.filed_at).findings
        assert {finding.code for finding in findings} <= {"split_load"}


def test_nothing_happens_outside_its_day(day, trips):
    starts_at, cut_off_at = day_of(day.date).starts_at, day_of(day.date).cut_off_at
    for trip in trips:
        for truck in trip.trucks:
            seen_at, ended_at = truck.legs[0].starts_at, truck.legs[-1].ends_at
            carried = len(truck.legs) > 1
            assert trip.filed_at <= seen_at < ended_at < cut_off_at
            assert (seen_at < starts_at) == (trip.filed_at < starts_at) == carried
            assert all(leg.starts_at <= leg.ends_at for leg in truck.legs)
            if carried:
                assert truck.legs[0].ends_at < starts_at < truck.legs[1].starts_at
            assert all(7 <= instant.hour < 20 for instant in (seen_at, ended_at))


def test_no_plate_is_given_twice_or_taken(day, trips):
    first = plates(trips)
    assert len(set(first)) == len(first)
    taken = frozenset(first[::3])
    assert not taken & set(plates(traffic(day, taken=taken).trips()))


def test_the_same_seed_makes_the_same_traffic(day, trips):
    assert traffic(day).trips() == trips
    assert traffic(day, seed=2).trips() != trips


def test_undeclared_trucks_stand_where_they_are_planned(day):
    with_some = day._replace(left_over={**day.left_over, ("TT", fig.UNREGISTERED): 4})
    made = traffic(with_some)
    declared = set(plates(made.trips()))

    undeclared = made.unregistered()
    assert [gate for gate, _plate, _at in undeclared] == ["TT"] * 4
    assert not declared & {plate_key(plate) for _gate, plate, _at in undeclared}


@pytest.mark.parametrize(
    ("settings", "hours"),
    [
        ({"BULLETIN_DAY": "cut_off", "BULLETIN_CUT_OFF": "20:00"}, ("22 07:00", "22 19:00")),
        ({"BULLETIN_DAY": "cut_off", "BULLETIN_CUT_OFF": "18:00"}, ("22 05:45", "22 17:45")),
        ({"BULLETIN_DAY": "cut_off", "BULLETIN_CUT_OFF": "06:00"}, ("21 17:45", "22 05:45")),
        ({"BULLETIN_DAY": "calendar"}, ("22 07:00", "22 19:00")),
    ],
)
def test_the_working_hours_lie_within_the_day(settings, hours):
    with override_settings(**settings):
        day = day_of(dt.date(2024, 8, 22))
        shift = shift_of(day)
    assert tuple(f"{instant:%d %H:%M}" for instant in shift) == hours
    assert day.starts_at < shift.opens < shift.closes < day.cut_off_at
