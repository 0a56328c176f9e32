"""The study over HTTP: its shape, who reads which gates, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from release.api.schema import StudyAnswer
from release.operations.following import follow_due
from release.operations.targets import set_target
from release.words import By
from tests import given
from tests.accounts.people import bearer
from tests.release.days import MONDAY, Gates

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = MONDAY + 3 * DAY
STUDY = "/api/v1/reports/release"
PERIOD: dict[str, Any] = {"from": "2026-11-23", "to": "2026-11-24"}


def client(user: Any) -> APIClient:
    return APIClient(headers={"Accept-Language": "en", **bearer(user)}, raise_request_exception=False)


@pytest.fixture
def province() -> Any:
    """A manager of the whole province, who reads of two passages at HN, one at TT, and one turned back."""
    gates = Gates("HN", "TT")
    gates.passes(MONDAY)
    gates.passes(MONDAY + timedelta(hours=1), slower=2, direction="import", cargo_kind="general")
    gates.passes(MONDAY + DAY, gate="TT", slower=3)
    gates.turns_back(gates.seen(MONDAY), MONDAY + timedelta(minutes=10))
    follow_due(at=LATER)
    return given.manager(at=None)


def test_the_study_says_what_it_measured_of_whom_and_until_when(province):
    target: dict[str, Any] = {"agency": "medical", "gate_id": None, "starts_on": MONDAY.date(), "minutes": 30}
    set_target(**target, by=province, at=MONDAY)

    answer = client(province).get(STUDY, PERIOD)

    assert answer.status_code == 200
    body = answer.json()
    StudyAnswer.model_validate(body)
    assert (body["from"], body["to"], body["by"], body["direction"], body["cargo"]) == (
        "2026-11-23", "2026-11-24", "agency", None, None,
    )  # fmt: skip
    assert (body["gates"][:2], body["followed_at"], body["turned_back"]) == (["HN", "TT"], "2026-11-26T02:00:00Z", 1)
    assert body["passages"]["count"] == 3
    assert body["passages"]["net"] == {
        "measured": 3, "p50_seconds": 180 * 60, "p90_seconds": 270 * 60, "mean_seconds": 180 * 60,
        "mode": {"since_seconds": 5400, "until_seconds": 6000}, "least_seconds": 90 * 60, "most_seconds": 270 * 60,
    }  # fmt: skip
    assert [part["segment"] for part in body["segments"]] == [
        "entry", "yard", "finish", "customs_out", "exit", "untold",
    ]  # fmt: skip
    assert sum(part["share_seconds"] for part in body["segments"]) == body["passages"]["gross"]["mean_seconds"]
    medical = next(group for group in body["groups"] if group["key"] == "medical")
    assert medical["target"] == {"least_seconds": 1800, "most_seconds": 1800, "measured": 3, "within": 1}
    assert medical["outcomes"] == {"measured": 3, "by_arrival": 0, "automatic": 0, "unknown": 0}


def test_passages_are_grouped_by_whatever_is_asked(province):
    caller = client(province)
    keys = {
        "gate": ["HN", "TT"], "direction": ["export", "import"], "cargo": ["fruit", "general"], "hour": ["9", "10"],
        "weekday": ["0", "1"], "peak": ["off_peak", "peak"],
    }  # fmt: skip

    assert set(By) - {"agency", "check"} == set(keys)
    for by, expected in keys.items():
        body = caller.get(STUDY, PERIOD | {"by": by}).json()
        StudyAnswer.model_validate(body)
        assert [group["key"] for group in body["groups"]] == expected
        assert sum(group["count"] for group in body["groups"]) == 3
        assert body["peak_hours"] == ([9] if by == "peak" else None)
        assert body["groups"][0]["outcomes"] is None


def test_the_filters_are_kept_and_a_period_without_passages_has_no_times(province):
    caller = client(province)

    imports = caller.get(STUDY, PERIOD | {"direction": "import", "cargo": "general", "by": "check"}).json()
    assert (imports["passages"]["count"], imports["direction"], imports["cargo"]) == (1, "import", "general")
    empty = caller.get(STUDY, {"from": "2020-01-01", "to": "2020-01-02"}).json()
    StudyAnswer.model_validate(empty)
    assert (empty["passages"]["count"], empty["passages"]["net"]["p50_seconds"], empty["groups"]) == (0, None, [])
    assert {part["share_seconds"] for part in empty["segments"]} == {None}


def test_a_manager_of_gates_reads_of_his_gates_alone(province):
    caller = client(given.manager(at="TT"))

    body = caller.get(STUDY, PERIOD | {"by": "gate"}).json()
    assert (body["gates"], body["passages"]["count"], body["turned_back"]) == (["TT"], 1, 0)
    assert [group["key"] for group in body["groups"]] == ["TT"]
    assert caller.get(STUDY, PERIOD | {"gate": "HN"}).status_code == 404
    assert client(given.officer()).get(STUDY, PERIOD).status_code == 403


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"from": "2026-11-23"}, "$.to"),
        ({"from": "2026-11-24", "to": "2026-11-23"}, "$.to"),
        ({"from": "2026-01-01", "to": "2026-04-03"}, "$.to"),
        (PERIOD | {"by": "driver"}, "$.by"),
        (PERIOD | {"cargo": "gold"}, "$.cargo"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(query, where):
    answer = client(given.manager(at=None)).get(STUDY, query)

    assert (answer.status_code, answer.json()["findings"][0]["path"]) == (400, where)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_that_no_calendar_holds_find_nothing(day):
    answer = client(given.manager(at=None)).get(STUDY, {"from": day, "to": day})

    assert (answer.status_code, answer.json()["passages"]["count"]) == (200, 0)
