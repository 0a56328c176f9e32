"""Pauses (ADR 0081): one row each with who, when and why; told to everybody; whoever is caught in one loses nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation

from accounts.models import Agency
from declarations.errors import BadInstant, NotYours, ReasonMissing, WrongState
from declarations.models import Gate, Lane, Pause, Vehicle
from declarations.operations import calling, pausing, placing, scanning
from declarations.operations.examining import examine_for
from declarations.queries.pausing import notices_for, sentence
from declarations.web.driver.shown import view_of
from tests import given
from tests.declarations.admin.desk import client_of

pytestmark = pytest.mark.django_db
NOON = given.NOON
HOUR = timedelta(hours=1)


@pytest.fixture
def centre():
    return given.officer(Agency.GATE_CENTRE, full_name="Trưởng Ca Mẫu")


def paused(by, **more):
    return pausing.pause(gate_id=given.gate().pk, by=by, at=NOON, **{"reason": "Ùn ứ phía bên kia", **more})


def board(client):
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        return client.get("/api/v1/gates/HN/board").json()


def test_a_gate_stands_still_and_goes_on(centre, client):
    placing.announce(gate_id=given.gate().pk, notice="Mang theo giấy tờ gốc", by=centre)
    begun = paused(centre, until=NOON + HOUR)
    told = board(client)
    assert told["state"] == "paused"
    assert told["pauses"] == [{
        "lane": None, "since": "2026-11-21T05:00:00Z", "until": "2026-11-21T06:00:00Z", "reason": "Ùn ứ phía bên kia",
    }]  # fmt: skip
    assert told["notice"].splitlines()[1:] == ["Mang theo giấy tờ gốc"]
    assert {"12:00 21/11", "13:00 21/11"} <= {told["notice"][i : i + 11] for i in range(len(told["notice"]))}

    other = given.officer(Agency.GATE_CENTRE)
    pausing.resume(gate_id=given.gate().pk, by=other, at=NOON + HOUR)
    begun.refresh_from_db()
    assert (begun.started_by, begun.started_at, begun.ended_by, begun.ended_at, begun.reason) == (
        centre, NOON, other, NOON + HOUR, "Ùn ứ phía bên kia"
    )  # fmt: skip
    assert (board(client)["state"], board(client)["notice"]) == ("open", "Mang theo giấy tờ gốc")


def test_a_lane_stands_still_by_itself(centre, client):
    lane = Lane.objects.get(gate__code="HN", code="1119-1120")
    paused(centre, lane_id=lane.pk)
    told = board(client)
    assert (told["state"], told["pauses"][0]["lane"]) == ("open", "1119-1120")
    assert lane.name in told["notice"]
    assert notices_for(given.gate(), None) == []
    assert len(notices_for(given.gate(), lane)) == 1
    paused(centre)
    assert [pause["lane"] for pause in board(client)["pauses"]] == [None, "1119-1120"]
    pausing.resume(gate_id=lane.gate_id, by=centre, at=NOON, lane_id=lane.pk)
    assert [pause["lane"] for pause in board(client)["pauses"]] == [None]


@pytest.mark.parametrize("lane", [None, "1116-1117"])
def test_it_stands_still_once_and_goes_on_once(centre, lane):
    lane_id = Lane.objects.get(code=lane).pk if lane else None
    gate = given.gate()
    with pytest.raises(WrongState):
        pausing.resume(gate_id=gate.pk, by=centre, at=NOON, lane_id=lane_id)
    paused(centre, lane_id=lane_id)
    with pytest.raises(WrongState):
        paused(centre, lane_id=lane_id)
    pausing.resume(gate_id=gate.pk, by=centre, at=NOON, lane_id=lane_id)
    paused(centre, lane_id=lane_id)
    assert Pause.objects.count() == 2


def test_a_gate_that_was_paused_before_pauses_were_rows_goes_on(centre):
    Gate.objects.filter(code="HN").update(paused_at=NOON)
    with pytest.raises(WrongState):
        paused(centre)
    pausing.resume(gate_id=given.gate().pk, by=centre, at=NOON)
    assert given.gate().paused_at is None


def test_what_says_nothing_and_whose_gate_it_is_not_is_refused(centre):
    elsewhere = Lane.objects.get(gate__code="TT", code="VAI")
    with pytest.raises(NotYours):
        paused(centre, lane_id=elsewhere.pk)
    for reason in ("", " . "):
        with pytest.raises(ReasonMissing):
            paused(centre, reason=reason)
    with pytest.raises(BadInstant):
        paused(centre, until=NOON)
    strangers = [given.officer(agency) for agency in Agency.values if agency != Agency.GATE_CENTRE]
    for by in [*strangers, given.officer(Agency.GATE_CENTRE, at="TT"), given.manager(), given.declarant()]:
        with pytest.raises(NotYours):
            paused(by)
    assert not Pause.objects.exists()
    paused(centre)
    for by in [*strangers, given.officer(Agency.GATE_CENTRE, at="TT")]:
        with pytest.raises(NotYours):
            pausing.resume(gate_id=given.gate().pk, by=by, at=NOON)
    assert given.gate().paused_at == NOON


def test_whoever_is_caught_in_it_reads_it_and_loses_nothing(centre):
    company, guard = given.declarant(), given.officer(Agency.BORDER_GUARD)
    trucks = []
    for second in range(2):
        truck = given.filed(by=company).vehicles.get()
        at = NOON + timedelta(seconds=second)
        scanning.scan(gate="HN", read=scanning.Read(plate=truck.plate), by=guard, at=at, nonce=truck.plate)
        trucks.append(truck)
    calling.call_next(gate_id=trucks[0].gate_id, direction="export", count=1, by=centre, at=NOON)
    before = list(Vehicle.objects.order_by("pk").values())

    paused(centre)

    number = trucks[0].declaration.number
    client = client_of(company)
    part = {"HX-Request": "true"}
    first = client.get(f"/declarations/{number}/", headers=part)
    seen = {**part, "If-None-Match": first["ETag"]}
    assert client.get(f"/declarations/{number}/", headers=seen).status_code == 304
    assert "Ùn ứ phía bên kia" in first.content.decode()
    rows = Vehicle.objects.select_related("declaration__gate", "declaration__lane", "declaration__yard")
    assert "Ùn ứ phía bên kia" in " ".join(view_of(rows.order_by("pk")[0], at=NOON).notices)
    assert "Ùn ứ phía bên kia" in client.get("/?board").content.decode()
    pausing.resume(gate_id=trucks[0].gate_id, by=centre, at=NOON + HOUR)
    assert list(Vehicle.objects.order_by("pk").values()) == before
    # The page that keeps itself fresh is another one now.
    again = client.get(f"/declarations/{number}/", headers=seen)
    assert (again.status_code, "Ùn ứ" in again.content.decode()) == (200, False)


def test_a_filing_is_told_at_once(centre):
    body, by = given.body(), given.declarant()

    def is_told() -> bool:
        return "gate_paused" in [finding.code for finding in examine_for(body=body, by=by, at=NOON).findings]

    assert not is_told()
    paused(centre)
    assert is_told()


@pytest.mark.parametrize(("language", "words"), [("en", "stands still"), ("vi", "Ùn ứ"), ("zh-hans", "Ùn ứ")])
def test_a_pause_is_told_in_every_language(centre, language, words):
    begun = paused(centre)
    with translation.override(language):
        assert words in sentence(begun)
