"""The pages and files of periods, and corrections as pages tell them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from contract import printing
from delivery.titles import page_of
from reports import reading, tasks
from reports.exports import making
from reports.models import Bulletin, Form, Remark, ReportOrder
from reports.operations import orders
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period, of_days
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.readback import READERS, expected
from tests.reports.test_api import client
from tests.reports.test_web import page, signed_in

pytestmark = pytest.mark.django_db
EVE = DAY - timedelta(days=1)
BEAT = CUT_OFF + timedelta(minutes=5)
TWO = Period("period", EVE, DAY)
LIST, ONE = "/reports/periods/", f"/reports/periods/period/{EVE}..{DAY}/"
API = f"/api/v1/reports/periods/period/{EVE}..{DAY}"
FORMS = [form.value for form in Form if form != Form.PDF or printing.is_available()]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **_: None)


@pytest.fixture
def traffic():
    """Two published days: a truck a day leaves at HN, one stays at TT."""
    gate = Traffic("HN", "TT")
    for day in TWO.dates():
        gate.leaves(gate.seen(clock("08:00", day=day), lane="1119-1120"), clock("09:00", day=day))
        if day == DAY:
            gate.seen(clock("10:00"), gate="TT")
        make_bulletin(date=day, at=clock("20:05", day=day))
    return gate


def corrected(traffic):
    """The second day and the two together, with a truck that left and came back after all."""
    truck = traffic.leaves(traffic.seen(clock("13:00")), clock("19:59"))
    make_bulletin(date=DAY, at=BEAT)
    make_period(period=TWO, at=BEAT)
    traffic.comes_back(truck, clock("20:06"))
    make_bulletin(date=DAY, at=BEAT + timedelta(minutes=5))
    make_period(period=TWO, at=BEAT + timedelta(minutes=5))
    return truck


def test_a_stretch_that_is_a_week_or_a_month_is_named_as_one():
    assert of_days(date(2026, 11, 16), date(2026, 11, 22)) == Period("week", date(2026, 11, 16), date(2026, 11, 22))
    assert of_days(date(2026, 10, 1), date(2026, 12, 31)) == Period("quarter", date(2026, 10, 1), date(2026, 12, 31))
    assert of_days(EVE, DAY) == TWO
    assert of_days(DAY, EVE) is None
    assert of_days(date(2020, 1, 1), DAY) is None


@pytest.mark.parametrize("path", [LIST, ONE, f"{ONE}again/", f"{ONE}assessment/"])
@pytest.mark.parametrize("who", ["nobody", "declarant", "officer"])
def test_only_managers_come_in(path, who):
    visitor = Client() if who == "nobody" else signed_in(getattr(given, who)())
    answer = visitor.post(path) if path.endswith(("again/", "assessment/")) else visitor.get(path)
    if who == "nobody":
        assert answer["Location"].startswith(f"{reverse('sign-in')}?next=")
    else:
        assert answer.status_code == 403
    assert not ReportOrder.objects.exists()


def test_the_list_names_what_is_published_by_kind(traffic):
    make_period(period=TWO, at=BEAT)
    visitor = signed_in(given.manager(at="HN"))
    text = page(visitor, LIST)
    assert f'href="{ONE}"' in text
    assert "2 fruit, 0 other" in text
    assert ONE not in page(visitor, LIST, kind="week")
    assert ONE in page(visitor, LIST, kind="period")
    page(visitor, LIST, status=404, after="nonsense")


def test_the_list_goes_on_where_periods_end_on_the_same_day(monkeypatch, traffic):
    monkeypatch.setattr("reports.web.periods.PAGE", 1)
    make_period(period=TWO, at=BEAT)
    make_period(period=Period("period", DAY, DAY), at=BEAT)
    visitor = signed_in(given.manager(at=None))
    first = page(visitor, LIST)
    cursor = first.split("?after=")[1].split('"')[0]
    assert ONE not in first
    assert ONE in visitor.get(f"{LIST}?after={cursor}").content.decode()


def test_a_period_shows_its_figures_days_charts_and_files(traffic):
    make_period(period=TWO, at=BEAT)
    text = page(signed_in(given.manager(at="HN")), ONE)
    assert "Published, revision 1" in text
    assert "20/11/2026 – 21/11/2026" in text or "20 November 2026 – 21 November 2026" in text
    assert "Vehicles cleared, by day" in text
    assert "Left over, evening by evening" in text
    assert "Vehicles cleared on the average day" in text
    assert "+1 over the period" not in text  # that truck stands at another gate
    assert "1119-1120" in text
    for form in FORMS:
        assert f'href="{API}.{form}?revision=1"' in text
    for day in TWO.dates():
        assert f'href="/reports/bulletins/{day}/?revision=1"' in text
    assert "TT" not in text.split("<table")[1]
    page(signed_in(given.manager(at="HN")), ONE, status=404, revision="2")


def test_until_it_is_published_its_days_so_far_are_shown(traffic):
    visitor = signed_in(given.manager(at=None))
    longer = f"/reports/periods/period/{EVE}..{DAY + timedelta(days=3)}/"
    with time_machine.travel(BEAT, tick=False):
        text = page(visitor, longer)
        assert "up to 21/11/2026" in text
        assert f"/api/v1/reports/periods/period/{EVE}..{DAY + timedelta(days=3)}.csv" in text
        assert "No day of this period is published yet." in page(visitor, "/reports/periods/year/2025/")
        assert "Not every day" in page(visitor, "/reports/periods/month/2026-11/")
        page(visitor, "/reports/periods/week/2026-W60/", status=404)
        page(visitor, "/reports/periods/week/2027-W20/", status=404)


def test_any_stretch_of_days_is_ordered_and_a_wrong_one_named(traffic):
    visitor = signed_in(given.manager(at="HN"))
    with time_machine.travel(BEAT, tick=False):
        wrong = visitor.post(LIST, {"first": str(DAY), "last": str(EVE)})
        incomplete = visitor.post(LIST, {"first": "2026-11-01", "last": str(DAY)}, follow=True)
        assert not ReportOrder.objects.exists()
        look = visitor.post(LIST, {"first": "2026-11-16", "last": "2026-11-22", "look": ""})
        ordered = visitor.post(LIST, {"first": str(EVE), "last": str(DAY)}, follow=True)
        orders.work_orders(at=BEAT)
    assert wrong.status_code == 422
    assert "This day lies before the first." in wrong.content.decode()
    assert "Not every day of this period is published" in incomplete.content.decode()
    assert look["Location"] == "/reports/periods/week/2026-W47/"
    assert ordered.redirect_chain == [(ONE, 302)]
    assert "it is being made" in ordered.content.decode()
    assert Bulletin.objects.get(kind="period").figures["total"]["cleared"] == 2
    assert "Published, revision 1" in page(visitor, ONE)


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_every_form_of_a_period_says_the_same_figures(traffic, language):
    bulletin = reading.shown(make_period(period=TWO, at=BEAT), gates=["HN", "TT"])
    for form in set(READERS) & set(FORMS):
        content = making.made(bulletin, form=form, language=language)
        assert READERS[form](content, bulletin.figures, language) == expected(bulletin.figures), (form, language)


def test_every_file_address_asks_for_the_right_again(traffic):
    make_period(period=TWO, at=BEAT)
    mine, stranger = client(given.manager(at="TT")), client(given.officer())
    for form in FORMS:
        answer = mine.get(f"{API}.{form}")
        assert answer.status_code == 200
        assert f"bulletin-period-{EVE}-{DAY}-r1.{form}" in answer["Content-Disposition"]
        assert mine.get(f"{API}.{form}?gate=HN").status_code == 404
        assert stranger.get(f"{API}.{form}").status_code == 403
    said = b"".join(mine.get(f"{API}.csv").streaming_content).decode()
    assert ",TT," in said
    assert ",HN," not in said
    assert client(given.manager(at="HN")).get(f"{API}.json?revision=2").status_code == 404


def test_a_correction_says_old_and_new_and_which_trucks(traffic):
    truck = corrected(traffic)
    day = f"/reports/bulletins/{DAY}/"
    visitor, other = signed_in(given.manager(at="HN")), signed_in(given.manager(at="TT"))

    whole = page(visitor, day)
    told = whole.split('id="correction"')[1].split("</section>")[0]
    assert "Correction no. 2: this bulletin replaces" in whole
    assert truck.plate in told
    assert "Newly arrived, left, paid" in told
    assert "Newly arrived, left over, paid" in told
    assert "18,000 kg of farm produce" in told
    assert '<td>2</td><td class="whole">1</td>' in told
    assert f'href="{day}?revision=2"' in told
    assert 'id="correction"' in page(visitor, day, revision="2")  # it corrected the first
    assert 'id="correction"' not in page(visitor, day, revision="1")
    elsewhere = page(other, day).split('id="correction"')[1].split("</section>")[0]
    assert truck.plate not in elsewhere
    assert "No figure of your gates is another one." in elsewhere


def test_a_correction_of_a_period_says_of_which_days(traffic):
    corrected(traffic)
    told = page(signed_in(given.manager(at=None)), ONE).split('id="correction"')[1].split("</section>")[0]
    assert "21/11/2026: revision 3 instead of 2" in told
    assert f'href="/reports/bulletins/{DAY}/?revision=3"' in told


def test_the_assessment_of_a_period_is_worded_while_it_runs(traffic):
    visitor = signed_in(given.manager(at=None))
    week = Period("week", date(2026, 11, 16), date(2026, 11, 22))
    address = "/reports/periods/period/2026-11-20..2026-11-22/"
    with time_machine.travel(BEAT, tick=False):
        answer = visitor.post(f"{address}assessment/", {"text": "All is calm."}, follow=True)
    assert "All is calm." in answer.content.decode()
    make_bulletin(date=week.ends_on, at=BEAT + timedelta(days=1))
    make_period(period=Period("period", EVE, week.ends_on), at=BEAT + timedelta(days=1))
    assert "All is calm." in page(visitor, address)
    with time_machine.travel(BEAT + timedelta(days=1), tick=False):
        late = visitor.post(f"{address}assessment/", {"text": "Too late"}, follow=True)
    assert "its words stay as they are" in late.content.decode()
    assert Remark.objects.get().text == "All is calm."


def test_what_is_sent_of_a_period_leads_to_its_page(traffic, settings):
    settings.SITE_URL = "https://gate.example"
    assert page_of(make_period(period=TWO, at=BEAT)) == f"https://gate.example{ONE}?revision=1"
