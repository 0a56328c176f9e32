"""The line over HTTP: who stands in it, calling by number, taking calls back by id or by number."""

from datetime import timedelta

import pytest

from declarations.api.schema_line import CalledAnswer, LinePage, UncalledAnswer
from declarations.models import Gate, Vehicle, Yard
from declarations.operations import acting, scanning
from tests import given
from tests.declarations.api.callers import V1, officers, refused, said
from tests.given import NOON

pytestmark = pytest.mark.django_db
LINE = f"{V1}/line/HN/export"


@pytest.fixture
def staff():
    return officers()


def stand(staff, *cargoes):
    """Trucks seen a second after the other."""
    ids = []
    for second, cargo in enumerate(cargoes):
        truck = given.filed(consignments=[given.consignment(cargo_kind=cargo)]).vehicles.get()
        scanning.scan(
            gate="HN", read=scanning.Read(plate=truck.plate), by=staff["border_guard"].user,
            at=NOON + timedelta(seconds=second), nonce=truck.plate,
        )  # fmt: skip
        ids.append(truck.pk)
    return ids


def test_the_line_is_read_page_by_page_in_its_order(staff, django_assert_max_num_queries):
    ids = stand(staff, "general", "fruit", "general")
    acting.hold_on_road(vehicle_id=ids[2], by=staff["gate_centre"].user, at=NOON, reason="Kiểm tra")
    centre = staff["gate_centre"]
    centre.post(f"{LINE}/call", {"count": 1}, format="json")

    with django_assert_max_num_queries(9):
        first = said(centre.get(f"{LINE}?limit=2"), LinePage)
    rest = said(centre.get(f"{LINE}?limit=2&cursor={first['next']}"), LinePage)

    rows = [*first["results"], *rest["results"]]
    assert [(row["id"], row["position"], row["stage"], row["green"], row["held"]) for row in rows] == [
        (ids[0], 1, "waiting", False, False), (ids[1], 2, "called", True, False), (ids[2], 3, "waiting", False, True),
    ]  # fmt: skip
    assert rest["next"] is None
    assert said(staff["traffic_police"].get(f"{V1}/line/HN/import"), LinePage)["results"] == []


def test_a_call_says_of_each_truck_what_came_of_it(staff):
    ids = stand(staff, "general", "general", "fruit", "general")
    acting.hold_on_road(vehicle_id=ids[0], by=staff["traffic_police"].user, at=NOON, reason="Kiểm tra")
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=2)

    told = said(staff["traffic_police"].post(f"{LINE}/call", {"count": 5}, format="json"), CalledAnswer)

    assert [(one["id"], one["why"]) for one in told["called"]] == [(ids[2], "green"), (ids[1], "in_turn")]
    assert [(one["id"], one["code"]) for one in told["skipped"]] == [(ids[0], "held"), (ids[3], "yard_full")]
    assert (told["refused"], told["yards"]) == ([], [{"code": "XUAN-CUONG", "free": 0}])


def test_calls_are_taken_back_by_number_and_by_name(staff):
    ids, centre = stand(staff, "general", "general", "general"), staff["gate_centre"]
    centre.post(f"{LINE}/call", {"count": 3}, format="json")

    last = said(centre.post(f"{LINE}/uncall", {"reason": "Bãi đầy"}, format="json"), UncalledAnswer)
    named = said(
        centre.post(f"{LINE}/uncall", {"vehicles": [ids[0], ids[2]], "reason": "Nhầm"}, format="json"), UncalledAnswer
    )

    assert [one["id"] for one in last["uncalled"]] == [ids[2]]
    assert [one["id"] for one in named["uncalled"]] == [ids[0]]
    assert [(one["id"], one["code"]) for one in named["refused"]] == [(ids[2], "wrong_state")]
    assert list(Vehicle.objects.filter(called_at__isnull=False).values_list("pk", flat=True)) == [ids[1]]


def test_what_cannot_be_meant_is_refused_and_changes_nothing(staff):
    (truck,), centre = stand(staff, "general"), staff["gate_centre"]
    centre.post(f"{LINE}/call", {"count": 1}, format="json")
    refused(centre.post(f"{LINE}/call", {"count": 0}, format="json"), 400, "malformed")
    refused(centre.post(f"{LINE}/call", {"count": 51}, format="json"), 400, "malformed")
    refused(centre.post(f"{LINE}/uncall", {"count": 1}, format="json"), 400, "malformed")
    refused(centre.post(f"{LINE}/uncall", {"count": 1, "reason": "…"}, format="json"), 422, "reason_required")
    refused(centre.post(f"{LINE}/uncall", {"vehicles": [truck + 99], "reason": "x"}, format="json"), 404, "not_found")
    refused(centre.get(f"{V1}/line/HN/sideways"), 404, "not_found")
    refused(staff["customs"].post(f"{LINE}/uncall", {"count": 1, "reason": "x"}, format="json"), 403, "not_allowed")
    Gate.objects.filter(code="HN").update(paused_at=NOON)
    refused(centre.post(f"{LINE}/call", {"count": 1}, format="json"), 409, "gate_paused")
    assert Vehicle.objects.get(pk=truck).called_at is not None


def test_the_same_call_sent_again_calls_nobody_else(staff):
    stand(staff, "general", "general")
    headers = {"Idempotency-Key": "call-1"}
    answers = [staff["gate_centre"].post(f"{LINE}/call", {"count": 1}, format="json", headers=headers) for _ in "12"]
    assert answers[0].json() == answers[1].json()
    assert Vehicle.objects.filter(called_at__isnull=False).count() == 1
