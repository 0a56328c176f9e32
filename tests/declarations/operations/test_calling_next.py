"""Calling those whose turn it is (ADR 0080): the order of the line, the green lane, the yards, who is passed over."""

from datetime import timedelta

import pytest

from accounts.models import Agency
from declarations.errors import NotYours, ReasonMissing
from declarations.models import Event, Gate, Vehicle, Yard
from declarations.operations import acting, calling, checking, scanning
from declarations.operations.calling import GatePaused, YardFull
from declarations.queries import line
from declarations.stages import Verb
from tests import given

pytestmark = pytest.mark.django_db
NOON = given.NOON
MINUTE = timedelta(minutes=1)


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def centre(staff):
    return staff[Agency.GATE_CENTRE]


def stands(staff, cargo, minute, **changes):
    """A truck with that cargo that was seen so many minutes after noon."""
    kinds = {"G": "fruit", "O": "general"}
    goods = [given.consignment(cargo_kind=kinds[cargo])] if cargo in kinds else []
    vehicles = [given.vehicle() if goods else given.vehicle(consignments=[])]
    truck = given.filed(consignments=goods, vehicles=vehicles, **changes).vehicles.get()
    scanning.scan(
        gate="HN", read=scanning.Read(plate=truck.plate), by=staff["border_guard"], at=NOON + minute * MINUTE,
        nonce=truck.plate,
    )  # fmt: skip
    return truck.pk


def queue_up(staff, cargoes):
    """Trucks seen a minute after the other; their ids."""
    return [stands(staff, cargo, minute) for minute, cargo in enumerate(cargoes)]


def next_ones(count, direction="export"):
    return line.preview(gate_id=given.gate().pk, direction=direction, count=count)


def call(by, count, at=NOON + 60 * MINUTE):
    found = calling.call_next(gate_id=given.gate().pk, direction="export", count=count, by=by, at=at)
    return [outcome.vehicle.pk for outcome in found if outcome.refusal is None]


def places(capacity):
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=capacity)


@pytest.mark.parametrize(
    ("seen", "order", "why"),
    [
        ("OO", [0, 1], "in_turn in_turn"),
        ("OGGGGG", [1, 2, 3, 0, 4, 5], "green green green let_in in_turn in_turn"),
        ("OOGGGGG", [2, 3, 4, 0, 5, 6, 1], "green green green let_in green green in_turn"),
        ("GOGGGG", [0, 2, 3, 4, 1, 5], "in_turn green green green let_in in_turn"),  # ahead of it, one passes nobody
        ("GG-", [0, 1, 2], "in_turn in_turn in_turn"),  # an empty truck is no green one
    ],
)
def test_green_trucks_go_first_but_not_for_ever(staff, seen, order, why):
    ids = queue_up(staff, seen)
    turns = next_ones(len(seen)).turns
    assert [ids.index(turn.vehicle.pk) for turn in turns] == order
    assert " ".join(turn.why for turn in turns) == why


@pytest.mark.parametrize("portions", [[7], [1] * 7, [2, 3, 2], [4, 3]])
def test_the_order_is_the_same_however_many_are_called_at_once(staff, centre, portions):
    ids = queue_up(staff, "OOGGGGG")
    called = [pk for count in portions for pk in call(centre, count)]
    assert [ids.index(pk) for pk in called] == [2, 3, 4, 0, 5, 6, 1]
    instants = list(Vehicle.objects.order_by("called_at").values_list("pk", "called_at"))
    assert [pk for pk, _at in instants] == called
    assert len({at for _pk, at in instants}) == 7


def test_how_many_green_ones_pass_is_a_setting(staff, settings):
    settings.GREEN_IN_A_ROW = 1
    ids = queue_up(staff, "OGGG")
    assert [ids.index(turn.vehicle.pk) for turn in next_ones(4).turns] == [1, 0, 2, 3]


