"""A pass at the barrier: good for the truck it is bound to, refused with what differs; and when its version rises."""

from datetime import timedelta
from typing import Any

import pytest

from declarations.models import Check, Scan, Vehicle
from declarations.operations import amending, cancelling, recognising, scanning
from declarations.operations.scanning import Read
from declarations.passes import Bound, SigningKey, sign, signing_key
from declarations.queries.document import as_document
from declarations.queries.passing import NoPass, bound_to, pass_of
from declarations.queries.whole import load_one
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
WITH_ALL = {"trailer_plate": "12R-012.34", "container": "GATU1234569"}


@pytest.fixture
def guard():
    return given.officer("border_guard")


def _filed(**changes):
    return given.filed(vehicles=[given.vehicle(**{**WITH_ALL, **changes})]).vehicles.select_related("declaration").get()


def _scan(by, token, *, plate="", nonce="n-1", at=NOON, **options):
    read = Read(plate=plate, token=token)
    return scanning.scan(gate=options.pop("gate", "HN"), read=read, by=by, at=at, nonce=nonce, **options)


def _change(vehicle, **fields):
    """Amend the vehicle's declaration as its company does."""
    declaration = vehicle.declaration
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0] |= fields
    amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=NOON)
    return Vehicle.objects.select_related("declaration").get(pk=vehicle.pk)


def test_a_pass_lets_its_truck_be_seen_and_its_checks_be_confirmed(guard):
    vehicle = _filed()

    scan = _scan(guard, pass_of(vehicle, at=NOON).token, plate=vehicle.plate, confirm=["bg_arrival"])

    assert (scan.result, scan.code, scan.vehicle) == ("ok", "", vehicle)
    assert (scan.answer["confirmed"], scan.answer["differences"]) == (["bg_arrival"], [])
    assert scan.read == f"pass {vehicle.declaration.number}/{vehicle.pk} v1 {vehicle.plate_key} {vehicle.plate}"[:64]
    assert Vehicle.objects.get().seen_at == NOON


