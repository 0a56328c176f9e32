"""Plates that are easily mistaken are proposed and never taken; trailer and container that differ stop a scan."""

from typing import Any

import pytest

from declarations.models import Check, Scan, Vehicle
from declarations.operations import scanning
from declarations.operations.scanning import Read
from declarations.queries.passing import pass_of
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard():
    return given.officer("border_guard")


def _scan(by, read, *, nonce="n-1"):
    return scanning.scan(gate="HN", read=read, by=by, at=NOON, nonce=nonce, confirm=["bg_arrival"])


def _filed(plate="12C-180.81", **vehicle):
    return given.filed(vehicles=[given.vehicle(plate=plate, **vehicle)]).vehicles.select_related("declaration").get()


def _nothing_moved():
    return not Vehicle.objects.filter(seen_at__isnull=False).exists() and not Check.objects.filter(
        confirmed_at__isnull=False
    )


@pytest.mark.parametrize("typed", ["12C-I80.81", "12c 1B081", "12CI8OB1", "I2C-1808I"])
def test_a_plate_that_is_easily_mistaken_is_proposed_and_nothing_is_accepted(guard, typed):
    vehicle = _filed()
    _filed("12C-180.82")
    _filed("77C-180.81")
    given.filed(gate="TT", vehicles=[given.vehicle(plate="12B-180.81")])

    scan = _scan(guard, Read(plate=typed))

    assert (scan.result, scan.code, scan.vehicle) == ("ambiguous", "plate_resembles", None)
    assert [one["id"] for one in scan.answer["candidates"]] == [vehicle.pk]
    assert (scan.answer["confirmed"], scan.answer["vehicle"]) == ([], None)
    assert _nothing_moved()

    chosen = scan.answer["candidates"][0]
    second = _scan(guard, Read(plate=chosen["plate"], number=chosen["declaration"]), nonce="n-2")
    assert (second.result, second.vehicle, second.answer["confirmed"]) == ("ok", vehicle, ["bg_arrival"])


def test_an_exact_plate_is_taken_though_others_resemble_it(guard):
    wanted = _filed("12B-000.11")
    _filed("12B-OOO.11", country="other")
    assert _scan(guard, Read(plate="12B00011")).vehicle == wanted


def test_who_says_that_the_plate_is_exact_is_told_that_nobody_declared_it(guard):
    _filed()
    scan = _scan(guard, Read(plate="12C-I80.81", exact=True))
    assert (scan.result, scan.code, scan.answer["candidates"]) == ("refused", "no_declaration", [])


def test_a_mistaken_plate_beside_a_number_is_proposed_among_its_trucks(guard):
    declaration = given.filed(vehicles=[given.vehicle("1", plate="12C-180.81"), given.vehicle("2")])
    scan = _scan(guard, Read(plate="12CIB081", number=str(declaration.number)))
    assert (scan.code, [one["key"] for one in scan.answer["candidates"]]) == ("plate_resembles", ["1"])
    assert _nothing_moved()


OTHERS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "trailer": ({"trailer_plate": "29R-055.55"}, "trailer_differs", ["trailer_plate"]),
    "container": ({"container": "CSQU3054383"}, "container_differs", ["container"]),
    "both": ({"trailer_plate": "29R-055.55", "container": "CSQU 305438 3"}, "trailer_differs",
             ["trailer_plate", "container"]),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
@pytest.mark.parametrize("by_pass", [True, False])
def test_another_trailer_or_container_stops_the_scan_with_what_differs(guard, case, by_pass):
    vehicle = _filed(trailer_plate="12R-012.34", container="GATU1234569")
    read, code, fields = OTHERS[case]
    first = Read(token=pass_of(vehicle, at=NOON).token) if by_pass else Read(plate=vehicle.plate)

    scan = _scan(guard, first._replace(**read))

    assert (scan.result, scan.code, scan.vehicle) == ("refused", code, None)
    assert [one["field"] for one in scan.answer["differences"]] == fields
    differs = scan.answer["differences"][-1]
    declared = {"trailer_plate": "12R01234", "container": "GATU1234569"}[fields[-1]]
    assert differs == {
        "field": fields[-1], "pass": declared if by_pass else None, "declared": declared,
        "read": {"trailer_plate": "29R05555", "container": "CSQU3054383"}[fields[-1]],
    }  # fmt: skip
    assert declared in scan.answer["detail"]
    assert (_nothing_moved(), Scan.objects.get().code) == (True, code)


def test_the_trailer_and_container_that_are_declared_go_through_in_any_spelling(guard):
    vehicle = _filed(trailer_plate="12R-012.34", container="GATU1234569")
    scan = _scan(guard, Read(plate=vehicle.plate, trailer_plate="12r 01234", container="GATU 123456-9"))
    assert (scan.result, scan.answer["confirmed"]) == ("ok", ["bg_arrival"])


def test_a_trailer_where_none_is_declared_differs(guard):
    vehicle = _filed()
    scan = _scan(guard, Read(plate=vehicle.plate, trailer_plate="12R-012.34"))
    assert (scan.code, scan.answer["differences"][0]["declared"]) == ("trailer_differs", None)


def test_a_kept_scan_counts_for_nothing_and_is_answered_again(guard):
    vehicle = _filed()
    read = Read(plate=vehicle.plate)
    kept = scanning.keep(gate="HN", read=read, by=guard, at=NOON, nonce="n-1", code="bad_instant", detail="Sai giờ.")

    assert (kept.result, kept.code, kept.answer["detail"]) == ("refused", "bad_instant", "Sai giờ.")
    assert _nothing_moved()
    assert _scan(guard, read).pk == kept.pk
