"""Farm produce, trade value, fees and lanes: of what left, as declared, and split where trucks share a load."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from declarations.models import Fee, Lane
from reports.figures import cut
from reports.models import Outlook
from reports.operations.bulletins import figures_for
from reports.operations.outlooks import note
from reports.queries.counting_worth import share
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock

pytestmark = pytest.mark.django_db
NOTHING: dict[str, dict[str, str]] = {"export": {}, "import": {}}


def item(**changes):
    return given.consignment()["items"][0] | changes


def figures():
    return figures_for(date=DAY, at=CUT_OFF)


def test_what_left_is_worth_what_was_declared_by_currency_and_direction():
    gate = Traffic("HN", "TT")
    fruit = given.consignment(items=[item(weight_kg=900, value=10.5), item(weight_kg=None, value=7, currency="CNY")])
    frozen = given.consignment("B", cargo_kind="frozen", items=[item(weight_kg=5000, value=None)])
    truck = given.vehicle(consignments=["A", "B"])
    mixed = given.filed(by=gate.company, at=clock("08:00"), consignments=[fruit, frozen], vehicles=[truck])
    gate.leaves(gate.arrives(mixed, clock("08:00")), clock("10:00"))
    gate.leaves(gate.seen(clock("09:00"), gate="TT", direction="import", cargo="farm_produce"), clock("11:00"))
    gate.seen(clock("09:00"))  # stands there: nothing of it went through

    made = figures()

    assert made["gates"]["HN"]["farm_produce_kg"] == {"export": 900, "import": 0}
    assert made["gates"]["HN"]["trade_value"] == NOTHING | {"export": {"CNY": "7.00", "USD": "10.50"}}
    assert made["total"]["farm_produce_kg"] == {"export": 900, "import": 18000}
    assert made["total"]["trade_value"] == {"export": {"CNY": "7.00", "USD": "10.50"}, "import": {"USD": "30000.00"}}


def test_a_load_on_several_trucks_is_split_and_each_day_has_its_share():
    gate = Traffic("HN")
    load = given.consignment(items=[item(weight_kg=1000, value=Decimal("100.00"))])
    trucks = [given.vehicle(str(number)) for number in (1, 2, 3)]
    shared = given.filed(by=gate.company, at=clock("08:00"), consignments=[load], vehicles=trucks)
    for truck in shared.vehicles.order_by("pk"):
        gate.confirm(shared, "bg_arrival", at=clock("08:30"), vehicle=truck)
    first, second, _third = shared.vehicles.order_by("pk")
    gate.leaves(first, clock("10:00"))
    made = figures()
    gate.leaves(second, CUT_OFF)

    assert made["total"]["farm_produce_kg"]["export"] == 333
    assert made["total"]["trade_value"]["export"] == {"USD": "33.33"}
    assert figures() == made
    next_day = figures_for(date=DAY + timedelta(days=1), at=CUT_OFF)
    assert next_day["total"]["trade_value"]["export"] == {"USD": "33.33"}
    assert [share(100, place, 3) for place in range(3)] == [33, 33, 34]


def test_a_value_without_a_currency_and_goods_of_an_exit_taken_back_count_as_nothing():
    gate = Traffic("HN")
    unclear = given.filed(
        by=gate.company, at=clock("08:00"), consignments=[given.consignment(items=[item(currency=None)])]
    )
    gate.leaves(gate.arrives(unclear, clock("08:00")), clock("10:00"))
    back = gate.leaves(gate.seen(clock("08:00")), clock("10:00"))
    gate.comes_back(back, clock("10:05"))

    part = figures()["gates"]["HN"]

    assert (part["cleared"], part["trade_value"]) == (1, NOTHING)
    assert part["farm_produce_kg"]["export"] == 18000


def test_fees_are_those_paid_within_the_day_by_kind():
    gate = Traffic("HN", "TT")
    at = START + timedelta(minutes=5)
    declaration = given.filed(by=gate.company, at=at, document=given.transshipment(at=at))
    carrier, receiver = declaration.vehicles.order_by("role")
    for vehicle in (carrier, receiver):
        gate.confirm(declaration, "bg_arrival", "customs_arrival", at=at, vehicle=vehicle)
    gate.confirm(declaration, "transport_licence", "transshipment", "fee_transfer", at=at, vehicle=carrier)
    gate.confirm(declaration, "fee_infrastructure", at=CUT_OFF - timedelta(seconds=1), vehicle=receiver)
    truck = gate.seen(clock("09:00"), gate="TT")
    gate.confirm(truck.declaration, "fee_infrastructure", at=CUT_OFF, vehicle=truck)
    owed = Fee.objects.filter(vehicle__declaration=declaration).values_list("kind").annotate(paid=Sum("amount"))
    paid = dict(owed.order_by())

    made = figures()

    assert paid.keys() == {"infrastructure", "transfer"}
    assert made["gates"]["HN"]["fees"] == {**paid, "total": sum(paid.values())}
    assert made["gates"]["TT"]["fees"] == {"infrastructure": 0, "transfer": 0, "total": 0}
    assert made["total"]["fees"] == made["gates"]["HN"]["fees"]


def test_lanes_are_those_declared():
    gate = Traffic("HN")
    lane = Lane.objects.filter(gate__code="HN").order_by("pk")[0]
    gate.leaves(gate.seen(clock("08:00"), lane=lane.code), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), direction="import", cargo="general"), clock("09:00"))

    made = figures()

    assert made["gates"]["HN"]["lanes"] == {
        "": {"cleared": 1, "export": 0, "import": 1},
        lane.code: {"cleared": 1, "export": 1, "import": 0},
    }
    assert made["gates"]["TT"]["lanes"] == {}
    assert "lanes" not in made["total"]


def test_what_a_bulletin_of_former_times_did_not_count_is_unknown():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    made = figures()
    new = ("farm_produce_kg", "trade_value", "fees", "lanes")
    for part in (made["total"], *made["gates"].values()):
        for member in new:
            part.pop(member, None)
    former = {name: made[name] for name in made if name not in ("kind", "starts_on", "comparison")}

    shown = cut(former, ["HN", "TT"])

    assert (shown["kind"], shown["starts_on"], shown["total"]["cleared"]) == ("day", "2026-11-21", 1)
    for part in (shown["total"], shown["gates"]["HN"]):
        assert part["farm_produce_kg"] == part["trade_value"] == {"export": None, "import": None}
        assert part["fees"] == {"infrastructure": None, "transfer": None, "total": None}
    assert shown["gates"]["HN"]["lanes"] is None


def say(gate, *left_over, for_date=DAY + timedelta(days=1), made_on=DAY, beats_naive=True):
    names = ("left_over_p10", "left_over_p50", "left_over_p90")
    numbers = dict(zip(names, left_over, strict=True))
    note(made_on=made_on, for_date=for_date, gate=gate, beats_naive=beats_naive, at=CUT_OFF, **numbers)


def test_the_last_forecast_is_named_only_if_it_beats_the_naive_one():
    before = DAY - timedelta(days=1)
    say("HN", 1, 5, 9, made_on=before)
    say("TT", 2, 6, 9, made_on=before)
    say(None, 3, 11, 18, made_on=before)
    say("HN", 2, 4, 8)
    say("TT", 2, 4, 8, beats_naive=False)

    assert figures()["outlook"] == {
        "for_date": str(DAY + timedelta(days=1)),
        "total": {"p10": 3, "p50": 11, "p90": 18},
        "gates": {"HN": {"p10": 2, "p50": 4, "p90": 8}},
    }
    assert figures_for(date=before, at=CUT_OFF)["outlook"] is None


def test_an_outlook_said_again_replaces_the_former_and_its_numbers_rise():
    for gate in (None, "HN", None, "HN"):
        say(gate, 1, 5, 9)
    say("HN", 2, 5, 9)

    with pytest.raises(IntegrityError), transaction.atomic():
        say("TT", 1, 0, 9)
    with pytest.raises(IntegrityError), transaction.atomic():
        say("TT", 1, 5, 9, for_date=DAY - timedelta(days=1))
    assert list(Outlook.objects.order_by("pk").values_list("gate__code", "left_over_p10")) == [(None, 1), ("HN", 2)]
