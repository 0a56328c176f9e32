"""Findings that depend on what is known beside the body: the gate, its days, other declarations."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from declarations.findings import Facts
from declarations.findings.facts import CARRIER, RECEIVER, SharedCustoms, Stop
from tests.declarations.findings.bodies import (
    AT,
    FACTS,
    GATE,
    examined,
    export,
    in_hours,
    told,
    transshipped,
    vehicle,
    with_member,
    without_member,
)

ERROR, WARNING, INFO = "error", "warning", "info"


def facts(**changes: Any) -> Facts:
    return replace(FACTS, gates={"HN": replace(GATE, **changes)})


TOMORROW = date(2026, 11, 22)
PLACES = [
    (facts(is_paused=True), "gate_paused", WARNING, "gate"),
    (facts(day_modes={TOMORROW: "closed"}), "gate_closed", ERROR, "expected_arrival"),
    (facts(stops=(Stop(AT, None, "fruit"),)), "intake_stopped", ERROR, "consignments[0].cargo_kind"),
    (facts(stops=(Stop(AT, None),)), "intake_stopped", ERROR, "expected_arrival"),
    (facts(stops=(Stop(AT, None, "", "export"),)), "intake_stopped", ERROR, "expected_arrival"),
]


@pytest.mark.parametrize(("known", "code", "severity", "path"), PLACES)
def test_the_state_of_the_gate_is_told(known, code, severity, path):
    assert told(export(), facts=known) == [(code, severity, f"$.{path}")]


@pytest.mark.parametrize(
    "known",
    [
        facts(stops=(Stop(AT, None, "frozen"),)),
        facts(stops=(Stop(AT, None, "", "import"),)),
        facts(stops=(Stop(AT, AT + timedelta(hours=1)),)),
        facts(stops=(Stop(AT + timedelta(days=2), None),)),
        facts(day_modes={TOMORROW: "preregistered_only"}),
        facts(day_modes={TOMORROW: "normal"}),
        facts(hours={}),
    ],
)
def test_stops_and_modes_of_other_cargo_or_times_are_not(known):
    assert told(export(), facts=known) == []


def test_a_preregistered_day_takes_what_was_declared_the_day_before():
    known = facts(day_modes={TOMORROW: "preregistered_only"})
    before_midnight, after = AT + timedelta(hours=13, minutes=59), AT + timedelta(hours=14)

    assert told(export(), facts=known, at=before_midnight) == []
    assert told(export(), facts=known, at=after) == [("preregistered_only", ERROR, "$.expected_arrival")]


def test_a_day_without_hours_is_outside_them():
    assert told(export(), facts=facts(hours={0: GATE.hours[0]})) == [
        ("outside_opening_hours", WARNING, "$.expected_arrival")
    ]


def test_time_is_not_judged_again_while_the_agreed_arrival_stays():
    body = with_member(export(), "expected_arrival", in_hours(-5))
    known = replace(FACTS, agreed_arrival=AT - timedelta(hours=5))

    assert told(body, facts=known) == []
    assert told(body)[0][0] == "arrival_past"


@pytest.mark.parametrize(
    ("role", "path"), [(CARRIER, "$.vehicles[0].plate"), (RECEIVER, "$.receiving_vehicles[0].plate")]
)
@pytest.mark.parametrize("number", [None, "2026112100533"])
def test_a_vehicle_open_elsewhere_is_a_conflict_named_to_its_owner_only(role, path, number):
    plate = {CARRIER: "F12A45", RECEIVER: "12C54321"}[role]
    examination = examined(transshipped(), facts=replace(FACTS, open_elsewhere={(role, plate): number}))

    [conflict] = examination.findings
    assert (conflict.code, conflict.severity, conflict.path) == ("vehicle_already_declared", ERROR, path)
    assert examination.only_conflicts
    assert not examination.is_fileable
    assert (number or "no number") in f"{conflict.message} no number"


def test_a_conflict_beside_another_error_is_not_only_a_conflict():
    known = replace(FACTS, open_elsewhere={(CARRIER, "12C12345"): None})

    assert not examined(without_member(export(), "contact.phone"), facts=known).only_conflicts
    assert not examined(export()).only_conflicts


def test_the_other_role_of_a_plate_is_no_conflict():
    assert told(export(), facts=replace(FACTS, open_elsewhere={(RECEIVER, "12C12345"): None})) == []


CUSTOMS = "$.consignments[0].customs_number"
SPLIT = [
    (SharedCustoms(1, 17_000, 40_000), [("split_load", INFO, CUSTOMS)]),
    (SharedCustoms(1, 1_000, 18_000), [("split_load", INFO, CUSTOMS), ("split_load_too_heavy", WARNING, CUSTOMS)]),
    (SharedCustoms(0, 0), []),
]


@pytest.mark.parametrize(("others", "found"), SPLIT)
def test_one_customs_declaration_on_several_trucks(others, found):
    known = replace(FACTS, shared_customs={"30000000501": others})

    assert sorted(told(export(), facts=known)) == found
    assert sorted(told(with_member(export(), "consignments[0].customs_number", "300000005011"), facts=known)) == found


def test_a_load_split_within_the_declaration():
    second = vehicle("2", plate="12C-999.99", trailer_plate=None, container=None)

    assert told(export(vehicles=[vehicle(cargo_weight_kg=9000), second | {"cargo_weight_kg": 9000}])) == [
        ("split_load", INFO, CUSTOMS)
    ]
    heavier = told(export(vehicles=[vehicle(cargo_weight_kg=9000), second | {"cargo_weight_kg": 9001}]))
    assert ("split_load_too_heavy", WARNING, CUSTOMS) in heavier
