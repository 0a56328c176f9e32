"""The trucks behind a published day: kept with it, and compared when it is made again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from declarations.models import Declaration, Event, Fee, Vehicle
from declarations.operations import checking, deciding, scanning
from declarations.operations.recognising import Read
from reports.figures import digest
from reports.models import Bulletin, CountedVehicle
from reports.operations import keeping
from reports.operations.bulletins import BulletinDoesNotBalance, make_bulletin
from reports.queries.correcting import corrections
from reports.queries.listing import kept
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, TO_EXIT, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BEAT = CUT_OFF + 5 * MINUTE
LATER = CUT_OFF + timedelta(hours=12)
EVE = DAY - timedelta(days=1)
EVE_NOON = clock("12:00", day=EVE)


def make(at=BEAT, date=DAY, by=None):
    return make_bulletin(date=date, at=at, by=by)


def counted(bulletin):
    """Of each truck, by its plate, as what it was counted."""
    return {row.plate: ("new " if row.has_arrived else "") + row.fate for row in kept(bulletin)}


def changed(date=DAY, gates=("HN", "TT", "CM")):
    """What the last correction says of trucks: as what they were counted, and are."""
    last = corrections(Bulletin.objects.published().filter(date=date), gates=gates)[-1]
    ways = [[said and " ".join(said.counted_as) for said in (truck.old, truck.new)] for truck in last.trucks]
    return [(truck.plate, *pair) for truck, pair in zip(last.trucks, ways, strict=True)]


def test_every_truck_of_the_day_is_listed_with_what_proves_it():
    gate = Traffic("HN", "TT")
    stood = gate.leaves(gate.seen(START - MINUTE), clock("08:00"))
    left = gate.leaves(gate.seen(clock("08:00"), lane="1119-1120"), clock("09:00"))
    back = gate.turns_back(gate.seen(clock("08:00"), gate="TT"), clock("09:00"))
    stays = gate.seen(clock("08:00"), direction="import", cargo="new_vehicle")
    read_without_declaration("12C99999", clock("10:00"), gate="TT")
    gate.seen(CUT_OFF)

    made = make()

    assert counted(made) == {
        stood.plate: "left", left.plate: "new left", back.plate: "new turned_back", stays.plate: "new left_over",
        "12C99999": "unregistered",
    }  # fmt: skip
    row = CountedVehicle.objects.get(bulletin=made, vehicle=left)
    assert (row.number, row.gate_code, row.lane_code) == (left.declaration.number, "HN", "1119-1120")
    assert (row.farm_produce_kg, row.value) == (18000, {"USD": "30000.00"})
    verbs = dict(Event.objects.values_list("pk", "verb"))
    assert (verbs[row.seen_event_id or 0], verbs[row.end_event_id or 0]) == ("vehicle.seen", "vehicle.left")
    event, *paid = row.payments[0]
    assert (Event.objects.get(pk=event).verb, paid) == ("fee.paid", ["HN", "infrastructure", left.fees.get().amount])
    seen = CountedVehicle.objects.filter(bulletin=made, vehicle=stood).values_list("seen_event__happened_at", flat=True)
    assert seen.get() == START - MINUTE


def test_before_the_cut_off_no_list_is_kept():
    Traffic("HN").seen(clock("08:00"))
    assert not make(at=clock("12:00")).keeps_its_list
    assert not CountedVehicle.objects.exists()


def test_a_receiving_vehicle_is_listed_for_what_it_paid_only():
    gate = Traffic("HN")
    declaration = given.filed(by=gate.company, at=clock("08:00"), document=given.transshipment(at=clock("08:00")))
    carrier, receiver = declaration.vehicles.order_by("role")
    for vehicle in (carrier, receiver):
        gate.confirm(declaration, "bg_arrival", "customs_arrival", at=clock("09:00"), vehicle=vehicle)
    gate.confirm(declaration, "transport_licence", "transshipment", at=clock("10:00"), vehicle=carrier)
    gate.confirm(declaration, "fee_infrastructure", at=clock("10:00"), vehicle=receiver)

    assert counted(make()) == {carrier.plate: "new left_over", receiver.plate: ""}


def test_an_exit_taken_back_after_the_cut_off_is_a_correction_that_names_the_truck():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    make()
    gate.comes_back(truck, CUT_OFF + 10 * MINUTE)

    assert make(at=LATER).revision == 2
    assert changed() == [(truck.plate, "arrived left paid", "arrived left_over paid")]


def test_a_scan_from_yesterday_without_network_corrects_yesterday():
    gate = Traffic("HN")
    declaration = given.filed(by=gate.company, at=clock("13:00"))
    make()
    by, read = gate.staff["HN"]["border_guard"], Read(number=str(declaration.number))
    scanning.scan(gate="HN", read=read, by=by, at=LATER, nonce="late", happened_at=CUT_OFF - MINUTE)

    corrected = make(at=LATER)
    assert (corrected.revision, corrected.figures["total"]["arrived"]) == (2, 1)
    assert changed() == [(declaration.vehicles.get().plate, None, "arrived left_over")]


def test_a_truck_moved_a_minute_before_the_cut_off_is_listed_at_both_gates():
    gate = Traffic("HN", "CM")
    truck = gate.turns_back(gate.seen(clock("13:00")), CUT_OFF - MINUTE, to_gate="CM")
    there = Declaration.objects.get(copied_from=truck.declaration)
    first = make()
    gate.arrives(there, CUT_OFF)

    assert make(at=LATER) == first
    next_day = make(date=DAY + timedelta(days=1), at=BEAT + timedelta(days=1))
    assert [(row.gate_code, row.fate, row.has_arrived) for row in kept(first)] == [("HN", "turned_back", True)]
    assert [(row.gate_code, row.fate, row.has_arrived) for row in kept(next_day)] == [("CM", "left_over", True)]


def agreed(gate, change):
    """All who are asked agree."""
    for agency in dict.fromkeys(change.fields.values_list("answers__agency", flat=True)):
        deciding.decide(change_id=change.pk, by=gate.staff["HN"][agency], at=LATER, verdicts=True)


def test_what_is_changed_of_a_standing_truck_after_publication_belongs_to_later_days():
    gate = Traffic("HN")
    truck = gate.seen(clock("13:00"), cargo="fruit")
    first = make()
    agreed(gate, given.change(truck.declaration, ("$.consignments[0].cargo_kind", "general"), at=LATER))
    truck.refresh_from_db()
    assert truck.main_cargo == "general"

    assert make(at=LATER) == first
    gate.seen(clock("14:00"))  # and another correction does not bring it in
    corrected = make(at=LATER)
    assert corrected.figures["total"]["left_over"] == first.figures["total"]["left_over"] | {
        "total": 2, "fruit": 2, "change": 2,
    }  # fmt: skip
    gate.leaves(truck, LATER)
    next_day = make(date=DAY + timedelta(days=1), at=BEAT + timedelta(days=1))
    assert next_day.figures["total"]["export"] == {"total": 1, "fruit": 0, "other": 1}


def test_what_is_mended_of_goods_that_are_through_is_a_correction():
    gate = Traffic("HN")
    trucks = [given.vehicle("1"), given.vehicle("2")]
    shared = given.filed(by=gate.company, at=clock("08:00"), vehicles=trucks)
    first, second = shared.vehicles.order_by("pk")
    for truck in (first, second):
        gate.confirm(shared, "bg_arrival", at=clock("08:30"), vehicle=truck)
    gate.leaves(first, clock("10:00"))
    make()
    agreed(gate, given.change(shared, ("$.consignments[0].items[0].value", 50000), at=LATER))

    corrected = make(at=LATER)

    assert (corrected.revision, corrected.figures["total"]["trade_value"]["export"]) == (2, {"USD": "25000.00"})
    assert changed() == [(first.plate, "arrived left paid", "arrived left paid")]


def test_other_trucks_with_equal_figures_are_a_correction_and_a_mended_plate_is_none():
    gate = Traffic("HN")
    gone = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    stays = gate.seen(clock("13:00"))
    gate.confirm(stays.declaration, "customs_registration", at=clock("14:00"))
    gate.confirm(stays.declaration, *TO_EXIT[:-1], at=clock("14:00"), vehicle=stays)
    first = make()
    Vehicle.objects.filter(pk=stays.pk).update(plate="12C-000.00")
    assert make(at=LATER) == first
    gate.comes_back(gone, CUT_OFF + 10 * MINUTE)
    exit_check = given.check(stays.declaration, "bg_out", stays)
    by = gate.staff["HN"]["border_guard"]
    checking.confirm(check_id=exit_check.pk, by=by, at=LATER, happened_at=CUT_OFF - MINUTE)

    second = make(at=LATER)

    assert (second.revision, second.figures) == (2, first.figures)
    assert changed() == [
        (gone.plate, "arrived left paid", "arrived left_over paid"),
        ("12C-000.00", "arrived left_over paid", "arrived left paid"),
    ]


def test_a_correction_is_cut_to_the_gates_of_its_reader():
    gate = Traffic("HN", "TT")
    truck = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    make()
    gate.comes_back(truck, CUT_OFF + 10 * MINUTE)
    make(at=LATER)

    (other,) = corrections(Bulletin.objects.published(), gates=["TT"])
    (mine,) = corrections(Bulletin.objects.published(), gates=["HN"])

    assert (other.figures, other.trucks, other.trucks_changed) == ([], [], 0)
    assert {change.place for change in mine.figures} == {"total", "HN"}
    assert ("total", "export.fruit", 1, 0) in mine.figures
    assert ("HN", "trade_value.export.USD", "30000.00", None) in mine.figures


def test_fees_that_say_otherwise_than_the_journal_are_named_and_nothing_is_kept():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("13:00")), clock("14:00"))
    event = Event.objects.get(verb="fee.paid")
    Fee.objects.update(amount=1)

    with pytest.raises(BulletinDoesNotBalance) as refused:
        make()

    (wrong,) = refused.value.disagreements
    assert (wrong["gate"], wrong["figure"], wrong["declarations"]) == ("HN", "fees", [truck.declaration.number])
    assert wrong["events"] == [event.pk]
    assert f"events {event.pk}" in str(refused.value)
    assert not Bulletin.objects.exists()


def test_a_count_that_the_trucks_do_not_make_is_refused(monkeypatch):
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("13:00")), clock("14:00"))
    make(at=clock("15:00"))
    monkeypatch.setattr("reports.queries.counting_worth.goods", lambda _left: [])

    with pytest.raises(BulletinDoesNotBalance) as refused:
        make()

    assert [(one["figure"], one["counted"], one["listed"]) for one in refused.value.disagreements] == [
        ("farm_produce_kg.export", 0, 18000), ("trade_value.export.USD", None, "30000.00"),
    ]  # fmt: skip
    assert Bulletin.objects.get().published_at is None


def test_a_maker_that_dies_while_it_writes_the_list_leaves_nothing(monkeypatch):
    Traffic("HN").seen(clock("13:00"))

    def dies(*_args, **_options):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(CountedVehicle.objects, "bulk_create", dies)
        patch.setattr(keeping, "_plain", dies)  # PostgreSQL copies its rows in
        with pytest.raises(ZeroDivisionError):
            make()
    assert not Bulletin.objects.exists()
    assert make().vehicles_counted == CountedVehicle.objects.count() == 1


def former(bulletin):
    """The same as it was published before goods, fees, lanes and lists were counted."""
    later = ("comparison", "outlook", "kind", "starts_on")
    figures = {name: value for name, value in bulletin.figures.items() if name not in later}
    for part in (figures["total"], *figures["gates"].values()):
        for name in ("farm_produce_kg", "trade_value", "fees", "lanes"):
            part.pop(name, None)
    Bulletin.objects.bulk_create(
        [
            Bulletin(
                date=EVE, starts_on=EVE, revision=1, figures=figures | {"date": str(EVE)}, sha256=digest(figures),
                cut_off_at=START, made_at=START, published_at=START,
            )
        ]
    )  # fmt: skip
    return Bulletin.objects.get(date=EVE)


def test_what_was_published_before_lists_were_kept_stays_until_a_person_asks():
    gate = Traffic("HN")
    old = former(make())
    assert make(date=EVE, at=LATER) == old
    gate.leaves(gate.seen(EVE_NOON), EVE_NOON + MINUTE)
    corrected = make(date=EVE, at=LATER)
    assert (corrected.revision, corrected.vehicles_counted) == (2, 1)

    (said,) = corrections(Bulletin.objects.published().filter(date=EVE), gates=["HN"])
    assert (said.trucks, said.trucks_changed) == ([], None)
    assert ("HN", "cleared", 0, 1) in said.figures
    assert ("HN", "fees.total", None, 800000) in said.figures


def test_a_person_who_asks_brings_in_what_was_not_counted_yet():
    old, by = former(make()), given.manager()
    completed = make(date=EVE, at=LATER, by=by)
    assert (old.revision, completed.revision, completed.vehicles_counted) == (1, 2, 0)
    assert make(date=EVE, at=LATER, by=by) == completed


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize(
    "change", ["UPDATE reports_countedvehicle SET plate = ''", "DELETE FROM reports_countedvehicle"]
)
def test_what_was_counted_cannot_be_changed_even_by_hand(change):
    Traffic("HN").seen(clock("13:00"))
    made = make()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table=CountedVehicle._meta.db_table))
    assert len(kept(made)) == 1
