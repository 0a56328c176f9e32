"""Places in arrival windows: taken by filing, moved and given back, never more than there are."""

from datetime import timedelta

import pytest

from accounts.models import Agency
from declarations.models import Event, Lane, Vehicle, Window
from declarations.operations import acting, amending, cancelling, changing, deciding, filing, lapsing, scanning
from declarations.operations.examining import examine_for
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
ONE = NOON + timedelta(hours=1)
TWO, THREE = ONE + timedelta(hours=1), ONE + timedelta(hours=2)


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture
def two_places():
    """Two export places an hour at HN, one of them kept for fruit as long as that share lasts."""
    Lane.objects.filter(gate__code="HN").update(is_open=False)
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=2)


def taken(at=ONE, gate="HN"):
    row = Window.objects.filter(gate__code=gate, direction="export", starts_at=at).first()
    return (row.green, row.ordinary, row.held_back) if row else (0, 0, 0)


def windows(declaration):
    return [v.window_at for v in declaration.vehicles.order_by("position")]


def refusal(**changes):
    with pytest.raises(filing.Unfileable) as refused:
        given.filed(**changes)
    return refused.value


def change(declaration, *, at=NOON, **changes):
    body = as_document(load_one(declaration.pk)) | changes
    return amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=at)


def ordinary(**changes):
    return given.body(consignments=[given.consignment(cargo_kind="general")], **changes)


def test_filing_books_the_first_free_window_from_the_expected_hour_on(two_places):
    expected = (ONE + timedelta(minutes=50)).isoformat()
    found = [given.filed(expected_arrival=expected) for _ in range(5)]

    assert [windows(one)[0] for one in found] == [ONE, ONE, TWO, TWO, THREE]
    assert [taken(ONE), taken(TWO), taken(THREE)] == [(2, 0, 0), (2, 0, 0), (1, 0, 0)]
    filed = Event.objects.get(declaration=found[0], verb="declaration.filed")
    assert filed.data["window"] == as_document(load_one(found[0].pk))["window"] == "2026-11-21T06:00:00Z"


def test_a_window_that_is_asked_for_is_taken_or_refused_with_the_next_free_ones(two_places):
    for _ in range(2):
        assert windows(given.filed(window=TWO.isoformat())) == [TWO]

    refused = refusal(window=TWO.isoformat())

    assert (refused.status, refused.code) == (409, "window_full")
    (finding,) = refused.findings
    assert finding.path == "$.window"
    assert "15:00 21/11" in str(finding.fix)
    assert refused.also["next_free_windows"][0] == "2026-11-21T08:00:00Z"
    assert taken(TWO) == (2, 0, 0)


def test_a_window_that_is_not_offered_is_refused():
    refused = refusal(window=(ONE + timedelta(minutes=1)).isoformat())
    assert (refused.status, refused.code) == (422, "invalid")
    assert refused.findings[0].code == "window_not_offered"
    assert refusal(window=(ONE + timedelta(hours=9)).isoformat()).findings[0].code == "window_not_offered"  # 22:00


def test_a_gate_without_any_window_takes_the_declaration_all_the_same():
    Lane.objects.update(is_open=False)
    declaration = given.filed()
    assert windows(declaration) == [None]
    assert as_document(load_one(declaration.pk))["window"] is None


def test_all_trucks_of_a_declaration_come_in_one_window_or_none_of_them_does(two_places):
    given.filed()
    both = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    many = given.filed(vehicles=[given.vehicle(str(n)) for n in range(3)])

    assert windows(both) == [TWO, TWO]
    assert windows(many) == [None, None, None]
    assert refusal(vehicles=[given.vehicle("1"), given.vehicle("2")], window=ONE.isoformat()).code == "window_full"


def test_a_share_is_kept_for_the_green_lane(two_places, settings):
    settings.GREEN_SHARE = 50
    found = [given.filed(document=ordinary(window=THREE.isoformat()))]
    assert refusal(document=ordinary(window=THREE.isoformat())).code == "window_full"
    found.append(given.filed(window=THREE.isoformat()))
    assert taken(THREE) == (1, 1, 0)
    assert [v.window_green for one in found for v in one.vehicles.all()] == [False, True]


