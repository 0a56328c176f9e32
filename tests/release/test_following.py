"""Facts follow the journal: written once a vehicle has ended, corrected with it, killed anywhere, nothing twice."""

from datetime import timedelta

import pytest
from django.db.models import F

from declarations.models import Event
from declarations.operations import acting, checking, deciding, pausing
from declarations.operations.withdrawing import withdraw
from release.models import CheckFact, Follow, Look, Passage
from release.operations import following
from release.operations.following import OVERLAP, follow_due, forget
from release.words import Outcome
from tests import given
from tests.release.days import MONDAY, Gates, check_of, fact_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)
M = timedelta(minutes=1)


@pytest.fixture
def gates() -> Gates:
    return Gates("HN")


def facts() -> list[tuple[object, ...]]:
    """All that is kept of passages and checks, without the rows' own numbers."""
    passages = Passage.objects.order_by("vehicle").values_list(
        *(f.attname for f in Passage._meta.concrete_fields if f.name != "id")
    )
    checks = CheckFact.objects.order_by("passage__vehicle", "code").values_list(
        "passage__vehicle", *(f.attname for f in CheckFact._meta.concrete_fields if f.name not in ("id", "passage"))
    )
    return [*passages, *checks]


def test_a_vehicle_that_left_becomes_a_passage_with_a_fact_of_each_check(gates):
    vehicle = gates.passes(MONDAY)

    assert follow_due(at=LATER) == 1
    fact = fact_of(vehicle)
    assert (fact.gate.code, fact.direction, fact.cargo, fact.end) == ("HN", "export", "fruit", "left")
    assert (fact.hour, fact.weekday) == (9, 0)
    instants = (fact.arrived_at, fact.entered_at, fact.yard_at, fact.finished_at, fact.customs_out_at, fact.ended_at)
    assert [(at - MONDAY) // M for at in instants if at] == [0, 10, 10, 60, 75, 90]
    parts = (fact.entry_seconds, fact.yard_seconds, fact.finish_seconds, fact.customs_out_seconds, fact.exit_seconds)
    assert [part // 60 for part in parts if part is not None] == [10, 0, 50, 15, 15]
    assert (fact.seconds, fact.net, fact.paused, fact.closed, fact.untold_seconds) == (5400, 5400, 0, 0, 0)
    said = {one.code: (one.outcome, one.seconds and one.seconds // 60) for one in fact.checks.all()}
    assert said == {
        "customs_registration": ("by_arrival", None), "bg_arrival": ("by_arrival", None),
        "customs_arrival": ("measured", 10), "yard_in": ("automatic", None), "medical": ("measured", 25),
        "transport_licence": ("measured", 30), "fee_infrastructure": ("measured", 40), "finish": ("measured", 20),
        "customs_out": ("measured", 15), "bg_out": ("measured", 15), "yard_out": ("automatic", None),
    }  # fmt: skip


def test_only_carriers_that_were_there_have_passages(gates):
    turned = gates.seen(MONDAY)
    gates.turns_back(turned, MONDAY + 30 * M)
    declared = given.filed(by=gates.company, at=MONDAY, document=given.transshipment(at=MONDAY))
    gates.seen(MONDAY)

    follow_due(at=LATER)

    fact = Passage.objects.get()
    assert (fact.vehicle, fact.end, fact.seconds) == (turned, "turned_back", 1800)
    assert list(Passage.objects.released()) == []
    assert not CheckFact.objects.exists()
    assert declared.vehicles.count() == 2


def test_an_exit_taken_back_takes_its_fact_with_it_and_the_next_exit_makes_another(gates):
    vehicle = gates.passes(MONDAY)
    follow_due(at=LATER)

    gates.comes_back(vehicle, MONDAY + 95 * M)
    assert follow_due(at=LATER) == 1
    assert not Passage.objects.exists()
    assert not CheckFact.objects.exists()

    gates.confirm(vehicle.declaration, "bg_out", at=MONDAY + 120 * M)
    follow_due(at=LATER)
    fact = fact_of(vehicle)
    assert (fact.seconds, fact.exit_seconds) == (120 * 60, 45 * 60)
    # Its wait began anew when the exit was taken back.
    assert (check_of(vehicle, "bg_out").seconds, check_of(vehicle, "bg_out").restarts) == (25 * 60, 1)


def test_rounds_that_come_again_change_nothing(gates):
    gates.passes(MONDAY)
    gates.passes(MONDAY + 5 * M, direction="import")
    assert follow_due(at=LATER) == 2
    before = facts()

    assert [follow_due(at=at) for at in (LATER, LATER + OVERLAP / 2, MONDAY, LATER + 3 * OVERLAP)] == [0, 0, 0, 0]
    assert facts() == before
    assert Follow.objects.get().event == Event.objects.order_by("-pk")[0].pk


def test_what_is_over_is_left_to_the_next_round_and_a_past_of_any_age_is_followed(gates):
    """Also events that bear an old instant and are written now: a past loaded in one go."""
    vehicles = [gates.passes(MONDAY - timedelta(days=200 * n)) for n in range(3)]

    assert [follow_due(at=LATER, most=2) for _ in range(3)] == [2, 1, 0]
    assert {fact.vehicle for fact in Passage.objects.all()} == set(vehicles)


def test_an_event_that_is_committed_late_is_found(gates, monkeypatch):
    """Its number was given before a later one's; the round that saw the later one must not go past it."""
    late = gates.passes(MONDAY)
    seen = gates.passes(MONDAY + 10 * M)
    hidden = following._telling
    monkeypatch.setattr(following, "_telling", lambda after: hidden(after).exclude(declaration=late.declaration_id))
    assert follow_due(at=MONDAY + 105 * M) == 1
    monkeypatch.undo()

    assert follow_due(at=MONDAY + 106 * M) == 1
    assert {fact.vehicle for fact in Passage.objects.all()} == {late, seen}


def test_a_round_killed_in_mid_way_leaves_whole_facts_and_the_next_does_the_rest(gates, monkeypatch):
    for n in range(3):
        gates.passes(MONDAY + n * M)
    monkeypatch.setattr(following, "MOST_AT_ONCE", 1)
    write, done = following._write, []

    def dying(vehicles):
        write(vehicles)
        done.append(vehicles)
        if len(done) == 2:
            raise SystemExit

    monkeypatch.setattr(following, "_write", dying)
    with pytest.raises(SystemExit):
        follow_due(at=LATER)
    assert (Passage.objects.count(), Look.objects.count()) == (1, 1)

    monkeypatch.undo()
    assert follow_due(at=LATER) == 2
    assert Passage.objects.count() == 3
    assert CheckFact.objects.count() == 3 * 11


def test_the_same_past_reckoned_anew_gives_the_same_facts(gates):
    gates.passes(MONDAY)
    turned = gates.seen(MONDAY)
    gates.turns_back(turned, MONDAY + 30 * M)
    follow_due(at=LATER)
    before = facts()

    forget()
    assert facts() == []
    follow_due(at=LATER + OVERLAP)
    assert facts() == before


def test_an_amendment_of_the_declaration_is_followed_for_all_its_vehicles_that_have_left(gates):
    body = given.body(at=MONDAY - 60 * M, vehicles=[given.vehicle("1"), given.vehicle("2")])
    filed = given.filed(by=gates.company, at=MONDAY - 60 * M, document=body)
    first, second = filed.vehicles.order_by("position")
    for vehicle in (first, second):
        gates.confirm(filed, "bg_arrival", at=MONDAY, vehicle=vehicle)
    gates.leaves(first, MONDAY + 30 * M)
    follow_due(at=MONDAY + 40 * M)
    before = facts()

    driver = {"name": "Lý Văn Thay", "id_number": "012345678909", "phone": None}
    change = given.change(filed, ("$.vehicles[1].driver", driver), at=MONDAY + 50 * M)
    deciding.decide(change_id=change.pk, by=gates.staff["HN"]["border_guard"], at=MONDAY + 55 * M, verdicts=True)

    assert follow_due(at=MONDAY + 60 * M) > 0
    assert facts() == before
    assert Look.objects.get().seq >= Event.objects.filter(verb="change.decided").get().seq


# What is measured


def test_an_entry_is_the_first_one_a_change_that_reopens_a_check_does_not_move_it(gates):
    filed = given.filed(by=gates.company, at=MONDAY - 60 * M, document=given.body(at=MONDAY - 60 * M))
    for code, minute in (("customs_registration", -20), ("bg_arrival", 0), ("customs_arrival", 10), ("medical", 20)):
        gates.confirm(filed, code, at=MONDAY + minute * M)
    staff = gates.staff["HN"]
    change = given.change(filed, at=MONDAY + 30 * M)
    deciding.decide(change_id=change.pk, by=staff["border_guard"], at=MONDAY + 35 * M, verdicts=True)
    gates.confirm(filed, "bg_arrival", at=MONDAY + 45 * M)
    vehicle = gates.leaves(filed.vehicles.get(), MONDAY + 60 * M)

    follow_due(at=LATER)

    assert (fact_of(vehicle).entry_seconds, check_of(vehicle, "bg_arrival").restarts) == (600, 1)
    assert check_of(vehicle, "bg_arrival").seconds == 600  # its last wait: from 9:35 to 9:45


def test_a_hold_is_said_beside_the_wait_that_began_anew_with_its_release(gates):
    vehicle = gates.seen(MONDAY)
    medical, officer = given.check(vehicle.declaration, "medical", vehicle), gates.staff["HN"]["medical"]
    checking.hold(check_id=medical.pk, by=officer, at=MONDAY + 10 * M, reason="Chờ kết quả")
    checking.release(check_id=medical.pk, by=officer, at=MONDAY + 40 * M)
    gates.confirm(vehicle.declaration, "medical", at=MONDAY + 45 * M)
    gates.leaves(vehicle, MONDAY + 60 * M)

    follow_due(at=LATER)

    fact = check_of(vehicle, "medical")
    assert (fact.seconds, fact.held, fact.restarts) == (5 * 60, 30 * 60, 1)
    assert fact_of(vehicle).held == 30 * 60


def test_a_hold_on_the_road_is_held_time_of_the_passage(gates):
    vehicle, police = gates.seen(MONDAY), gates.staff["HN"]["traffic_police"]
    acting.hold_on_road(vehicle_id=vehicle.pk, by=police, at=MONDAY + 5 * M, reason="Quá tải")
    acting.release_on_road(vehicle_id=vehicle.pk, by=police, at=MONDAY + 25 * M)
    gates.leaves(vehicle, MONDAY + 60 * M)

    follow_due(at=LATER)

    assert fact_of(vehicle).held == 20 * 60


def test_a_pause_and_closed_hours_stand_apart_in_every_part(gates):
    centre = gates.staff["HN"]["gate_centre"]
    hour = timedelta(hours=1)
    pausing.pause(gate_id=centre.postings.get().gate_id, by=centre, at=MONDAY + 9 * hour, reason="Mưa lớn")
    pausing.resume(gate_id=centre.postings.get().gate_id, by=centre, at=MONDAY + 9.5 * hour)
    # Seen at 17:00; finish at 18:00, paused 18:00-18:30, closed 19:00-7:00, left at 9:00.
    vehicle = gates.passes(MONDAY + 8 * hour, late={"customs_out": 14 * 60, "bg_out": 870})

    follow_due(at=MONDAY + timedelta(days=2))

    fact = fact_of(vehicle)
    assert (fact.seconds, fact.paused, fact.closed) == (16 * 3600, 1800, 12 * 3600)
    assert fact.net == 3.5 * 3600
    assert (fact.customs_out_seconds, fact.customs_out_paused, fact.customs_out_closed) == (
        14.25 * 3600, 1800, 12 * 3600,
    )  # fmt: skip
    out = check_of(vehicle, "customs_out")
    assert (out.seconds, out.net) == (14.25 * 3600, 1.75 * 3600)
    exit_check = check_of(vehicle, "bg_out")
    assert (exit_check.paused, exit_check.closed) == (0, 0)


def test_a_confirmation_recorded_after_its_time_leaves_the_wait_unmeasured(gates):
    """A scanner without network: what it confirmed is recorded later than the check before it, done in the meantime."""
    vehicle = gates.seen(MONDAY)
    medical, officer = given.check(vehicle.declaration, "medical", vehicle), gates.staff["HN"]["medical"]
    withdraw_at = MONDAY + 20 * M
    gates.confirm(vehicle.declaration, "medical", at=MONDAY + 10 * M)
    withdraw(check_id=medical.pk, by=officer, at=withdraw_at)
    checking.confirm(check_id=medical.pk, by=officer, at=MONDAY + 30 * M, happened_at=MONDAY + 15 * M)
    gates.leaves(vehicle, MONDAY + 60 * M)

    follow_due(at=LATER)

    fact = check_of(vehicle, "medical")
    assert (fact.outcome, fact.seconds, fact.net) == (Outcome.UNKNOWN, None, None)


def test_the_sums_hold_in_the_database_too(gates):
    gates.passes(MONDAY)
    follow_due(at=LATER)

    assert Passage.objects.filter(net=F("seconds") - F("paused") - F("closed")).count() == 1
