"""The page of forecasts: who opens it, what it shows in which language, and that it reads few rows."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from declarations.models import DayMode, Posting
from declarations.operations import placing
from forecast.models import Forecast, Standing
from forecast.operations.making import make_forecasts
from tests import given
from tests.forecast.past import LAST, ONE, evening, invented, keep

pytestmark = pytest.mark.django_db
PATH = "/reports/forecast/"


@pytest.fixture
def made():
    """Hữu Nghị's exports have a past and are closed on the third day; of the rest nothing is known."""
    keep(invented())
    place = DayMode(gate=given.gate("HN"), date=LAST + 3 * ONE, mode="closed")
    placing.keep(place=place, by=given.manager(at="HN"))
    make_forecasts(at=evening())


def signed_in(user, language="en"):
    client = Client(headers={"Accept-Language": language})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def page(client, status=200, **query):
    answer = client.get(PATH, query)
    assert answer.status_code == status
    return answer.content.decode()


def sections(text):
    return dict(re.findall(r'<h2 id="(arrivals|left_over)">(.*?)</section>', text, re.DOTALL))


@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator"])
def test_only_managers_come_in(who):
    client = Client() if who == "nobody" else signed_in(getattr(given, who)())
    answer = client.get(PATH)
    if who == "nobody":
        assert answer["Location"].startswith(f"{reverse('sign-in')}?next=")
    else:
        assert answer.status_code == 403


def test_a_manager_sees_the_week_of_his_gate_with_band_and_the_week_before(made):
    text = page(signed_in(given.manager(at="HN")))
    tomorrow = Forecast.objects.get(gate__code="HN", direction="export", what="arrivals", horizon=1)

    found = sections(text)
    assert (
        f"about {tomorrow.p50} vehicles will come; four times in five it is {tomorrow.p10} to {tomorrow.p90}." in text
    )
    assert "Whether that is better" in found["arrivals"]
    assert "Sunday 02/08/2026" in found["left_over"]
    assert found["arrivals"].count("<svg") == 2  # for wide and for narrow screens
    assert f"<td>{tomorrow.naive}</td>" in found["arrivals"]
    assert "No forecast: the gate is closed." in found["arrivals"]
    assert "No forecast: the gate is closed." in found["left_over"]
    assert "not known yet (0 days scored)" in found["arrivals"]
    assert 'aria-label="Gate"' not in text  # there is one only


def test_who_reads_every_gate_begins_with_all_of_them_and_chooses(made):
    client = signed_in(given.manager(at=None))
    text = page(client)
    assert re.findall(r'<a href="\?gate=(\w+)&amp;direction=export"', text)[:4] == ["all", "HN", "TT", "CN"]
    assert '?gate=all&amp;direction=export" aria-current="page"' in text
    assert "about" in sections(text)["arrivals"]
    imports = page(client, gate="TT", direction="import")
    assert "There are figures of 0 days here. From about 84 days on" in imports
    assert "Imports inside at the cut-off" in imports


@pytest.mark.parametrize("query", [{"gate": "TT"}, {"gate": "all"}, {"gate": "XX"}, {"direction": "up"}])
def test_what_is_not_his_or_not_there_is_not_found(made, query):
    page(signed_in(given.manager(at="HN")), status=404, **query)


def test_before_the_first_evening_and_without_a_gate_it_says_so():
    assert "No forecast has been made yet." in page(signed_in(given.manager(at="HN")))
    nowhere = given.manager(at="HN")
    Posting.objects.filter(user=nowhere).delete()
    assert "You read no gate's figures" in page(signed_in(nowhere))


@pytest.mark.parametrize(
    ("beats", "said", "verdict"),
    [
        (True, "it is better, by more than chance explains", "yes"),
        (False, "that it is better is not proved", "not proved"),
    ],
)
def test_the_record_is_told_in_plain_words(made, beats, said, verdict):
    Standing.objects.create(
        gate=given.gate("HN"), direction="export", what="arrivals", horizon=1, days=84, error=12.34, naive_error=39.6,
        pinball=4.0, coverage=0.81, beats_naive=beats,
    )  # fmt: skip
    found = sections(page(signed_in(given.manager(at="HN"))))["arrivals"]
    assert "On the last 84 days such a forecast missed by 12 vehicles on average" in found
    assert f"by 40: {said}" in found
    row = re.search(r'<tr><th scope="row">1</th>(.*?)</tr>', found, re.DOTALL)
    assert row
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[1]) == ["12.3", "39.6", verdict, "81%", "84"]


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "xe đến"), ("zh-hans", "辆车到达"), ("en", "vehicles will come")]
)
def test_it_speaks_the_languages_of_its_readers(made, language, said):
    assert said in page(signed_in(given.manager(at="HN"), language))


def test_one_gate_or_all_cost_the_same_few_queries(made, django_assert_num_queries):
    for who in (given.manager(at="HN"), given.manager(at=None)):
        client = signed_in(who)
        page(client)
        with django_assert_num_queries(9):
            page(client)