def test_whoever_cannot_come_is_passed_over_and_it_is_said_why(staff, centre):
    held, refused = queue_up(staff, "OO")
    full = stands(staff, "G", 2, yard="XUAN-CUONG")
    free, behind = (stands(staff, "O", minute, yard="VIETTEL") for minute in (3, 4))
    acting.hold_on_road(vehicle_id=held, by=centre, at=NOON, reason="Kiểm tra")
    medical = Vehicle.objects.get(pk=refused).checks.get(code="bg_arrival")
    checking.refuse(check_id=medical.pk, by=staff["border_guard"], at=NOON + MINUTE, reason="Không đạt")
    places(0)

    found = next_ones(1)

    assert [turn.vehicle.pk for turn in found.turns] == [free]
    assert [(one.vehicle.pk, one.why.value) for one in found.passed] == [
        (held, "held"), (refused, "refused"), (full, "yard_full")
    ]  # fmt: skip
    Yard.objects.filter(code="XUAN-CUONG").update(is_open=False)
    assert next_ones(9).passed[-1].why == line.Skip.YARD_CLOSED
    assert call(centre, 9) == [free, behind]  # an outside yard takes no place at the gate


def test_never_more_than_the_yard_holds_counting_those_inside_and_those_called(staff, centre):
    inside = given.filed()
    given.confirmed(inside, "bg_arrival", "customs_arrival", staff=staff)
    ids = queue_up(staff, "OOOO")
    places(3)
    assert call(centre, 4) == ids[:2]
    with pytest.raises(YardFull):
        calling.call_forward(vehicle_id=ids[2], by=centre, at=NOON)
    calling.take_back(gate_id=given.gate().pk, direction="export", by=centre, at=NOON, reason="Bãi đầy")
    assert Vehicle.objects.get(pk=ids[1]).called_at is None
    assert call(centre, 4) == [ids[1]]


def test_one_that_came_unasked_takes_no_turn(staff, centre):
    ids = queue_up(staff, "OO")
    first = Vehicle.objects.get(pk=ids[0])
    given.confirmed(first.declaration, "bg_arrival", "customs_arrival", staff=staff, at=NOON + MINUTE)
    assert call(centre, 5) == [ids[1]]


def test_nobody_is_called_to_a_paused_gate(staff, centre):
    ids = queue_up(staff, "O")
    Gate.objects.filter(code="HN").update(paused_at=NOON)
    with pytest.raises(GatePaused):
        call(centre, 1)
    with pytest.raises(GatePaused):
        calling.call_forward(vehicle_id=ids[0], by=centre, at=NOON)
    assert not Event.objects.filter(verb=Verb.CALLED).exists()


def test_chosen_ones_are_called_each_by_itself(staff, centre):
    ids = queue_up(staff, "OOO")
    acting.hold_on_road(vehicle_id=ids[1], by=centre, at=NOON, reason="Kiểm tra")
    where = {"gate_id": given.gate().pk, "direction": "export", "by": centre, "at": NOON}
    found = calling.call_these(vehicle_ids=[ids[2], ids[1], ids[0], ids[2], 10**9], **where)
    assert [(one.vehicle.pk, one.refusal and one.refusal.code) for one in found] == [
        (ids[2], None), (ids[1], "wrong_state"), (ids[0], None)
    ]  # fmt: skip
    back = calling.take_back(vehicle_ids=ids, reason="Nhầm", **where)
    assert [one.refusal and one.refusal.code for one in back] == [None, "wrong_state", None]
    assert not Vehicle.objects.filter(called_at__isnull=False).exists()
    for reason in ("", " . "):
        with pytest.raises(ReasonMissing):
            calling.take_back(vehicle_ids=ids, reason=reason, **where)


def test_nobody_else_calls_or_takes_back(staff):
    ids = queue_up(staff, "O")
    others = [staff[agency] for agency in Agency.values if agency not in acting.ROAD]
    for by in [*others, given.officer(Agency.GATE_CENTRE, at="TT"), given.manager(), given.declarant()]:
        where = {"gate_id": given.gate().pk, "direction": "export", "by": by, "at": NOON}
        for act in (
            lambda where=where: calling.call_next(count=1, **where),
            lambda where=where: calling.call_these(vehicle_ids=ids, **where),
            lambda where=where: calling.take_back(vehicle_ids=ids, reason="x", **where),
        ):
            with pytest.raises(NotYours):
                act()
    assert not Event.objects.filter(verb__in=[Verb.CALLED, Verb.UNCALLED]).exists()
