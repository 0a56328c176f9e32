"""Forecasts over HTTP: who reads which gates, the shape of answers, former evenings, refusals."""

import pytest
import time_machine
from rest_framework.test import APIClient

from declarations.models import Posting
from forecast.api.schema import ForecastAnswer
from forecast.operations.making import make_forecasts
from tests import given
from tests.accounts.people import bearer
from tests.forecast.past import LAST, ONE, evening, invented, keep

pytestmark = pytest.mark.django_db
PATH = "/api/v1/reports/forecasts"


def client(user=None):
    headers = {"Accept-Language": "en", **(bearer(user) if user else {})}
    return APIClient(headers=headers, raise_request_exception=False)


@pytest.fixture
def made():
    """Two evenings; the first one's tomorrow is over."""
    series = invented(more=1)
    keep(series, until=150)
    make_forecasts(at=evening())
    keep(series, since=150)
    make_forecasts(at=evening(LAST + ONE))
    return series


def test_an_evening_is_answered_with_bands_beside_the_naive_one_and_scores(made):
    answer = client(given.manager(at=None)).get(PATH)

    assert answer.status_code == 200
    body = answer.json()
    ForecastAnswer.model_validate(body)
    assert (body["made_on"], body["made_at"]) == ("2026-08-02", "2026-08-02T13:02:00Z")
    assert len(body["series"]) == 7 * 2 * 2
    total, hn = body["series"][0], next(one for one in body["series"] if one["gate"] == "HN")
    assert (total["gate"], hn["direction"], hn["what"]) == (None, "export", "arrivals")
    tomorrow = hn["days"][0]
    assert (tomorrow["for_date"], tomorrow["days_ahead"], tomorrow["unavailable"]) == ("2026-08-03", 1, None)
    assert tomorrow["p10"] < tomorrow["p50"] < tomorrow["p90"]
    assert tomorrow["naive"] == made.arrivals[144]
    [score] = hn["scores"]
    assert (score["days_ahead"], score["days"], score["beats_naive"]) == (1, 1, False)
    closed = next(one for one in body["series"] if one["gate"] == "TT")
    assert {(day["unavailable"], day["p50"]) for day in closed["days"]} == {("too_short", None)}


def test_a_former_evening_is_answered_with_what_came(made):
    body = client(given.manager(at="HN")).get(PATH, {"made_on": str(LAST), "direction": "export"}).json()
    assert body["made_on"] == str(LAST)
    assert [day["came"] for day in body["series"][0]["days"]] == [made.arrivals[150]] + [None] * 6


@pytest.mark.parametrize(
    ("at", "gates"),
    [(["HN"], ["HN"]), (["HN", "TT"], ["HN", "TT"]), (None, [None, "HN", "TT", "CN", "CM", "NH", "NN"])],
)
def test_a_manager_reads_his_gates_and_only_who_reads_all_reads_their_sum(made, at, gates):
    manager = given.manager(at=at[0] if at else None)
    for code in (at or [])[1:]:
        Posting.objects.create(user=manager, gate=given.gate(code))
    body = client(manager).get(PATH, {"direction": "export"}).json()
    assert list(dict.fromkeys(one["gate"] for one in body["series"])) == gates


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"gate": "HN"}, 200), ({"gate": "TT"}, 404), ({"gate": "XX"}, 404), ({"direction": "import"}, 200),
        ({"direction": "up"}, 400), ({"made_on": "2026-07-01"}, 404), ({"made_on": "x"}, 400), ({"other": "1"}, 400),
    ],
)  # fmt: skip
def test_only_what_is_there_and_ones_own_can_be_asked_for(made, query, status):
    assert client(given.manager(at="HN")).get(PATH, query).status_code == status


def test_before_the_first_evening_there_is_nothing():
    by = given.manager(at="HN")
    assert client(by).get(PATH).json() == {"made_on": None, "made_at": None, "series": []}
    assert client(by).get(PATH, {"made_on": str(LAST)}).status_code == 404


def test_one_gate_or_all_cost_the_same_few_queries(made, django_assert_num_queries):
    one, every = client(given.manager(at="HN")), client(given.manager(at=None))
    with time_machine.travel(evening(), tick=False):  # a key that was just seen is not looked up again
        for caller in (one, every):
            caller.get(PATH)
        with django_assert_num_queries(5):
            one.get(PATH)
        with django_assert_num_queries(5):
            every.get(PATH)