DRIVER = {"name": "Phạm Văn Khác", "id_number": "012345678909", "phone": None}
CHANGES: dict[str, tuple[dict[str, Any], int]] = {
    "plate": ({"plate": "29H-555.55"}, 2),
    "trailer": ({"trailer_plate": "29R-055.55"}, 2),
    "trailer taken off": ({"trailer_plate": None}, 2),
    "container": ({"container": "CSQU3054383"}, 2),
    "special plate": ({"special_plate": True}, 2),
    "driver": ({"driver": DRIVER}, 1),
    "weight, seal, note": ({"cargo_weight_kg": 17000, "seal": "VN999999", "note": "x"}, 1),
    "only the spelling": ({"trailer_plate": "12R01234"}, 1),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_a_pass_is_bound_to_ends_it_and_nothing_else_does(guard, case):
    fields, version = CHANGES[case]
    vehicle = _filed()
    before = pass_of(vehicle, at=NOON)

    changed = _change(vehicle, **fields)

    assert changed.pass_version == version
    scan = _scan(guard, before.token)
    assert (scan.result, scan.code) == (("ok", "") if version == 1 else ("refused", "pass_revoked"))
    assert _scan(guard, pass_of(changed, at=NOON).token, nonce="n-2").result == "ok"


def test_a_revoked_pass_is_refused_with_what_differs_and_the_truck_is_not_seen(guard):
    vehicle = _filed()
    before = pass_of(vehicle, at=NOON)
    _change(vehicle, plate="29H-555.55", trailer_plate=None)

    scan = _scan(guard, before.token, confirm=["bg_arrival"])

    assert scan.answer["differences"] == [
        {"field": "plate", "pass": before.bound.plate, "read": None, "declared": "29H55555"},
        {"field": "trailer_plate", "pass": "12R01234", "read": None, "declared": None},
    ]
    assert "29H55555" in scan.answer["detail"]
    assert (scan.vehicle, scan.answer["vehicle"], scan.answer["confirmed"]) == (None, None, [])
    assert (Scan.objects.get().code, Vehicle.objects.get().seen_at) == ("pass_revoked", None)
    assert not Check.objects.filter(confirmed_at__isnull=False).exists()


def test_changed_and_changed_back_is_another_pass(guard):
    vehicle = _filed()
    before = pass_of(vehicle, at=NOON)
    again = _change(_change(vehicle, container="CSQU3054383"), container=WITH_ALL["container"])

    assert (again.pass_version, bound_to(again)) == (3, before.bound)
    scan = _scan(guard, before.token)
    assert (scan.code, scan.answer["differences"]) == ("pass_revoked", [])


def _forged(vehicle):
    return sign(bound_to(vehicle), version=1, valid_until=NOON + timedelta(days=3), key=SigningKey.from_seed(bytes(32)))


REFUSED = {
    "no pass": (lambda v: {"token": "012345678901|Nguyễn Văn Mẫu|01011990"}, "pass_malformed", "pass ?"),
    "half of one": (lambda v: {"token": pass_of(v, at=NOON).token[:60]}, "pass_malformed", "pass ?"),
    "forged": (lambda v: {"token": _forged(v).token}, "pass_forged", "pass #"),
    "expired": (
        lambda v: {"token": pass_of(v, at=NOON).token, "at": NOON + timedelta(days=11)}, "pass_expired", "pass 2",
    ),
    "the truck wears another plate": (
        lambda v: {"token": pass_of(v, at=NOON).token, "plate": "99Z-999.99"}, "plate_differs", "pass 2",
    ),
    "nothing to compare": (lambda v: {"token": pass_of(v, at=NOON).token, "plate": "."}, "plate_differs", "pass 2"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_pass_is_kept_without_anybodys_papers_and_changes_nothing(guard, case):
    read, code, kept = REFUSED[case]
    vehicle = _filed()

    scan = _scan(guard, confirm=["bg_arrival"], **read(vehicle))

    assert (scan.result, scan.code, scan.vehicle) == ("refused", code, None)
    assert Scan.objects.get().read.startswith(kept)
    assert "Nguyễn" not in f"{scan.read} {scan.answer}"
    assert scan.answer["detail"]
    assert not Vehicle.objects.filter(seen_at__isnull=False).exists()


def test_a_pass_scanned_offline_in_time_is_good_when_it_is_sent_later(guard):
    token = pass_of(_filed(), at=NOON).token
    assert _scan(guard, token, at=NOON + timedelta(days=12), happened_at=NOON + timedelta(hours=2)).result == "ok"


def test_a_truck_is_not_seen_before_its_declaration_was_there_whatever_the_scanners_clock_says(guard):
    vehicle = _filed()
    token = pass_of(vehicle, at=NOON).token
    assert _scan(guard, token, happened_at=NOON - timedelta(days=1)).code == "no_declaration"
    vehicle.refresh_from_db()
    assert vehicle.seen_at is None


def test_a_pass_of_another_gate_of_an_ended_truck_or_of_one_left_out_is_refused(guard):
    elsewhere = given.filed(gate="TT").vehicles.select_related("declaration").get()
    assert _scan(guard, pass_of(elsewhere, at=NOON).token).code == "other_gate"

    vehicle = _filed()
    token = pass_of(vehicle, at=NOON).token
    gone = sign(
        Bound(vehicle.declaration.number, 10**9, "X", "", ""), version=1, valid_until=NOON, key=signing_key()
    ).token
    assert _scan(guard, gone, nonce="n-2").code == "pass_revoked"
    declaration = vehicle.declaration
    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")
    assert _scan(guard, token, nonce="n-3").code == "vehicle_ended"
    vehicle.refresh_from_db()
    with pytest.raises(NoPass):
        pass_of(vehicle, at=NOON)


def test_a_pass_that_ends_between_look_and_lock_is_refused(guard, monkeypatch):
    vehicle = _filed()
    token = pass_of(vehicle, at=NOON).token
    look = recognising.recognise

    def slow(row, read, shown):
        found = look(row, read, shown)
        _change(vehicle, container="CSQU3054383")
        return found

    monkeypatch.setattr(scanning, "recognise", slow)
    scan = _scan(guard, token)

    assert (scan.code, [one["field"] for one in scan.answer["differences"]]) == ("pass_revoked", ["container"])
    assert Vehicle.objects.get().seen_at is None
