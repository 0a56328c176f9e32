"""Arrival windows in the form, and the sentence that says why a truck stands where it stands in line."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Agency
from declarations.models import Lane, Vehicle
from declarations.operations import acting, calling, scanning
from declarations.queries.moving import moved
from declarations.web import why as words
from declarations.web.form.windows import window_name, windows_by_day
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return given.declarant()


def page(by, name, *args, **asked):
    client = Client()
    client.force_login(by)
    with time_machine.travel(NOON, tick=False):
        return client.get(reverse(name, args=args), asked, headers={"Accept-Language": "en"})


def seen(*, at=NOON, **changes):
    declaration = given.filed(**{"expected_arrival": NOON.isoformat(), **changes})
    guard = given.officer(Agency.BORDER_GUARD)
    read = scanning.Read(number=declaration.number or "")
    scanning.scan(gate="HN", read=read, by=guard, at=at, nonce=str(declaration.pk))
    return declaration.vehicles.get()


def why(vehicle):
    return words.why([vehicle]).get(vehicle.pk, "")


def ordinary(**changes):
    return {"consignments": [given.consignment(cargo_kind="general")], **changes}


def test_the_form_offers_the_windows_in_which_something_is_free(by):
    Lane.objects.filter(gate__code="HN").update(is_open=False)
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=2)
    given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])

    ((day, first), *_rest) = windows_by_day("HN", "export", at=NOON)

    assert day == "21/11/2026"
    assert first[0] == ("2026-11-21T05:00:00Z", "12:00–13:00 · 2 places free")
    assert [value for value, _label in first[1:2]] == ["2026-11-21T07:00:00Z"]  # one o'clock is full
    assert windows_by_day("HN", None, at=NOON) == windows_by_day("XX", "export", at=NOON) == []
    assert window_name("tomorrow") == "tomorrow"


def test_the_page_asks_for_windows_of_what_is_chosen(by):
    answer = page(by, "declaration-windows", gate="HN", direction="export", chosen="2026-11-20T05:00:00Z")
    text = answer.content.decode()
    assert '<optgroup label="21/11/2026"><option value="2026-11-21T05:00:00Z">12:00–13:00 · ' in text
    assert '<option value="2026-11-20T05:00:00Z" selected>20/11 12:00–\u206013:00</option>' in text
    assert page(by, "declaration-windows", gate="HN").content.decode().count("option") == 0
    assert Client().get(reverse("declaration-windows")).status_code == 302


def test_a_window_that_is_typed_is_kept_shown_and_read_again(by):
    declaration = given.filed(by=by, window=(NOON + timedelta(hours=2)).isoformat())
    text = page(by, "declaration-edit", declaration).content.decode()
    assert '<option value="2026-11-21T07:00:00Z" selected>14:00–15:00 · ' in text
    assert "14:00–\u206015:00" in page(by, "declaration", declaration).content.decode()


@pytest.mark.parametrize(
    ("expected", "at", "said"),
    [
        (60, 0, "The place counts from 21/11 13:00: the truck came before its window."),
        (0, 30, "The place counts from 21/11 12:30, when the truck was seen: it kept its window."),
        (0, 140, "The place counts from 21/11 14:20, when the truck was seen: it came 80 min after its window."),
    ],
)
def test_why_a_truck_stands_where_it_stands(expected, at, said):
    truck = seen(expected_arrival=(NOON + timedelta(minutes=expected)).isoformat(), at=NOON + timedelta(minutes=at))
    assert why(truck) == said
    with translation.override("vi"):
        assert why(truck).startswith("Lốt tính từ 21/11")


def test_a_truck_without_a_window_and_one_that_is_gone():
    Lane.objects.update(is_open=False)
    truck = seen()
    assert why(truck) == "The place counts from 21/11 12:00, when the truck was seen."
    assert why(Vehicle(seen_at=None)) == ""


def test_who_passed_it_is_counted():
    waiting = seen(**ordinary(), at=NOON)
    early = seen(expected_arrival=(NOON + timedelta(hours=2)).isoformat(), at=NOON)
    green = [seen(at=NOON + timedelta(minutes=n)) for n in (1, 2)]
    centre = given.officer(Agency.GATE_CENTRE)
    for truck in green:
        calling.call_forward(vehicle_id=truck.pk, by=centre, at=NOON + timedelta(minutes=5))

    found = moved([waiting])[waiting.pk]
    assert (found.green_called, found.sent_here, found.in_their_window) == (2, 0, 0)
    assert why(waiting).endswith("; 2 trucks with fresh fruit were called before it.")
    assert why(early).endswith("; 2 trucks that came later stand before it, because its window begins later.")


def test_who_is_sent_here_with_his_time_passes_too():
    waiting = seen(at=NOON + timedelta(minutes=10), gate="HN")
    there, guard = seen_at_tt(), given.officer(Agency.BORDER_GUARD, at="TT")

    acting.turn_back(vehicle_id=there.pk, by=guard, at=NOON + timedelta(minutes=20), reason="Ùn ứ", to_gate="HN")
    copy = Vehicle.objects.get(plate_key=there.plate_key, is_open=True)
    scanning.scan(
        gate="HN", read=scanning.Read(number=copy.declaration.number or ""), by=given.officer(Agency.BORDER_GUARD),
        at=NOON + timedelta(minutes=50), nonce="n",
    )  # fmt: skip
    copy.refresh_from_db()
    assert why(copy) == "The place counts from 21/11 12:00: the time at the gate that sent the truck here is kept."
    assert why(waiting).endswith("; 1 truck sent here from another gate kept its earlier time.")


def seen_at_tt():
    declaration = given.filed(gate="TT", expected_arrival=NOON.isoformat())
    read = scanning.Read(number=declaration.number or "")
    guard = given.officer(Agency.BORDER_GUARD, at="TT")
    scanning.scan(gate="TT", read=read, by=guard, at=NOON, nonce="tt")
    return declaration.vehicles.get()
