"""The moves of a check (domain §6): every move from every state, and what each move does to the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from contract.errors import Conflict, DomainError
from declarations.errors import NotReady
from declarations.models import Check, Declaration, Event
from declarations.operations import acting, amending, checking, filing, requesting, withdrawing
from declarations.operations.permitting import CLOCK_SKEW
from declarations.operations.verifying import broken_links
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState, Status, Verb
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db

Move = Callable[..., Check]
MOVES: dict[str, Move] = {
    "confirm": checking.confirm,
    "hold": lambda **given_: checking.hold(**given_, reason="Sai seal"),
    "send_back": lambda **given_: checking.send_back(**given_, reason="Sai seal", fields=["$.vehicles[0].seal"]),
    "release": checking.release,
    "refuse": lambda **given_: checking.refuse(**given_, reason="Hàng cấm"),
    "withdraw": withdrawing.withdraw,
}
S = CheckState
ALLOWED = {
    ("confirm", S.READY): S.CONFIRMED,
    ("hold", S.PENDING): S.HELD, ("hold", S.READY): S.HELD, ("hold", S.CONFIRMED): S.HELD,
    ("send_back", S.PENDING): S.HELD, ("send_back", S.READY): S.HELD, ("send_back", S.CONFIRMED): S.HELD,
    ("release", S.HELD): S.READY,
    ("refuse", S.READY): S.REFUSED, ("refuse", S.HELD): S.REFUSED,
    ("withdraw", S.CONFIRMED): S.READY, ("withdraw", S.REFUSED): S.READY,
}  # fmt: skip


@pytest.fixture
def staff():
    return given.officers()


def in_state(state: CheckState, staff) -> Check:
    """A check in that state, reached by the operations."""
    declaration = given.filed()
    if state == S.NOT_REQUIRED:
        return given.check(declaration, "plant")
    if state == S.PENDING:
        return given.check(declaration, "medical")
    check = given.check(declaration, "bg_arrival")
    by = staff["border_guard"]
    if state == S.CONFIRMED:
        checking.confirm(check_id=check.pk, by=by, at=NOON)
    elif state == S.HELD:
        checking.hold(check_id=check.pk, by=by, at=NOON, reason="Chờ")
    elif state == S.REFUSED:
        checking.refuse(check_id=check.pk, by=by, at=NOON, reason="Hàng cấm")
    check.refresh_from_db()
    assert check.state == state
    return check


@pytest.mark.parametrize("state", CheckState)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_from_every_state(move, state, staff):
    check = in_state(state, staff)
    events = Event.objects.count()
    act = {"check_id": check.pk, "by": staff[check.agency], "at": NOON}

    if (move, state) in ALLOWED:
        MOVES[move](**act)
        expected = ALLOWED[move, state]
    else:
        with pytest.raises(Conflict):
            MOVES[move](**act)
        expected = state
        assert Event.objects.count() == events
    check.refresh_from_db()
    assert check.state == expected
    assert not list(broken_links())


@pytest.mark.parametrize("state", CheckState)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("who", ["other_agency", "other_gate", "company", "manager", "administrator", "switched_off"])
def test_nobody_else_moves_a_check(move, state, who, staff):
    check = in_state(state, staff)
    other = {
        "other_agency": lambda: staff["yard"],
        "other_gate": lambda: given.officer(check.agency, at="TT"),
        "company": given.declarant,
        "manager": given.manager,
        "administrator": given.administrator,
        "switched_off": lambda: given.officer(check.agency, is_active=False),
    }[who]()
    events = Event.objects.count()

    with pytest.raises(DomainError) as refusal:
        MOVES[move](check_id=check.pk, by=other, at=NOON)

    assert refusal.value.status == 403
    check.refresh_from_db()
    assert check.state == state
    assert Event.objects.count() == events


def test_a_pending_check_says_what_it_waits_for(staff):
    declaration = given.filed()

    with pytest.raises(NotReady) as refusal:
        checking.confirm(check_id=given.check(declaration, "medical").pk, by=staff["medical"], at=NOON)

    assert "Border guard: arrival / Customs: arrival" in str(refusal.value)


@pytest.mark.parametrize("shift", [CLOCK_SKEW + timedelta(seconds=1), -timedelta(days=1)])
def test_an_instant_in_the_future_or_before_the_filing_is_refused(shift, staff):
    declaration = given.filed()
    check = given.check(declaration, "bg_arrival")

    with pytest.raises(DomainError) as refusal:
        checking.confirm(check_id=check.pk, by=staff["border_guard"], at=NOON, happened_at=NOON + shift)

    assert refusal.value.code == "bad_instant"
    check.refresh_from_db()
    assert check.state == CheckState.READY


@pytest.mark.parametrize("act", ["exit", "turn_back"])
def test_a_truck_does_not_go_before_it_came(act, staff):
    declaration = given.filed()
    seen, before = NOON + timedelta(hours=2), NOON + timedelta(hours=1)
    given.confirmed(declaration, *given.EXPORT_WAY[:-1], staff=staff, at=seen)
    vehicle = declaration.vehicles.get()
    said = {"by": staff["border_guard"], "at": seen, "happened_at": before}
    acts = {
        "exit": lambda: checking.confirm(check_id=given.check(declaration, "bg_out").pk, **said),
        "turn_back": lambda: acting.turn_back(vehicle_id=vehicle.pk, reason="Từ chối", **said),
    }

    with pytest.raises(DomainError) as refusal:
        acts[act]()

    assert refusal.value.code == "bad_instant"
    vehicle.refresh_from_db()
    assert vehicle.is_open


def test_a_hold_is_felt_through_checks_confirmed_since(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY[:7], staff=staff)  # up to finish
    assert given.check(declaration, "customs_out").state == CheckState.READY

    checking.hold(
        check_id=given.check(declaration, "customs_registration").pk, by=staff["customs"], at=NOON, reason="Chờ"
    )

    assert given.check(declaration, "finish").state == CheckState.CONFIRMED  # nothing done is undone
    assert given.check(declaration, "customs_out").state == CheckState.PENDING


def test_what_a_person_confirmed_on_its_strength_keeps_a_confirmation(staff):
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", "customs_arrival", "medical", staff=staff)

    withdrawing.withdraw(check_id=given.check(declaration, "bg_arrival").pk, by=staff["border_guard"], at=NOON)
    with pytest.raises(withdrawing.NeededByOthers):  # medical stands on one arrival or the other
        withdrawing.withdraw(check_id=given.check(declaration, "customs_arrival").pk, by=staff["customs"], at=NOON)

    assert given.check(declaration, "customs_arrival").state == CheckState.CONFIRMED


def test_one_held_since_its_confirmation_counts_as_confirmed(staff):
    declaration = given.filed()
    given.confirmed(declaration, "customs_arrival", "medical", staff=staff)
    checking.hold(check_id=given.check(declaration, "medical").pk, by=staff["medical"], at=NOON, reason="Chờ")

    with pytest.raises(withdrawing.NeededByOthers):
        withdrawing.withdraw(check_id=given.check(declaration, "customs_arrival").pk, by=staff["customs"], at=NOON)


def test_the_automatic_yard_entry_falls_with_the_arrival_it_followed(staff):
    declaration = given.filed()
    given.confirmed(declaration, "customs_arrival", staff=staff)
    assert given.check(declaration, "yard_in").state == CheckState.CONFIRMED
    with pytest.raises(Conflict):  # taken back alone, it would follow again at once
        withdrawing.withdraw(check_id=given.check(declaration, "yard_in").pk, by=staff["yard"], at=NOON)

    withdrawing.withdraw(check_id=given.check(declaration, "customs_arrival").pk, by=staff["customs"], at=NOON)

    assert given.check(declaration, "yard_in").state == CheckState.PENDING
    assert given.check(declaration, "customs_arrival").state == CheckState.READY


def test_an_outside_yard_is_entered_by_a_person(staff):
    declaration = given.filed(yard="VIETTEL")
    given.confirmed(declaration, "customs_arrival", staff=staff)
    assert given.check(declaration, "yard_in").state == CheckState.READY

    given.confirmed(declaration, "yard_in", staff=staff)
    assert not given.check(declaration, "yard_in").automatic


def test_a_gate_without_yards_has_no_yard_checks():
    declaration = given.filed(gate="CN")
    staff = given.officers(at="CN")
    assert given.check(declaration, "yard_in").state == CheckState.NOT_REQUIRED

    requested = requesting.request_check(
        vehicle_id=declaration.vehicles.get().pk, code="plant", by=staff["plant"], at=NOON
    )
    assert requested.state == CheckState.PENDING  # what waits for the yard waits for customs arrival there
    given.confirmed(declaration, "customs_arrival", staff=staff)
    assert given.check(declaration, "plant").state == CheckState.READY


def test_an_exit_is_taken_back_for_a_quarter_of_an_hour(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY, staff=staff)
    exit_ = given.check(declaration, "bg_out")

    with pytest.raises(withdrawing.TooLate):
        withdrawing.withdraw(check_id=exit_.pk, by=staff["border_guard"], at=NOON + timedelta(minutes=15, seconds=1))
    withdrawing.withdraw(check_id=exit_.pk, by=staff["border_guard"], at=NOON + timedelta(minutes=15))

    declaration.refresh_from_db()
    vehicle = declaration.vehicles.get()
    assert (declaration.status, vehicle.is_open, vehicle.end) == (Status.OPEN, True, "")
    assert given.check(declaration, "yard_out").state == CheckState.PENDING
    assert Event.objects.filter(verb=Verb.EXIT_WITHDRAWN, vehicle=vehicle).count() == 1


def test_a_truck_does_not_wait_anew_when_a_confirmation_is_taken_back(staff):
    declaration = given.filed()
    given.confirmed(declaration, "customs_arrival", "medical", staff=staff, at=NOON + timedelta(minutes=20))
    medical, arrival = given.check(declaration, "medical"), given.check(declaration, "customs_arrival")
    since = {check.pk: check.ready_at for check in (medical, arrival)}
    assert since == {medical.pk: NOON + timedelta(minutes=20), arrival.pk: NOON}

    later = NOON + timedelta(hours=1)
    withdrawing.withdraw(check_id=medical.pk, by=staff["medical"], at=later)
    assert given.check(declaration, "medical").ready_at == since[medical.pk]
    withdrawing.withdraw(check_id=arrival.pk, by=staff["customs"], at=later)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.ready_at) == (CheckState.READY, NOON)
    assert given.check(declaration, "medical").ready_at is None  # it waits for the arrival now, and then anew
    given.confirmed(declaration, "customs_arrival", staff=staff, at=later)
    assert given.check(declaration, "medical").ready_at == later


def test_what_is_held_of_a_truck_that_left_or_went_back_is_not_released(staff):
    declaration = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    first = declaration.vehicles.get(key="1")
    check = given.check(declaration, "medical", first)
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=first)
    checking.hold(check_id=check.pk, by=staff["medical"], at=NOON, reason="Chờ")
    acting.turn_back(vehicle_id=first.pk, by=staff["border_guard"], at=NOON, reason="Xin quay đầu")
    before = list(Check.objects.order_by("pk").values())

    with pytest.raises(Conflict):
        checking.release(check_id=check.pk, by=staff["medical"], at=NOON)

    assert list(Check.objects.order_by("pk").values()) == before


def test_an_exit_is_not_taken_back_once_the_truck_is_declared_anew(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY, staff=staff)
    vehicle = declaration.vehicles.get()
    again = given.filed(vehicles=[given.vehicle(plate=vehicle.plate)])

    with pytest.raises(Conflict) as refusal:
        withdrawing.withdraw(check_id=given.check(declaration, "bg_out").pk, by=staff["border_guard"], at=NOON)

    assert refusal.value.code == "vehicle_already_declared"
    vehicle.refresh_from_db()
    assert vehicle.end == "left"
    assert again.vehicles.get().is_open


def test_a_refused_vehicle_can_only_be_turned_back(staff):
    declaration = given.filed()
    given.confirmed(declaration, "customs_arrival", staff=staff)
    checking.refuse(
        check_id=given.check(declaration, "bg_arrival").pk, by=staff["border_guard"], at=NOON, reason="Hàng cấm"
    )
    assert given.check(declaration, "medical").state == CheckState.PENDING

    vehicle = acting.turn_back(
        vehicle_id=declaration.vehicles.get().pk, by=staff["border_guard"], at=NOON, reason="Hàng cấm"
    )

    assert vehicle.end == "turned_back"
    declaration.refresh_from_db()
    assert declaration.status == Status.COMPLETED
    states = set(Check.objects.filter(vehicle=vehicle).values_list("state", flat=True))
    assert states == {"confirmed", "refused", "not_required"}
    assert not vehicle.fees.filter(voided_at__isnull=True).exists()


def test_turning_back_takes_the_empty_receiver_along(staff):
    declaration = given.filed(document=given.transshipment(receivers=2))
    carrier = declaration.vehicles.get(role="carrier")
    first, second = declaration.vehicles.filter(role="receiver").order_by("position")
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=carrier)
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=first)

    acting.turn_back(vehicle_id=carrier.pk, by=staff["border_guard"], at=NOON, reason="Từ chối nhận hàng")

    ends = dict(declaration.vehicles.values_list("pk", "end"))
    assert ends == {carrier.pk: "turned_back", first.pk: "turned_back", second.pk: "cancelled"}
    declaration.refresh_from_db()
    assert declaration.status == Status.COMPLETED


def test_a_truck_sent_to_another_gate_keeps_its_time_of_arrival(staff):
    declaration = given.filed(expected_arrival=NOON.isoformat())
    given.confirmed(declaration, "bg_arrival", staff=staff)
    vehicle = declaration.vehicles.get()
    later = NOON + timedelta(hours=2)

    acting.turn_back(vehicle_id=vehicle.pk, by=staff["border_guard"], at=later, reason="Ùn ứ", to_gate="TT")

    copy = Declaration.objects.get(copied_from=declaration)
    assert copy.gate == given.gate("TT")
    assert (copy.status, copy.organisation) == (Status.OPEN, declaration.organisation)
    assert copy.number != declaration.number
    given.confirmed(copy, "bg_arrival", staff=given.officers(at="TT"), at=later + timedelta(hours=1))
    moved = copy.vehicles.get()
    assert moved.plate == vehicle.plate
    assert moved.line_time == NOON


def test_a_hold_on_the_road_leaves_nothing_ready(staff):
    declaration = given.filed()
    vehicle = declaration.vehicles.get()

    acting.hold_on_road(vehicle_id=vehicle.pk, by=staff["traffic_police"], at=NOON, reason="Kiểm tra giấy tờ")
    assert not Check.objects.filter(vehicle=vehicle, state=CheckState.READY).exists()

    acting.release_on_road(vehicle_id=vehicle.pk, by=staff["gate_centre"], at=NOON)
    assert given.check(declaration, "bg_arrival").state == CheckState.READY


@pytest.mark.parametrize(("code", "agency", "may"), [
    ("plant", "plant", True), ("plant", "customs", True), ("plant", "animal", False),
    ("animal", "animal", True), ("animal", "customs", True), ("animal", "plant", False),
    ("customs_check", "customs", True), ("customs_check", "plant", False), ("medical", "medical", False),
])  # fmt: skip
def test_who_may_ask_for_a_check(code, agency, may, staff):
    declaration = given.filed()
    vehicle = declaration.vehicles.get()
    ask = {"vehicle_id": vehicle.pk, "code": code, "by": staff[agency], "at": NOON}

    if may:
        assert requesting.request_check(**ask).state == CheckState.PENDING
    else:
        with pytest.raises(DomainError):
            requesting.request_check(**ask)
        assert not Event.objects.filter(verb=Verb.CHECK_REQUESTED).exists()


def test_a_requested_check_must_be_confirmed_before_finish_and_may_be_dropped(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY[:6], staff=staff)
    assert given.check(declaration, "finish").state == CheckState.READY
    asked = requesting.request_check(
        vehicle_id=declaration.vehicles.get().pk, code="plant", by=staff["customs"], at=NOON
    )
    assert given.check(declaration, "finish").state == CheckState.PENDING

    with pytest.raises(DomainError):  # customs asked, so plant quarantine cannot drop it
        requesting.drop_request(check_id=asked.pk, by=staff["plant"], at=NOON)
    requesting.drop_request(check_id=asked.pk, by=staff["customs"], at=NOON)
    assert given.check(declaration, "finish").state == CheckState.READY

    given.confirmed(declaration, "finish", staff=staff)
    with pytest.raises(Conflict):
        requesting.request_check(vehicle_id=declaration.vehicles.get().pk, code="plant", by=staff["plant"], at=NOON)


def test_a_sent_back_field_is_mended_and_the_check_goes_on(staff):
    by = given.declarant()
    declaration = given.filed(by=by)
    given.confirmed(declaration, "bg_arrival", staff=staff)
    arrival = given.check(declaration, "customs_arrival")
    checking.send_back(
        check_id=arrival.pk, by=staff["customs"], at=NOON, reason="Sai seal", fields=["$.vehicles[0].seal"]
    )
    body = as_document(load_one(declaration.pk))

    with pytest.raises(amending.NeedsChangeRequest):  # only what was sent back is open now
        amending.amend(declaration_id=declaration.pk, body=body | {"regime": "border_transfer"}, by=by, at=NOON)
    assert given.check(declaration, "customs_arrival").state == CheckState.HELD

    body["vehicles"][0]["seal"] = "VN000777"
    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)
    assert given.check(declaration, "customs_arrival").state == CheckState.READY
    assert declaration.vehicles.get().seal == "VN000777"


def test_a_filing_refused_leaves_nothing_behind():
    with pytest.raises(filing.Unfileable):
        given.filed(vehicles=[given.vehicle(plate="nonsense")])

    assert not Declaration.objects.exists()
    assert not Event.objects.exists()