def test_receiving_vehicles_need_no_place():
    declaration = given.filed(document=given.transshipment(receivers=2))
    assert sorted(v.window_at is not None for v in declaration.vehicles.all()) == [False, False, True]


def test_who_cancels_gives_the_place_back(two_places, by):
    first = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    assert taken() == (2, 0, 0)
    cancelling.cancel_vehicle(vehicle_id=first.vehicles.get(key="2").pk, by=by, at=NOON, reason="Hỏng xe")
    assert taken() == (1, 0, 0)
    cancelling.cancel(declaration_id=first.pk, by=by, at=NOON, reason="Thôi")
    assert taken() == (0, 0, 0)
    assert windows(given.filed()) == [ONE]


def test_a_place_whose_window_is_over_is_given_back_to_nobody(two_places, by):
    declaration = given.filed(by=by)
    cancelling.cancel(declaration_id=declaration.pk, by=by, at=TWO, reason="Thôi")
    assert taken() == (1, 0, 0)


def test_another_window_is_moved_to_and_the_first_one_is_free_again(two_places, by):
    declaration = given.filed(by=by)
    change(declaration, window=THREE.isoformat())
    assert (windows(declaration), taken(ONE), taken(THREE)) == ([THREE], (0, 0, 0), (1, 0, 0))
    moved = Event.objects.get(verb="vehicle.window_changed")
    assert moved.data == {"old": "2026-11-21T06:00:00Z", "new": "2026-11-21T08:00:00Z", "cause": "asked"}

    for _ in range(2):
        given.filed(window=ONE.isoformat())
    with pytest.raises(filing.Unfileable) as refused:
        change(declaration, window=ONE.isoformat())
    assert refused.value.code == "window_full"
    assert (windows(declaration), taken(ONE), taken(THREE)) == ([THREE], (2, 0, 0), (1, 0, 0))


def test_a_patch_that_names_its_own_window_or_none_changes_nothing(two_places, by):
    declaration = given.filed(by=by)
    given.filed()
    assert change(declaration, window=None).version == change(declaration).version
    change(declaration, note="Xe lạnh")
    assert (windows(declaration), taken()) == ([ONE], (2, 0, 0))


def test_after_the_first_confirmation_the_window_may_still_be_moved_until_the_truck_is_there(two_places, by):
    declaration = given.filed(by=by)
    given.confirmed(declaration, "customs_registration", staff=given.officers())
    change(declaration, window=THREE.isoformat())
    assert windows(declaration) == [THREE]


def test_another_gate_means_another_place(two_places, by):
    declaration = given.filed(by=by)
    change(declaration, gate="TT", yard=None)
    assert (taken(ONE), taken(ONE, "TT"), windows(declaration)) == ((0, 0, 0), (1, 0, 0), [ONE])


def test_who_will_come_after_his_window_gets_a_later_one(two_places, by):
    declaration = given.filed(by=by)
    change(declaration, expected_arrival=(ONE + timedelta(minutes=110)).isoformat())
    assert windows(declaration) == [ONE]  # within the grace after it
    change(declaration, expected_arrival=(THREE + timedelta(minutes=5)).isoformat())
    assert (windows(declaration), taken(ONE), taken(THREE)) == ([THREE], (0, 0, 0), (1, 0, 0))


def test_another_driver_keeps_the_place_and_another_truck_loses_it(two_places, by):
    declaration, _other = given.filed(by=by), given.filed()
    body = as_document(load_one(declaration.pk))
    driver = {"name": "Lý Văn Thay", "id_number": "012345678909", "phone": None}
    change(declaration, vehicles=[body["vehicles"][0] | {"driver": driver}])
    assert windows(declaration) == [ONE]

    change(declaration, vehicles=[body["vehicles"][0] | {"plate": given.plate()}])

    assert (windows(declaration), taken(ONE), taken(TWO)) == ([TWO], (1, 0, 0), (1, 0, 0))
    assert Event.objects.get(verb="vehicle.window_changed").data["cause"] == "another_truck"


