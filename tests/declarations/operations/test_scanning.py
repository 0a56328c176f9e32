"""A scan at the barrier: what it finds, lets be seen and confirms; and that it is kept whatever it finds."""

from datetime import timedelta

import pytest

from contract.errors import DomainError
from declarations.models import Event, Scan, Vehicle
from declarations.operations import acting, cancelling, scanning
from declarations.operations.scanning import Read
from declarations.operations.verifying import broken_links
from declarations.stages import CheckState
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard():
    return given.officer("border_guard")


def _scan(by, *, plate="", number="", nonce="n-1", gate="HN", at=NOON, **options):
    return scanning.scan(gate=gate, read=Read(plate, number), by=by, at=at, nonce=nonce, **options)


def _seen():
    return Vehicle.objects.filter(seen_at__isnull=False).count()


@pytest.mark.parametrize("spelling", ["12C-999.01", "12c99901", " 12C 999 01 ", "12C.999-01", "１２Ｃ99901"])
def test_a_plate_is_found_however_it_is_written(guard, spelling):
    declaration = given.filed(vehicles=[given.vehicle(plate="12C-999.01")])

    scan = _scan(guard, plate=spelling)

    assert (scan.result, scan.code, scan.vehicle) == ("ok", "", declaration.vehicles.get())
    assert (scan.plate_key, scan.read) == ("12C99901", spelling.strip())


@pytest.mark.parametrize("spelling", ["桂F·12A45", "F12A45", "F 12A45"])
def test_a_chinese_plate_is_found_by_its_ascii_part(guard, spelling):
    driver = {"name": "李试", "id_number": "E12345678"}
    given.filed(vehicles=[given.vehicle(plate="桂F·12A45", country="CN", driver=driver)])
    assert _scan(guard, plate=spelling).result == "ok"


def test_an_accepted_scan_lets_the_truck_be_seen_once(guard):
    declaration = given.filed(expected_arrival=NOON.isoformat())
    earlier = NOON + timedelta(minutes=3)

    _scan(guard, number=declaration.number, at=NOON + timedelta(minutes=5), happened_at=earlier)
    _scan(guard, number=declaration.number, at=NOON + timedelta(minutes=9), nonce="n-2")

    vehicle = declaration.vehicles.get()
    assert (vehicle.seen_at, vehicle.line_time) == (earlier, earlier)
    event = Event.objects.get(verb="vehicle.seen")
    assert (event.happened_at, event.actor) == (earlier, guard)
    assert given.check(declaration, "bg_arrival").is_seen
    assert Scan.objects.count() == 2
    assert not list(broken_links())


def test_what_may_be_confirmed_is_confirmed_and_the_rest_is_told(guard):
    declaration = given.filed()

    scan = _scan(guard, number=declaration.number, confirm=["bg_arrival", "bg_out", "customs_arrival", "bg_arrival"])

    assert (scan.result, scan.answer["confirmed"]) == ("ok", ["bg_arrival"])
    assert [(r["check"], r["code"]) for r in scan.answer["refusals"]] == [
        ("bg_out", "not_ready"), ("customs_arrival", "not_allowed"),
    ]  # fmt: skip
    assert given.check(declaration, "bg_arrival").state == CheckState.CONFIRMED
    assert given.check(declaration, "customs_arrival").state == CheckState.READY


def test_the_declarations_own_check_is_confirmed_with_its_truck():
    customs, declaration = given.officer("customs"), given.filed()
    scan = _scan(customs, number=declaration.number, confirm=["customs_registration"])
    assert scan.answer["confirmed"] == ["customs_registration"]
    assert [check["code"] for check in scan.answer["ready_checks"]] == ["customs_arrival"]


def test_what_is_ready_is_told_of_the_officers_agency_alone(guard):
    declaration = given.filed()
    answer = _scan(guard, number=declaration.number).answer
    assert [check["code"] for check in answer["ready_checks"]] == ["bg_arrival"]
    assert answer["vehicle"]["stage"] == "waiting"


