"""The manifest: signed, for officers posted there, without anybody's name, asked for cheaply and compact."""

import base64
import gzip
import json
from datetime import timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import Vehicle
from declarations.operations import acting, cancelling, checking
from declarations.passes import canonical, public_keys
from desk.api.schema import ManifestAnswer
from desk.models import Device, ManifestGiven
from tests import given
from tests.declarations.api.callers import V1, of, refused, said
from tests.desk.scanner import Browser, browser
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def _manifest(phone=None):
    return said((phone or browser()).manifest(), ManifestAnswer)


def _rows(manifest):
    return {row["plate_key"]: row for row in manifest["vehicles"]}


def test_it_says_what_a_scanner_needs_of_every_open_vehicle():
    truck = given.vehicle(plate="12C-123.45", trailer_plate="12R-012.34", container="GATU1234569")
    declaration = given.filed(vehicles=[truck])
    vehicle = declaration.vehicles.get()
    phone = browser()

    manifest = _manifest(phone)

    assert manifest["vehicles"] == [{
        "id": vehicle.pk, "number": declaration.number, "role": "carrier", "direction": "export", "green": True,
        "seen": False, "plate": "12C-123.45", "plate_key": "12C12345", "trailer_plate": "12R-012.34",
        "container": "GATU1234569", "version": 1, "flags": [],
        "checks": {"bg_arrival": "ready", "bg_out": ["customs_out", "bg_arrival"]},
    }]  # fmt: skip
    device = Device.objects.get()
    head = {name: manifest[name] for name in ("form", "gate", "agency", "device", "newest", "over")}
    assert head == {"form": "M1", "gate": "HN", "agency": "border_guard", "device": device.pk, "newest": vehicle.pk,
                    "over": []}  # fmt: skip
    assert (manifest["issued_at"], manifest["expires_at"]) == ("2026-11-21T05:00:00Z", "2026-11-21T17:00:00Z")
    given_out = ManifestGiven.objects.get()
    assert (given_out.device, given_out.officer, given_out.expires_at) == (
        device, phone.user, NOON + timedelta(hours=12)
    )  # fmt: skip


def test_anybody_with_the_public_key_proves_it_and_finds_any_change():
    given.filed(
        vehicles=[given.vehicle(plate="桂F·12A45", country="CN", driver={"name": "李试", "id_number": "E1234567"})]
    )
    manifest = json.loads(json.dumps(_manifest()))
    signature = base64.urlsafe_b64decode(manifest.pop("signature") + "==")
    key = Ed25519PublicKey.from_public_bytes(public_keys()[manifest["key_id"]])

    key.verify(signature, canonical(manifest))
    manifest["vehicles"][0]["version"] += 1
    with pytest.raises(InvalidSignature):
        key.verify(signature, canonical(manifest))


def test_it_is_written_one_way_only():
    """RFC 8785: members by name, no spaces, nothing escaped that need not be."""
    document = {"b": [1, {"é": None, "a": True}], "a": 'x"\\\n\u0007桂/\x7f'}
    assert canonical(document).decode() == '{"a":"x\\"\\\\\\n\\u0007桂/\x7f","b":[1,{"a":true,"é":null}]}'


def test_it_holds_nobodys_name_phone_id_or_company():
    document = given.transshipment(receivers=2)
    given.filed(document=document)
    given.filed()
    text = browser().manifest().content.decode()
    for secret in ("李试", "E12345678", "Trần Văn Thử", "Lê Thị Thử", "0987654321", "+84", "01234567890", "Công ty",
                   "0100005019", "Nguyễn Văn Mẫu", "Sầu riêng"):  # fmt: skip
        assert secret not in text