def test_another_truck_that_the_agencies_agree_to_keeps_the_place(two_places, by):
    declaration, _other = given.filed(by=by), given.filed()
    staff = given.officers()
    asked = given.change(declaration, ("$.vehicles[0].plate", given.plate()))
    for agency in (Agency.BORDER_GUARD, Agency.CUSTOMS):
        deciding.decide(change_id=asked.pk, by=staff[agency], at=NOON, verdicts=True)
    assert (windows(declaration), taken(ONE)) == ([ONE], (2, 0, 0))


def test_trucks_added_and_left_out_take_places_and_give_them_back(two_places, by):
    declaration = given.filed(by=by)
    body = as_document(load_one(declaration.pk))
    change(declaration, vehicles=[*body["vehicles"], given.vehicle("2"), given.vehicle("3")])
    assert (windows(declaration), taken(ONE), taken(TWO)) == ([ONE, ONE, TWO], (2, 0, 0), (1, 0, 0))
    change(declaration, vehicles=body["vehicles"])
    assert (windows(declaration), taken(ONE), taken(TWO)) == ([ONE], (1, 0, 0), (0, 0, 0))


def test_a_truck_that_turns_back_before_its_window_gives_the_place_back(two_places):
    declaration, staff = given.filed(), given.officers()
    given.confirmed(declaration, "bg_arrival", staff=staff)
    vehicle = declaration.vehicles.get()
    acting.turn_back(vehicle_id=vehicle.pk, by=staff["border_guard"], at=NOON, reason="Ùn ứ", to_gate="TT")
    copy = Vehicle.objects.get(plate_key=vehicle.plate_key, is_open=True)
    assert (taken(ONE), copy.window_at, copy.gate.code) == ((0, 0, 0), NOON, "TT")


def test_who_is_given_a_new_time_of_arrival_is_given_a_new_window(two_places, by):
    declaration = given.filed(by=by)
    later = NOON + timedelta(hours=26)
    lapsing.revive(declaration_id=declaration.pk, by=by, at=later, expected_arrival=later + timedelta(hours=1))
    assert windows(declaration) == [later + timedelta(hours=1)]


def test_a_truck_has_one_place_whatever_the_gate(two_places, by):
    truck = given.vehicle()
    given.filed(by=by, vehicles=[truck])
    refused = refusal(by=by, vehicles=[truck], gate="TT", window=ONE.isoformat())
    assert refused.code == "vehicle_already_declared"
    assert taken(ONE, "TT") == (0, 0, 0)


def test_a_changed_lane_takes_no_place_from_those_who_have_one(two_places):
    given.filed(), given.filed()
    Lane.objects.filter(code="X").update(capacity_per_hour=1)
    assert (taken(), windows(given.filed())) == ((2, 0, 0), [TWO])
    assert refusal(window=TWO.isoformat()).code == "window_full"


def test_the_line_time_is_the_windows_start_for_who_comes_early(two_places):
    declaration, guard = given.filed(), given.officer(Agency.BORDER_GUARD)
    scanning.scan(
        gate="HN",
        read=scanning.Read(number=declaration.number or ""),
        by=guard,
        at=NOON,
        nonce="n",
        confirm=["bg_arrival"],
    )
    vehicle = declaration.vehicles.get()
    assert (vehicle.seen_at, vehicle.line_time) == (NOON, ONE)
    seen = Event.objects.get(verb="vehicle.seen").data
    assert (seen["line_time"], seen["rule"], seen["window"]) == (
        "2026-11-21T06:00:00Z",
        "early",
        "2026-11-21T06:00:00Z",
    )


def test_a_change_request_for_a_full_window_is_no_request(two_places, by):
    declaration = given.filed(by=by)
    assert not examine_for(
        body=given.body(window=(NOON - timedelta(hours=3)).isoformat()), by=by, at=NOON, leaving_out=declaration.pk
    ).is_fileable
    with pytest.raises(changing.NoAgreementNeeded):
        given.change(declaration, ("$.window", THREE.isoformat()))
