"""Scans made without network: each taken on its own, in order, once; and what cannot be taken is never lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from declarations.models import Check, Event, Scan, Vehicle
from declarations.operations import amending, cancelling, checking, scanning, withdrawing
from declarations.operations.verifying import broken_links
from declarations.queries.document import as_document
from declarations.queries.passing import pass_of
from declarations.queries.whole import load_one
from desk.api.schema import BatchAnswer
from desk.models import Device, OfflineConflict, OfflineScan
from desk.operations import devices
from tests import given
from tests.declarations.api.callers import of, refused, said
from tests.desk.scanner import BATCH, Browser, browser, minutes, scan
from tests.given import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as moved:
        yield moved


def _changed_container(declaration):
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["container"] = "CSQU3054383"
    amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=NOON)


def _cancelled(declaration):
    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")


def _codes(result):
    return [(conflict["check"], conflict["code"]) for conflict in result["conflicts"]]


def test_each_is_taken_in_order_with_its_own_time_and_its_own_answer():
    one, two, phone = given.filed(), given.filed(), browser()

    first, unknown, second, place = phone.send(
        scan(one.number, "a", "bg_arrival", at=NOON + minutes(5)),
        scan("2026112199999", "b", at=NOON + minutes(6)),
        scan(two.number, "c", "bg_arrival", at=NOON + minutes(7)),
        scan(two.number, "d", "bg_arrival", at=NOON + minutes(8), lane="nowhere"),
    )

    assert (first["kept"], first["result"], first["confirmed"], first["conflicts"]) == (True, "ok", ["bg_arrival"], [])
    assert (unknown["kept"], unknown["code"], unknown["conflicts"]) == (True, "no_declaration", [])
    assert (second["result"], second["confirmed"]) == ("ok", ["bg_arrival"])
    assert (place["kept"], place["code"], place["vehicle"]) == (False, "unknown_place", None)
    check = given.check(one, "bg_arrival")
    assert (check.confirmed_at, check.decided_by) == (NOON + minutes(5), phone.user)
    assert one.vehicles.get().seen_at == NOON + minutes(5)
    assert Event.objects.get(verb="check.confirmed", declaration=two).recorded_at == LATER
    device = Device.objects.get()
    assert {(row.scan.nonce, row.device) for row in OfflineScan.objects.all()} == {(n, device) for n in "abc"}


def test_a_batch_sent_again_is_answered_as_before_and_does_nothing():
    one, two, phone = given.filed(), given.filed(), browser()
    given.confirmed(two, "bg_arrival", staff=given.officers())
    scans = [scan(one.number, "a", "bg_arrival"), scan(two.number, "b", "bg_arrival")]
    first = phone.send(*scans)
    assert _codes(first[1]) == [("bg_arrival", "already_confirmed")]
    events = Event.objects.count()

    assert phone.send(*scans) == first
    assert phone.send(*reversed(scans)) == first[::-1]

    headers = {"Idempotency-Key": "k-1"}
    answers = [phone.post(BATCH, {"scans": scans}, headers=headers) for _again in range(2)]
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]
    assert answers[0].json()["results"] == answers[1].json()["results"] == first
    refused(phone.post(BATCH, {"scans": scans[:1]}, headers=headers), 422, "idempotency_key_reused")
    assert (Event.objects.count(), OfflineConflict.objects.count(), Scan.objects.count()) == (events, 1, 2)


def test_its_shape_is_the_schemas():
    phone, declaration = browser(), given.filed()
    given.confirmed(declaration, "bg_arrival", staff=given.officers())
    said(phone.post(BATCH, {"scans": [scan(declaration.number, "a", "bg_arrival"), scan("1", "b", lane="x")]}),
         BatchAnswer)  # fmt: skip


WRONG = {
    "none": ({"scans": []}, "$.scans"),
    "too many": ({"scans": [scan("1", str(n)) for n in range(201)]}, "$.scans"),
    "no list": ({"scans": "x"}, "$.scans"),
    "one without a nonce": ({"scans": [scan("1", "a"), {"gate": "HN", "number": "1"}]}, "$.scans[1].nonce"),
    "one with an unknown member": ({"scans": [scan("1", "a", oops=1)]}, "$.scans[0].oops"),
    "one of another type": ({"scans": [scan("1", "a"), 7]}, "$.scans[1]"),
    "one without a time zone": ({"scans": [scan("1", "a", happened_at="2026-11-21T12:00")]}, "$.scans[0].happened_at"),
    "one that read nothing": ({"scans": [scan(None, "a")]}, "$.scans[0]"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_batch_of_another_shape_is_refused_whole_and_says_where(case):
    body, path = WRONG[case]
    problem = refused(browser().post(BATCH, body), 400, problem_code(case))
    assert path in [finding["path"] for finding in problem["findings"]]
    assert not Scan.objects.exists()


def problem_code(case):
    return {"one with an unknown member": "unknown_field"}.get(case, "malformed")


def test_two_hundred_are_taken():
    results = browser().send(*[scan("2026112199999", f"n{number}") for number in range(200)])
    assert {one["code"] for one in results} == {"no_declaration"}


# Conflicts


def test_what_another_person_confirmed_first_is_a_conflict_and_is_left_as_it_stands():
    declaration, phone, staff = given.filed(), browser(), given.officers()
    given.confirmed(declaration, "bg_arrival", staff=staff, at=NOON + minutes(1))

    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival", at=NOON + minutes(2)))

    assert (result["result"], _codes(result)) == ("ok", [("bg_arrival", "already_confirmed")])
    row = OfflineConflict.objects.get()
    assert (row.officer, row.gate.code, row.agency, row.vehicle, row.happened_at, row.is_open) == (
        phone.user, "HN", "border_guard", declaration.vehicles.get(), NOON + minutes(2), True,
    )  # fmt: skip
    assert result["conflicts"][0]["address"] == f"/admin/desk/offlineconflict/{row.pk}/settle/"
    assert given.check(declaration, "bg_arrival").decided_by == staff["border_guard"]


def test_two_devices_that_confirm_one_check_make_one_confirmation_and_one_conflict():
    declaration, one, two = given.filed(), browser(), browser()
    assert _codes(one.send(scan(declaration.number, "a", "bg_arrival"))[0]) == []
    assert _codes(two.send(scan(declaration.number, "a", "bg_arrival"))[0]) == [("bg_arrival", "already_confirmed")]
    assert Event.objects.filter(verb="check.confirmed").count() == 1


def test_two_devices_of_one_officer_are_two_devices():
    declaration, one = given.filed(), browser()
    two = Browser(one.user).registered()
    one.send(scan(declaration.number, "a", "bg_arrival"))
    assert _codes(two.send(scan(declaration.number, "b", "bg_arrival"))[0]) == [("bg_arrival", "already_confirmed")]


def test_the_same_device_twice_and_what_went_through_with_network_before_are_no_conflict():
    declaration, other, phone = given.filed(), given.filed(), browser()
    phone.send(scan(declaration.number, "a", "bg_arrival"))
    phone.post("/api/v1/scans", scan(other.number, "b", "bg_arrival"))
    for result in phone.send(scan(declaration.number, "c", "bg_arrival"), scan(other.number, "d", "bg_arrival")):
        assert (result["result"], result["conflicts"]) == ("ok", [])
        assert [one["code"] for one in result["refusals"]] == ["already_confirmed"]

    check = given.check(declaration, "bg_arrival")
    withdrawing.withdraw(check_id=check.pk, by=phone.user, at=LATER)
    checking.confirm(check_id=check.pk, by=given.officer("border_guard"), at=LATER)
    assert _codes(phone.send(scan(declaration.number, "e", "bg_arrival"))[0]) == [("bg_arrival", "already_confirmed")]


def test_a_scan_whose_answer_was_lost_on_the_way_is_answered_again_and_its_refusal_becomes_a_conflict():
    declaration, phone = given.filed(), browser()
    online = phone.post("/api/v1/scans", scan(declaration.number, "a", "bg_arrival", "bg_out")).json()
    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival", "bg_out"))
    assert {name: result[name] for name in online} == online
    assert _codes(result) == [("bg_out", "not_ready")]


def test_another_scan_under_the_same_nonce_is_neither_taken_nor_lost():
    one, two, phone = given.filed(), given.filed(), browser()
    (first,) = phone.send(scan(one.number, "a", "bg_arrival"))

    (another,) = phone.send(scan(two.number, "a", "bg_arrival"))
    (more,) = phone.send(scan(one.number, "a", "bg_arrival", "bg_out"))

    for result in (another, more):
        assert (result["kept"], result["code"], result["vehicle"]) == (False, "nonce_reused", None)
    assert given.check(two, "bg_arrival").state == "ready"
    assert (Scan.objects.count(), OfflineConflict.objects.count()) == (1, 0)
    assert phone.send(scan(one.number, "a", "bg_arrival")) == [first]
    refused(phone.post("/api/v1/scans", scan(two.number, "a")), 422, "nonce_reused")


def test_what_was_not_asked_for_with_network_is_a_conflict_afterwards():
    declaration, phone = given.filed(), browser()
    phone.post("/api/v1/scans", scan(declaration.number, "a"))
    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival"))
    assert (result["confirmed"], _codes(result)) == ([], [("bg_arrival", "nonce_reused")])


CASES: dict[str, tuple[Any, dict[str, Any], str, bool]] = {
    "a prerequisite is missing": (lambda d: None, {"check": "bg_out"}, "not_ready", True),
    "another agency's check": (lambda d: None, {"check": "medical"}, "not_allowed", True),
    "the pass was revoked": (_changed_container, {"token": True}, "pass_revoked", True),
    "the vehicle was cancelled, by pass": (_cancelled, {"token": True}, "vehicle_ended", True),
    "the vehicle was cancelled, by number": (_cancelled, {}, "vehicle_ended", True),
    "the vehicle was cancelled, by plate": (_cancelled, {"plate": True}, "no_declaration", True),
    "another plate": (lambda d: None, {"other": "99Z-999.99"}, "plate_differs", False),
    "nobody declared it": (lambda d: None, {"only": "99Z-999.99"}, "no_declaration", False),
    "the clock runs ahead": (lambda d: None, {"at": LATER + minutes(3)}, "bad_instant", True),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_taken_becomes_a_conflict_whatever_the_reason(case):
    happens, how, code, is_named = CASES[case]
    declaration, phone = given.filed(), browser()
    vehicle = declaration.vehicles.select_related("declaration").get()
    read = {"token": pass_of(vehicle, at=NOON).token} if how.get("token") else {}
    read |= {"plate": vehicle.plate} if how.get("plate") else {"plate": how["only"]} if "only" in how else {}
    number = None if read else declaration.number
    read |= {"plate": how["other"]} if "other" in how else {}
    happens(declaration)

    (result,) = phone.send(
        scan(number, "a", how.get("check", "bg_arrival"), at=how.get("at", NOON + minutes(9)), **read)
    )

    assert (result["kept"], _codes(result)) == (True, [(how.get("check", "bg_arrival"), code)])
    row = OfflineConflict.objects.get()
    assert row.detail
    assert row.vehicle == (vehicle if is_named else None)
    assert not Check.objects.filter(confirmed_at__isnull=False).exists()
    assert not list(broken_links())


def test_a_clock_that_is_hours_behind_gives_no_truck_a_place_before_its_filing():
    declaration, phone = given.filed(), browser()

    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival", at=NOON - timedelta(hours=5)))

    assert (result["kept"], _codes(result)) == (True, [("bg_arrival", "no_declaration")])
    vehicle = declaration.vehicles.get()
    assert (vehicle.seen_at, vehicle.line_time) == (None, None)
    assert OfflineConflict.objects.get().happened_at == NOON - timedelta(hours=5)


def test_a_batch_from_the_future_counts_for_nothing_and_is_not_lost():
    trucks, phone = [given.filed() for _truck in range(3)], browser()
    ahead = LATER + timedelta(hours=3)

    results = phone.send(
        *[scan(one.number, f"n{one.pk}", "bg_arrival", at=ahead + minutes(n)) for n, one in enumerate(trucks)]
    )

    assert [(one["kept"], _codes(one)) for one in results] == [(True, [("bg_arrival", "bad_instant")])] * 3
    assert not Vehicle.objects.filter(seen_at__isnull=False).exists()
    assert OfflineConflict.objects.count() == 3


def test_a_truck_of_another_gate_is_a_conflict_that_names_nothing_of_it():
    elsewhere, phone = given.filed(gate="TT"), browser()
    (result,) = phone.send(scan(elsewhere.number, "a", "bg_arrival"))
    assert _codes(result) == [("bg_arrival", "other_gate")]
    assert (OfflineConflict.objects.get().vehicle, result["vehicle"]) == (None, None)


@pytest.mark.parametrize("made", [NOON + minutes(1), NOON + minutes(31)], ids=["before", "after"])
def test_what_a_revoked_device_confirmed_counts_for_nothing_and_is_not_lost(made):
    declaration, phone = given.filed(), browser()
    devices.revoke(device_id=Device.objects.get().pk, by=phone.user, at=NOON + minutes(30))

    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival", at=made))

    assert (result["kept"], result["code"], _codes(result)) == (
        True,
        "device_revoked",
        [("bg_arrival", "device_revoked")],
    )
    row = OfflineConflict.objects.get()
    assert (row.vehicle, row.happened_at, row.device) == (declaration.vehicles.get(), made, Device.objects.get())
    assert Vehicle.objects.get().seen_at is None


def test_what_came_before_the_revocation_is_answered_as_before():
    declaration, phone = given.filed(), browser()
    first = phone.send(scan(declaration.number, "a", "bg_arrival"))
    devices.revoke(device_id=Device.objects.get().pk, by=phone.user, at=LATER)
    assert phone.send(scan(declaration.number, "a", "bg_arrival")) == first


def test_an_expired_device_and_an_expired_manifest(clock):
    declaration, phone = given.filed(), browser()
    phone.manifest()
    clock.move_to(LATER + timedelta(hours=13))
    phone.force_login(phone.user, backend="accounts.backends.PasswordBackend")  # a session ends with the manifest
    in_time, late = phone.send(
        scan(declaration.number, "a", "bg_arrival", at=LATER + timedelta(hours=12)),
        scan(declaration.number, "b", "bg_out", at=LATER + timedelta(hours=12, minutes=1)),
    )
    assert (in_time["confirmed"], in_time["conflicts"]) == (["bg_arrival"], [])
    assert (late["code"], _codes(late)) == ("manifest_expired", [("bg_out", "manifest_expired")])

    clock.move_to(LATER + timedelta(days=90))
    phone.force_login(phone.user, backend="accounts.backends.PasswordBackend")
    (result,) = phone.send(scan(declaration.number, "c", "bg_out", at=LATER + timedelta(hours=1)))
    assert _codes(result) == [("bg_out", "device_expired")]


def test_whoever_is_not_posted_there_any_more_loses_nothing_and_whoever_never_was_leaves_nothing():
    declaration, phone, stranger = given.filed(), browser(), browser(at="TT")
    phone.manifest()
    phone.user.postings.all().delete()
    (result,) = phone.send(scan(declaration.number, "a", "bg_arrival"))
    assert (result["kept"], _codes(result)) == (True, [("bg_arrival", "not_posted")])

    for result in stranger.send(
        scan(declaration.number, "a", "bg_arrival"), scan(declaration.number, "b", "bg_arrival", at=LATER + minutes(9))
    ):
        assert (result["kept"], result["code"], result["conflicts"]) == (False, "not_posted", [])
    assert (Scan.objects.count(), OfflineConflict.objects.count()) == (1, 1)
    assert not Check.objects.filter(confirmed_at__isnull=False).exists()


def test_a_fault_that_one_scan_meets_does_not_stop_the_others(monkeypatch):
    one, two, phone = given.filed(), given.filed(), browser()
    take = scanning.scan

    def faulty(*, nonce, **said):
        if nonce == "a":
            raise ZeroDivisionError
        return take(nonce=nonce, **said)

    monkeypatch.setattr(scanning, "scan", faulty)
    scans = [scan(one.number, "a", "bg_arrival"), scan(two.number, "b", "bg_arrival")]
    broken, good = phone.send(*scans)
    assert (broken["kept"], broken["code"]) == (False, "internal_error")
    assert (good["kept"], good["confirmed"]) == (True, ["bg_arrival"])

    monkeypatch.undo()
    assert [result["confirmed"] for result in phone.send(*scans)] == [["bg_arrival"]] * 2


def test_a_program_with_a_key_sends_batches_without_a_device():
    declaration, program = given.filed(), of(given.officer("border_guard"))
    answer = program.post(BATCH, {"scans": [scan(declaration.number, "a", "bg_arrival", "bg_out")]}).json()
    assert answer["received_at"] == "2026-11-21T06:00:00Z"
    assert _codes(answer["results"][0]) == [("bg_out", "not_ready")]
    assert OfflineConflict.objects.get().device is None


def test_a_truck_taken_out_of_its_declaration_leaves_its_conflict_behind():
    declaration = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    second, phone = declaration.vehicles.get(key="2"), browser()
    phone.send(scan(declaration.number, "a", "bg_arrival", plate=second.plate, at=LATER + minutes(5)))
    assert OfflineConflict.objects.get().vehicle == second

    body = as_document(load_one(declaration.pk))
    amending.amend(declaration_id=declaration.pk, body={**body, "vehicles": body["vehicles"][:1]},
                   by=declaration.created_by, at=LATER)  # fmt: skip

    assert OfflineConflict.objects.get().vehicle is None
