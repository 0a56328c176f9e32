"""The waiting list, and a company's strikes, over the API."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Agency
from declarations.models import EarlierWish, Event, Lane, Strike
from declarations.operations import appealing, cancelling, pausing
from declarations.tasks import judge, offer_places
from tests import given
from tests.declarations.api.callers import of
from tests.given import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
V1 = "/api/v1"


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_wish_for_an_earlier_window_is_asked_read_kept_and_taken_back(by):
    Lane.objects.filter(gate__code="HN").update(is_open=False)
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=1)
    first, second = given.filed(), given.filed(by=by)
    caller, address = of(by), f"{V1}/declarations/{second.number}/earlier"
    nothing = {"waiting": False, "not_before": None, "asked_at": None}
    asked = {"waiting": True, "not_before": "2026-11-21T06:00:00Z", "asked_at": "2026-11-21T05:00:00Z"}
    assert caller.get(address).json() == nothing
    assert caller.post(address, {}, format="json").json() == asked
    assert caller.post(address, {}, format="json").json() == caller.get(address).json() == asked
    assert caller.delete(address).status_code == caller.delete(address).status_code == 204
    assert not EarlierWish.objects.exists()
    assert Event.objects.filter(verb__startswith="window.earlier").count() == 2
    answer = of(first.created_by).post(f"{V1}/declarations/{first.number}/earlier", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")

    caller.post(address, {}, format="json")
    cancelling.cancel(declaration_id=first.pk, by=first.created_by, at=NOON, reason="Thôi")
    assert offer_places() == 1
    assert second.vehicles.get().window_at == NOON + HOUR
    assert caller.get(address).json() == nothing


def test_strikes_say_where_one_stands_why_and_take_an_appeal(by):
    centre = given.officer(Agency.GATE_CENTRE)
    gate = given.gate()
    pausing.pause(gate_id=gate.pk, by=centre, at=NOON + HOUR, reason="Mưa lớn")
    pausing.resume(gate_id=gate.pk, by=centre, at=NOON + HOUR + timedelta(minutes=1))
    for hours in (1, 6):
        given.filed(by=by, expected_arrival=(NOON + hours * HOUR).isoformat())
    caller = of(by)
    with time_machine.travel(NOON + 40 * HOUR, tick=False):
        assert judge() == 2
        found = caller.get(f"{V1}/strikes", {"limit": 1}).json()
        struck, excused = found["results"][0], caller.get(f"{V1}/strikes?cursor={found['next']}").json()["results"][0]
        assert found["standing"] == {
            "level": "warning", "strikes": 1, "until": "2026-12-22T21:00:00Z", "horizon_hours": None,
        }  # fmt: skip
        assert (struck["duty"], struck["state"], struck["excuse"], struck["caught"]) == (
            "no_show", "stands", None, None,
        )  # fmt: skip
        assert (excused["state"], excused["excuse"]) == ("excused", "pause")
        assert excused["caught"] == {
            "since": "2026-11-21T06:00:00Z", "until": "2026-11-21T06:01:00Z", "reason": "Mưa lớn",
        }  # fmt: skip
        address = f"{V1}/strikes/{struck['id']}/appeal"
        assert of(given.declarant()).post(address, {"words": "Xe hỏng"}, format="json").status_code == 404
        assert caller.post(address, {"words": "?"}, format="json").json()["code"] == "reason_required"
        answer = caller.post(address, {"words": "Xe hỏng"}, format="json").json()
        assert (answer["appeal"]["words"], answer["ruling"]) == ("Xe hỏng", None)
        assert caller.post(address, {"words": "Xe hỏng"}, format="json").status_code == 409
        appealing.answer(strike_id=struck["id"], is_granted=True, reason="Đúng", by=centre, at=NOON + 40 * HOUR)
        again = caller.get(f"{V1}/strikes").json()
        assert (again["standing"]["level"], again["results"][0]["state"]) == ("clear", "taken_back")
        assert again["results"][0]["ruling"]["automatic"] is False
    assert Strike.objects.count() == 2
    assert Client().get(f"{V1}/strikes").status_code == 401
