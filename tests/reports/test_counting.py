"""The figures of a day made by hand: every branch of the counting, each against the number a person would write."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.days import current_date, day_of, last_due_date
from declarations.models import DayMode, Event
from declarations.operations import checking
from reports.operations.bulletins import BulletinDoesNotBalance, DayNotBegun, figures_for
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EVE, MORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def figures(date=DAY):
    return figures_for(date=date, at=CUT_OFF + timedelta(days=2))


def total(date=DAY):
    return figures(date)["total"]


def test_what_leaves_is_cleared_by_direction_kind_and_gate():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), cargo="frozen"), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), cargo=None, gate="TT"), clock("10:00"))
    gate.leaves(gate.seen(clock("08:00"), direction="import", cargo="general", gate="TT"), clock("11:00"))
    gate.leaves(gate.seen(clock("08:00"), direction="import", cargo="new_vehicle"), clock("12:00"))

    made = figures()

    assert made["total"]["cleared"] == 5
    assert made["total"]["export"] == {"total": 3, "fruit": 1, "other": 2}
    assert made["total"]["import"] == {"total": 2, "goods": 1, "new_vehicles": 1}
    assert made["total"]["arrived"] == made["arrived"] == 3
    assert made["gates"]["HN"]["export"] == {"total": 2, "fruit": 1, "other": 1}
    assert made["gates"]["HN"]["import"] == {"total": 1, "goods": 0, "new_vehicles": 1}
    assert made["gates"]["TT"]["cleared"] == 2
    assert list(made["gates"]) == ["HN", "TT", "CN", "CM", "NH", "NN"]
    assert made["total"]["left_over"]["total"] == 0


def test_what_stands_there_is_left_over_and_imports_are_apart():
    gate = Traffic("HN", "TT")
    gate.seen(clock("08:00"))
    gate.seen(clock("08:00"), cargo="general", gate="TT")
    gate.seen(clock("08:00"), direction="import", cargo="new_vehicle")
    gate.seen(clock("08:00"), direction="import", cargo="general")
    given.filed(at=clock("08:00"))  # never seen: it stands nowhere

    made = figures()

    assert made["total"]["left_over"] == {"total": 2, "fruit": 1, "other": 1, "unregistered": 0, "change": 2}
    assert made["gates"]["TT"]["left_over"] == {"total": 1, "fruit": 0, "other": 1, "unregistered": 0, "change": 1}
    assert (made["import_inside"], made["new_vehicles_remaining"]) == (2, 1)
    assert made["gates"]["HN"]["import_inside"] == 2


def test_receiving_vehicles_are_not_counted():
    gate = Traffic("HN")
    declaration = given.filed(by=gate.company, at=clock("08:00"), document=given.transshipment(at=clock("08:00")))
    carrier = declaration.vehicles.get(role="carrier")
    receiver = declaration.vehicles.get(role="receiver")
    for vehicle in (carrier, receiver):
        gate.confirm(declaration, "bg_arrival", "customs_arrival", "medical", at=clock("09:00"), vehicle=vehicle)
    gate.confirm(declaration, "customs_registration", at=clock("09:00"))
    gate.confirm(declaration, "transport_licence", "transshipment", "fee_transfer", at=clock("10:00"), vehicle=carrier)
    gate.confirm(declaration, "fee_infrastructure", at=clock("10:00"), vehicle=receiver)
    gate.confirm(declaration, "finish", "customs_out", "bg_out", at=clock("11:00"), vehicle=carrier)
    gate.confirm(declaration, "customs_out", "bg_out", at=clock("11:00"), vehicle=receiver)

    assert total()["import"] == {"total": 1, "goods": 1, "new_vehicles": 0}
    assert total()["import_inside"] == 0


@pytest.mark.parametrize(
    ("at", "date"), [(START, DAY), (START - MINUTE, EVE), (CUT_OFF - MINUTE, DAY), (CUT_OFF, MORROW)]
)
def test_an_event_at_the_cut_off_belongs_to_the_day_that_begins(at, date):
    gate = Traffic("HN")
    gate.leaves(gate.seen(at), at)

    assert total(date)["export"]["total"] == 1
    for other in {EVE, DAY, MORROW} - {date}:
        assert total(other)["export"]["total"] == 0


def test_stock_goes_over_the_cut_off():
    gate = Traffic("HN")
    stays = gate.seen(START - MINUTE)
    gate.leaves(gate.seen(START - 2 * MINUTE), clock("08:00"))

    assert total(EVE)["left_over"]["fruit"] == 2
    assert (total()["carried_over"], total()["arrived"], total()["export"]["total"]) == (2, 0, 1)
    assert total()["left_over"] == {"total": 1, "fruit": 1, "other": 0, "unregistered": 0, "change": -1}

    gate.leaves(stays, CUT_OFF + MINUTE)  # what happens later does not change what stood there
    assert total()["left_over"]["total"] == 1
    assert (total(MORROW)["export"]["total"], total(MORROW)["left_over"]["change"]) == (1, -1)


def test_an_exit_that_was_taken_back_never_happened():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("08:00")), CUT_OFF - MINUTE)
    assert total()["export"]["total"] == 1

    gate.comes_back(truck, CUT_OFF + MINUTE)
    assert (total()["export"]["total"], total()["left_over"]["total"]) == (0, 1)

    gate.confirm(truck.declaration, "bg_out", at=CUT_OFF + 5 * MINUTE, vehicle=truck)
    assert (total()["export"]["total"], total()["left_over"]["total"]) == (0, 1)
    assert total(MORROW)["export"]["total"] == 1


def test_taken_back_and_left_again_on_the_same_day_counts_once():
    gate = Traffic("HN")
    truck = gate.comes_back(gate.leaves(gate.seen(clock("08:00")), clock("09:00")), clock("09:10"))
    gate.confirm(truck.declaration, "bg_out", at=clock("10:00"), vehicle=truck)

    assert (total()["export"]["total"], total()["arrived"], total()["left_over"]["total"]) == (1, 1, 0)


def test_turned_back_is_an_end_and_a_move_is_turned_back_here_and_arrived_there():
    gate = Traffic("HN", "TT")
    gate.turns_back(gate.seen(clock("08:00")), clock("09:00"))
    gate.turns_back(gate.seen(clock("08:00"), direction="import", cargo="general"), clock("09:00"))
    moved = gate.turns_back(gate.seen(clock("08:00")), clock("09:00"), to_gate="TT")
    there = moved.declaration.__class__.objects.get(copied_from=moved.declaration)
    gate.leaves(gate.arrives(there, clock("11:00")), clock("12:00"))

    made = figures()

    here, other = made["gates"]["HN"], made["gates"]["TT"]
    assert (here["arrived"], here["turned_back"], here["import_turned_back"], here["cleared"]) == (2, 2, 1, 0)
    assert (other["arrived"], other["turned_back"], other["export"]["total"]) == (1, 0, 1)
    assert made["total"]["turned_back"] == 2


@pytest.mark.parametrize(
    ("read_at", "counts"),
    [(CUT_OFF - timedelta(hours=72), 1), (CUT_OFF - timedelta(hours=72, minutes=1), 0), (CUT_OFF - MINUTE, 1),
     (CUT_OFF, 0)],
)  # fmt: skip
def test_a_truck_without_declaration_counts_for_72_hours(read_at, counts):
    read_without_declaration("12C12345", read_at, gate="TT")

    left_over = total()["left_over"]
    assert (left_over["total"], left_over["unregistered"], left_over["fruit"]) == (counts, counts, 0)
    assert figures()["gates"]["TT"]["left_over"]["unregistered"] == counts


def test_a_plate_read_twice_is_one_truck_where_it_was_read_last():
    read_without_declaration("12C12345", clock("08:00"), gate="HN")
    read_without_declaration("12C12345", clock("09:00"), gate="TT")
    read_without_declaration("", clock("09:00"), gate="TT")  # a token that says nothing is no truck

    gates = figures()["gates"]
    assert (gates["HN"]["left_over"]["unregistered"], gates["TT"]["left_over"]["unregistered"]) == (0, 1)


def test_a_truck_that_is_declared_later_is_no_longer_unregistered():
    gate = Traffic("HN")
    declaration = given.filed(by=gate.company, at=clock("10:00"))
    plate = declaration.vehicles.get().plate_key
    read_without_declaration(plate, clock("08:00"))
    late = given.filed(at=CUT_OFF + MINUTE)
    read_without_declaration(late.vehicles.get().plate_key, clock("08:00"))

    assert total()["left_over"]["unregistered"] == 1  # the one that was declared after the cut-off stood there at it
    assert total(MORROW)["left_over"]["unregistered"] == 0


def test_a_truck_read_again_after_its_end_is_unregistered():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    read_without_declaration(truck.plate_key, clock("10:00"))

    assert total()["left_over"]["unregistered"] == 1


def test_closed_gates_are_stated():
    for code, mode in (("CM", "closed"), ("TT", "preregistered_only")):
        DayMode.objects.create(gate=given.gate(code), date=DAY, mode=mode)
    DayMode.objects.create(gate=given.gate("NH"), date=EVE, mode="closed")

    assert figures()["closed_gates"] == ["CM"]


def test_a_vehicle_that_left_a_day_before_it_came_does_not_balance(monkeypatch):
    monkeypatch.setattr("declarations.operations.checking.require_after_sight", lambda *_: None)  # the gate refuses it
    gate = Traffic("HN", "TT")
    gate.seen(clock("08:00"), gate="TT")
    declaration = given.filed(by=gate.company, at=START - 30 * MINUTE)
    truck = gate.arrives(declaration, START + 10 * MINUTE)
    codes = [code for code in given.EXPORT_WAY if code not in ("bg_arrival", "bg_out")]
    gate.confirm(declaration, *codes, at=START + 20 * MINUTE)
    backdated = given.check(declaration, "bg_out")
    checking.confirm(
        check_id=backdated.pk, by=gate.staff["HN"]["border_guard"], at=START + 30 * MINUTE,
        happened_at=START - 5 * MINUTE,
    )  # fmt: skip

    with pytest.raises(BulletinDoesNotBalance) as refused:
        figures()

    (disagreement,) = refused.value.disagreements
    assert (disagreement["gate"], disagreement["direction"], disagreement["cargo"]) == ("HN", "export", "fruit")
    assert (disagreement["carried_over"], disagreement["arrived"], disagreement["left"]) == (0, 1, 0)
    assert disagreement["left_over"] == 0
    assert disagreement["declarations"] == [truck.declaration.number]
    named = Event.objects.filter(pk__in=disagreement["events"]).values_list("verb", flat=True)
    assert set(named) == {"vehicle.seen", "vehicle.left"}


@pytest.mark.parametrize(
    "day", [DAY + timedelta(days=3), DAY.replace(year=1999), DAY.replace(year=9999, month=12, day=31)]
)
def test_a_day_that_has_not_begun_is_refused(day):
    with pytest.raises(DayNotBegun):
        figures_for(date=day, at=CUT_OFF)


def test_which_day_is_running():
    assert (current_date(CUT_OFF - MINUTE), last_due_date(CUT_OFF - MINUTE)) == (DAY, EVE)
    assert (current_date(CUT_OFF), last_due_date(CUT_OFF)) == (MORROW, DAY)


def test_the_calendar_day_is_a_setting(settings):
    settings.BULLETIN_DAY = "calendar"
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("23:30")), clock("23:45"))

    assert day_of(DAY).cut_off == "24:00"
    assert total()["export"]["total"] == 1
    assert total(MORROW)["export"]["total"] == 0


def test_counting_asks_the_same_number_of_questions_however_many_trucks():
    gate = Traffic("HN")

    def more():
        gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
        read_without_declaration(given.plate(), clock("09:00"))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            figures()
        return len(asked)

    more()
    with_one = questions()
    for _ in range(4):
        more()
    assert questions() == with_one <= 16