def test_it_says_what_this_agencys_checks_wait_for_and_what_stops_a_truck():
    document = given.transshipment(receivers=1)
    declaration = given.filed(document=document)
    carrier, receiver = declaration.vehicles.get(role="carrier"), declaration.vehicles.get(role="receiver")
    stopped, held = given.filed(), given.filed()
    checking.refuse(check_id=given.check(stopped, "customs_arrival").pk, by=given.officer(), at=NOON, reason="Sai hàng")
    police = given.officer("traffic_police")
    acting.hold_on_road(vehicle_id=held.vehicles.get().pk, by=police, at=NOON, reason="Quá tải")

    rows = _rows(_manifest(browser("customs")))

    assert rows[carrier.plate_key]["checks"] == {
        "customs_registration": "ready", "customs_arrival": "ready",
        "transshipment": ["transport_licence", "bg_arrival", "customs_arrival", "yard_in", "receivers:bg_arrival",
                          "receivers:customs_arrival"],
        "customs_out": ["finish", "medical", "transport_licence"],
    }  # fmt: skip
    assert rows[receiver.plate_key]["checks"]["customs_out"] == ["carriers:finish", "fee_infrastructure", "medical"]
    assert rows[stopped.vehicles.get().plate_key]["flags"] == ["refused"]
    row = rows[held.vehicles.get().plate_key]
    assert (row["flags"], row["checks"]["customs_arrival"]) == (["road_held"], [])


def test_it_agrees_with_the_dossiers_about_everything_on_the_way():
    staff = given.officers()
    declaration = given.filed()
    for code in given.EXPORT_WAY[:-1]:
        given.confirmed(declaration, code, staff=staff)
        (row,) = _manifest(browser())["vehicles"]
        for check in declaration.checks.filter(agency="border_guard"):
            shown = row["checks"][check.code]
            assert (shown if isinstance(shown, str) else "pending") == check.state, code


def test_what_ended_while_its_pass_looks_good_is_over_and_other_gates_are_not_in_it(clock):
    ended, elsewhere = given.filed(), given.filed(gate="TT")
    cancelling.cancel(declaration_id=ended.pk, by=ended.created_by, at=NOON, reason="Thôi")
    manifest = _manifest()
    assert manifest["over"] == [ended.vehicles.get().pk]
    assert manifest["newest"] == elsewhere.vehicles.get().pk
    assert manifest["vehicles"] == []

    clock.move_to(NOON + timedelta(days=15))
    assert _manifest()["over"] == []


def test_who_has_it_is_told_so_by_one_query_until_something_changes_or_an_hour_begins(clock):
    declaration = given.filed()
    phone = browser()
    first = phone.manifest()
    etag = first["ETag"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        same = phone.manifest(**{"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert len([q for q in queries if "session" not in q["sql"] and "accounts_" not in q["sql"]]) <= 3

    given.confirmed(declaration, "bg_arrival", staff=given.officers())
    changed = phone.manifest(**{"If-None-Match": etag})
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)

    clock.move_to(NOON + timedelta(hours=1))
    assert phone.manifest(**{"If-None-Match": changed["ETag"]}).status_code == 200
    other = browser("customs")
    assert other.manifest(**{"If-None-Match": changed["ETag"]}).status_code == 200


def test_however_many_vehicles_it_takes_as_many_queries():
    phone = browser()
    counts = []
    for more in (1, 1, 4):
        for _number in range(more):
            given.filed(document=given.transshipment(receivers=2))
        with CaptureQueriesContext(connection) as queries:
            assert len(_manifest(phone)["vehicles"]) == Vehicle.objects.count()
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 20  # the first one reads the table of checks as well


def test_it_travels_compressed():
    for _number in range(3):
        given.filed()
    phone = browser()
    plain, packed = phone.manifest(), phone.manifest(**{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.content))["vehicles"]) == 3
    assert len(packed.content) < len(plain.content) / 2
    assert phone.manifest(**{"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}).status_code == 304


@pytest.mark.parametrize("agency", ["border_guard", "traffic_police"])
def test_whoever_is_not_posted_there_gets_none(agency):
    refused(browser(agency, at="TT").manifest("HN"), 404, "not_found")
    refused(of(given.officer(agency, at="TT")).get(f"{V1}/manifest?gate=HN"), 404, "not_found")
    refused(Browser(given.officer(agency)).manifest(), 403, "device_required")
    assert not ManifestGiven.objects.exists()


def test_a_program_with_a_key_needs_no_cookie():
    program = of(given.officer("border_guard"))
    manifest = said(program.get(f"{V1}/manifest?gate=HN"), ManifestAnswer)
    assert (manifest["device"], ManifestGiven.objects.get().device) == (None, None)
    said(program.get(f"{V1}/manifest?gate=HN"), ManifestAnswer)
    assert ManifestGiven.objects.count() == 1
    refused(program.get(f"{V1}/manifest"), 400, "malformed")
    refused(program.get(f"{V1}/manifest?gate=XX"), 404, "not_found")
