"""What anybody may ask: gates, their boards, their windows. Counts, and nobody's name or plate."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from declarations.api.schema_gate import BoardAnswer, GatePage, WindowPage
from declarations.models import DayMode, Gate
from declarations.operations import withdrawing
from declarations.queries.board import colour_of
from tests import given
from tests.declarations.api.callers import V1, refused, said
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody():
    return APIClient()


def _board(anybody, code="HN"):
    cache.clear()
    return said(anybody.get(f"{V1}/gates/{code}/board"), BoardAnswer)


def test_every_gate_is_listed_with_its_lanes_yards_and_hours(anybody):
    gates = said(anybody.get(f"{V1}/gates"), GatePage)["results"]

    assert [gate["code"] for gate in gates] == ["HN", "TT", "CN", "CM", "NH", "NN", "DD"]
    assert {yard["code"] for yard in gates[0]["yards"]} == {"XUAN-CUONG", "VIETTEL", "NON-TARIFF"}
    assert gates[0]["hours"][0] == {"weekday": 0, "opens": "07:00", "closes": "19:00"}


@pytest.mark.parametrize(("language", "name"), [("vi", "Hữu Nghị"), ("en", "Huu Nghi"), ("zh-hans", "友谊")])
def test_a_gate_is_named_in_the_language_that_is_asked_for(anybody, language, name):
    gates = anybody.get(f"{V1}/gates", headers={"Accept-Language": language}).json()["results"]
    assert gates[0]["name"] == name


def test_gates_are_listed_in_a_few_queries(anybody, django_assert_num_queries):
    with django_assert_num_queries(4):
        anybody.get(f"{V1}/gates")


def test_the_board_counts_each_truck_in_line_once(anybody):
    staff = given.officers()
    arrivals = ("bg_arrival", "customs_arrival")
    given.filed()  # on the road: nobody has seen it
    given.confirmed(given.filed(), "bg_arrival", staff=staff)
    given.confirmed(given.filed(), *arrivals, staff=staff)
    called = given.filed()
    given.confirmed(called, "bg_arrival", staff=staff)
    called.vehicles.update(called_at=NOON)  # calling forward is a later piece of work
    given.confirmed(given.filed(), *given.EXPORT_WAY, staff=staff)
    imported = given.filed(document=given.transshipment(receivers=1))
    carrier, receiver = imported.vehicles.get(role="carrier"), imported.vehicles.get(role="receiver")
    given.confirmed(imported, "bg_arrival", staff=staff, vehicle=carrier)
    given.confirmed(imported, "bg_arrival", staff=staff, vehicle=receiver)

    board = _board(anybody)

    sides = {name: [side[k] for k in ("waiting", "called", "at_gate", "cleared_today")]
             for name, side in board["directions"].items()}  # fmt: skip
    assert sides == {"export": [1, 1, 1, 1], "import": [1, 0, 0, 0]}
    assert _board(anybody, "TT")["directions"]["export"]["waiting"] == 0


def test_cleared_today_begins_at_midnight_and_forgets_an_exit_taken_back(anybody):
    staff = given.officers()
    given.confirmed(given.filed(), *given.EXPORT_WAY, staff=staff)
    second = given.filed()
    given.confirmed(second, *given.EXPORT_WAY, staff=staff)
    assert _board(anybody)["directions"]["export"]["cleared_today"] == 2

    withdrawing.withdraw(check_id=given.check(second, "bg_out").pk, by=staff["border_guard"], at=NOON)
    assert _board(anybody)["directions"]["export"]["cleared_today"] == 1
    with time_machine.travel(NOON + timedelta(hours=12), tick=False):
        assert _board(anybody)["directions"]["export"]["cleared_today"] == 0


@pytest.mark.parametrize(
    ("hour", "paused", "mode", "state"),
    [
        (12, False, None, "open"),
        (12, True, None, "paused"),
        (12, False, "preregistered_only", "preregistered_only"),
        (12, True, "preregistered_only", "paused"),
        (12, False, "closed", "closed"),
        (12, True, "closed", "closed"),
        (6, False, None, "closed"),
        (7, False, None, "open"),
        (19, False, None, "closed"),
        (20, True, None, "closed"),
    ],
)
def test_the_board_says_whether_the_gate_is_open(anybody, hour, paused, mode, state):
    at = NOON.replace(hour=hour)
    Gate.objects.filter(code="HN").update(paused_at=NOON if paused else None, notice="Mưa lớn")
    if mode:
        DayMode.objects.create(gate=given.gate(), date=at.date(), mode=mode)
    with time_machine.travel(at, tick=False):
        board = _board(anybody)
    assert (board["state"], board["notice"], board["gate"]) == (state, "Mưa lớn", "HN")


@pytest.mark.parametrize(
    ("waiting", "colour"),
    [(0, "green"), (499, "green"), (500, "yellow"), (999, "yellow"), (1000, "orange"), (5000, "orange"), (5001, "red")],
)
def test_the_colour_follows_how_many_wait(waiting, colour):
    assert colour_of(waiting) == colour


def test_the_board_is_counted_once_in_ten_seconds(anybody):
    staff = given.officers()
    first = _board(anybody)
    given.confirmed(given.filed(), "bg_arrival", staff=staff)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = anybody.get(f"{V1}/gates/HN/board")
    assert not queries
    assert again.json() == first
    assert again["Cache-Control"] == "public, max-age=10"
    assert _board(anybody)["directions"]["export"]["waiting"] == 1


@pytest.mark.parametrize("trucks", [1, 50])
def test_the_board_asks_as_much_for_one_truck_as_for_fifty(anybody, trucks, django_assert_num_queries):
    staff = given.officers()
    for _ in range(trucks):
        given.confirmed(given.filed(), "bg_arrival", staff=staff)
    cache.clear()
    with django_assert_num_queries(7):  # one of them is the estimate
        anybody.get(f"{V1}/gates/HN/board")


def test_nobody_is_named_on_anything_public(anybody):
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", staff=given.officers())
    vehicle = declaration.vehicles.get()
    told = "".join(
        anybody.get(f"{V1}/{address}").content.decode() for address in ("gates", "gates/HN/board", "gates/HN/windows")
    )
    for secret in (
        declaration.number, vehicle.plate, vehicle.plate_key, vehicle.driver_name, declaration.contact_name,
        declaration.organisation.name,
    ):  # fmt: skip
        assert json.dumps(secret, ensure_ascii=False).strip('"') not in told


def test_the_windows_of_a_day_say_what_is_free(anybody):
    given.filed(at=given.NOON, expected_arrival="2026-11-22T09:30:00+07:00")
    with time_machine.travel(given.NOON, tick=False):
        answer = anybody.get(f"{V1}/gates/HN/windows?date=2026-11-22&direction=export")
        both = anybody.get(f"{V1}/gates/HN/windows")

    rows = said(answer, WindowPage)["results"]
    assert [row["starts_at"] for row in rows] == [f"2026-11-22T{hour:02d}:00:00Z" for hour in range(12)]
    nine = rows[2]
    # Half of both lanes, 30 % kept for the green lane; the truck that filed carries fruit.
    assert nine == {
        "starts_at": "2026-11-22T02:00:00Z", "direction": "export", "capacity": 140, "free": 98, "free_for_green": 139,
    }  # fmt: skip
    assert {row["direction"] for row in said(both, WindowPage)["results"]} == {"export", "import"}
    assert said(both, WindowPage)["results"][0]["starts_at"] == "2026-11-21T05:00:00Z"


def test_a_gate_without_trucks_offers_no_windows(anybody):
    assert said(anybody.get(f"{V1}/gates/DD/windows"), WindowPage) == {"results": [], "next": None}


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("gates/XX/board", 404, "not_found"),
        ("gates/hn/board", 404, "not_found"),
        ("gates/XX/windows", 404, "not_found"),
        ("gates/HN/board?x=1", 400, "unknown_parameter"),
        ("gates?x=1", 400, "unknown_parameter"),
        ("gates/HN/windows?date=tomorrow", 400, "malformed"),
        ("gates/HN/windows?direction=up", 400, "malformed"),
    ],
)
def test_what_is_asked_wrongly_is_refused(anybody, address, status, code):
    refused(anybody.get(f"{V1}/{address}"), status, code)


def test_a_key_that_opens_nothing_is_no_hindrance():
    caller = APIClient(headers={"Authorization": "Bearer nothing"})
    assert caller.get(f"{V1}/gates").status_code == 200