REFUSED = {
    "nobody declared it": (lambda d: {"plate": "99Z-999.99"}, "no_declaration"),
    "no such number": (lambda d: {"number": "2026112199999"}, "no_declaration"),
    "nothing to compare": (lambda d: {"plate": "..."}, "no_declaration"),
    "it came before it was declared": (
        lambda d: {"number": d.number, "happened_at": NOON - timedelta(minutes=1)}, "no_declaration",
    ),
    "another plate": (lambda d: {"number": d.number, "plate": "99Z-999.99"}, "plate_differs"),
    "no plate to compare": (lambda d: {"number": d.number, "plate": "."}, "plate_differs"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_scan_is_kept_and_changes_nothing(guard, case):
    declaration = given.filed()
    read, code = REFUSED[case]
    version = declaration.version

    scan = _scan(guard, confirm=["bg_arrival"], **read(declaration))

    assert (scan.result, scan.code, scan.vehicle) == ("refused", code, None)
    assert scan.answer["code"] == code
    assert scan.answer["vehicle"] is None
    assert scan.answer["confirmed"] == []
    assert Scan.objects.get().code == code
    declaration.refresh_from_db()
    assert (declaration.version, _seen()) == (version, 0)


def test_a_truck_of_another_gate_is_refused_without_a_word_about_it(guard):
    declaration = given.filed(gate="TT")
    for nonce, read in (("1", {"number": declaration.number}), ("2", {"plate": declaration.vehicles.get().plate})):
        scan = _scan(guard, nonce=nonce, **read)
        assert (scan.result, scan.code, scan.vehicle, scan.answer["candidates"]) == ("refused", "other_gate", None, [])
    assert _seen() == 0


def test_a_truck_whose_passage_is_over_is_refused(guard):
    declaration = given.filed()
    plate = declaration.vehicles.get().plate
    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")

    assert _scan(guard, number=declaration.number).code == "vehicle_ended"
    assert _scan(guard, plate=plate, nonce="n-2").code == "no_declaration"  # nothing open stands behind the plate


def test_a_number_of_several_trucks_is_ambiguous_until_the_plate_says_which(guard):
    declaration = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    second = declaration.vehicles.get(key="2")

    scan = _scan(guard, number=declaration.number, confirm=["bg_arrival"])
    assert (scan.result, scan.code, scan.vehicle) == ("ambiguous", "ambiguous", None)
    assert [candidate["key"] for candidate in scan.answer["candidates"]] == ["1", "2"]
    assert _seen() == 0

    both = _scan(guard, number=declaration.number, plate=second.plate, nonce="n-2")
    assert (both.result, both.vehicle) == ("ok", second)


def test_a_plate_that_carries_here_and_receives_there_is_ambiguous(guard):
    plate = given.plate()
    one = given.filed(vehicles=[given.vehicle(plate=plate)])
    document = given.transshipment(receivers=1)
    document["receiving_vehicles"][0]["plate"] = plate
    other = given.filed(document=document)

    assert _scan(guard, plate=plate).code == "ambiguous"
    assert _scan(guard, plate=plate, number=other.number, nonce="n-2").vehicle == other.vehicles.get(role="receiver")
    assert _scan(guard, plate=plate, number=one.number, nonce="n-3").vehicle == one.vehicles.get()


def test_a_truck_held_on_the_road_is_seen_and_nothing_of_it_is_ready(guard):
    declaration = given.filed()
    police = given.officer("traffic_police")
    acting.hold_on_road(vehicle_id=declaration.vehicles.get().pk, by=police, at=NOON, reason="Quá tải")

    scan = _scan(guard, number=declaration.number, confirm=["bg_arrival"])

    assert (scan.result, scan.answer["ready_checks"], scan.answer["confirmed"]) == ("ok", [], [])
    assert [refusal["code"] for refusal in scan.answer["refusals"]] == ["not_ready"]
    assert _seen() == 1


def test_a_nonce_that_came_before_is_answered_as_before_and_does_nothing(guard):
    declaration = given.filed()
    first = _scan(guard, plate="99Z-999.99")

    again = _scan(guard, plate="99Z-999.99", confirm=["bg_arrival"], at=NOON + timedelta(hours=1))

    assert (again.pk, again.answer) == (first.pk, first.answer)
    for another in ({"number": declaration.number}, {"plate": "99Z-999.98"}):  # and must not be taken for the first
        with pytest.raises(scanning.NonceReused):
            _scan(guard, **another, confirm=["bg_arrival"])
    assert (Scan.objects.count(), _seen()) == (1, 0)
    other = given.officer("border_guard")
    assert _scan(other, number=declaration.number).result == "ok"  # a nonce is its owner's


def test_the_answer_says_how_the_officers_other_checks_stand(guard):
    declaration = given.filed()

    answer = _scan(guard, number=declaration.number, confirm=["bg_arrival"]).answer

    arrival, out = answer["other_checks"]
    assert arrival == {"check": "bg_arrival", "state": "confirmed", "detail": None}
    assert (out["check"], out["state"]) == ("bg_out", "pending")
    assert "Hải quan" in out["detail"] or "Customs" in out["detail"]


def test_an_accepted_scan_sent_again_gives_the_same_answer_though_the_world_moved_on(guard):
    declaration = given.filed()
    first = _scan(guard, number=declaration.number, confirm=["bg_arrival"])
    events = Event.objects.count()

    again = _scan(guard, number=declaration.number, confirm=["bg_arrival"], at=NOON + timedelta(minutes=1))

    assert again.answer == first.answer
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("who", "options", "code"),
    [
        ("guard", {"gate": "TT"}, "not_posted"),
        ("guard", {"gate": "XX"}, "unknown_place"),
        ("guard", {"lane": "nowhere"}, "unknown_place"),
        ("guard", {"lane": "1088-1089"}, "unknown_place"),  # of another gate
        ("guard", {"happened_at": NOON + timedelta(minutes=3)}, "bad_instant"),
        ("manager", {}, "not_posted"),
        ("declarant", {}, "not_posted"),
    ],
)
def test_who_may_not_scan_there_leaves_nothing(guard, who, options, code):
    declaration = given.filed()
    by = guard if who == "guard" else getattr(given, who)()

    with pytest.raises(DomainError) as refusal:
        _scan(by, number=declaration.number, **options)

    assert refusal.value.code == code
    assert (Scan.objects.count(), _seen()) == (0, 0)


def test_the_lane_is_kept(guard):
    scan = _scan(guard, number=given.filed().number, lane="1116-1117")
    assert scan.lane.code == "1116-1117"
