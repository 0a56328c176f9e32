"""The managers' pages: what they show, to whom, and making a bulletin again."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from contract import printing
from declarations.models import Vehicle
from reports import tasks
from reports.models import ReportOrder
from reports.operations import orders
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock

pytestmark = pytest.mark.django_db
BEAT = CUT_OFF + timedelta(minutes=5)
ONE = f"/reports/bulletins/{DAY}/"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **_: None)


def signed_in(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def page(client, path, status=200, **query):
    answer = client.get(path, query)
    assert answer.status_code == status
    return answer.content.decode()


LIST = "/reports/bulletins/"


@pytest.mark.parametrize("path", ["/reports/", "/reports/trucks/?what=left", LIST, ONE, f"{ONE}again/"])
@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator"])
def test_only_managers_come_in(path, who):
    make_bulletin(date=DAY, at=BEAT)
    client = Client() if who == "nobody" else signed_in(getattr(given, who)())
    answer = client.post(path) if path.endswith("again/") else client.get(path)
    if who == "nobody":
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{reverse('sign-in')}?next=")
    else:
        assert answer.status_code == 403
    assert not ReportOrder.objects.exists()


def test_the_list_shows_what_is_published():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    make_bulletin(date=DAY, at=BEAT)
    text = page(signed_in(given.manager(at="HN")), LIST)
    assert f'href="{ONE}"' in text
    assert "1 fruit, 0 other" in text


def test_the_list_goes_on_page_by_page():
    for days in range(32):
        make_bulletin(date=DAY - timedelta(days=days), at=BEAT)
    client = signed_in(given.manager(at=None))
    first = page(client, LIST)
    assert '?before=2026-10-23"' in first
    assert "22/10/2026" in page(client, LIST, before="2026-10-23")
    assert page(client, LIST, before="nonsense").count("<li") == first.count("<li")


def test_a_bulletin_shows_all_figures_files_and_revisions():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("08:00")), CUT_OFF - timedelta(minutes=1))
    make_bulletin(date=DAY, at=BEAT)
    gate.comes_back(truck, CUT_OFF + timedelta(minutes=10))
    make_bulletin(date=DAY, at=BEAT + timedelta(minutes=10))
    client = signed_in(given.manager(at="HN"))

    text = page(client, ONE)
    assert "Published, revision 2" in text
    assert f"/api/v1/reports/bulletins/{DAY}.xlsx?revision=2" in text
    assert f'{ONE}?revision=1"' in text
    assert "corrected later" not in text
    assert '<abbr title="Huu Nghi">HN</abbr>' in text
    assert "TT" not in text.split("<table")[1]
    assert ("PDF is not available" in text) is not printing.is_available()
    old = page(client, ONE, revision="1")
    assert "corrected later" in old
    assert "?revision=1" in old
    page(client, ONE, status=404, revision="9")


@pytest.mark.parametrize("date", ["2026-12-24", "2020-01-01", "x", "2026-02-30"])
def test_there_is_no_page_of_such_a_day(date):
    with time_machine.travel(BEAT, tick=False):
        page(signed_in(given.manager(at="HN")), f"/reports/bulletins/{date}/", status=404)


def test_make_again_is_an_order_and_the_page_follows_it():
    manager = given.manager(at="HN")
    client = signed_in(manager)
    with time_machine.travel(BEAT, tick=False):
        answer = client.post(f"{ONE}again/", follow=True)
        assert answer.redirect_chain == [(ONE, 302)]
        assert "it is being made" in answer.content.decode()
        assert client.get(f"{ONE}again/").status_code == 405
        orders.work_orders(at=BEAT)
        assert "it is being made" not in page(client, ONE)
        refused = client.post("/reports/bulletins/2026-12-24/again/", follow=True)
    assert "has not begun" in refused.content.decode()
    assert ReportOrder.objects.get().ordered_by == manager


def test_a_day_that_contradicts_itself_says_so_on_both_pages():
    truck = Traffic("HN").seen(clock("14:00"))
    Vehicle.objects.filter(pk=truck.pk).update(seen_at=START - timedelta(days=1))
    client = signed_in(given.manager(at=None))
    with time_machine.travel(clock("15:00"), tick=False):
        assert "do not add up" in page(client, "/reports/")
        assert "do not add up" in page(client, ONE)
    orders.order_bulletin(date=DAY, at=BEAT)
    orders.work_orders(at=BEAT)
    with time_machine.travel(BEAT, tick=False):
        assert truck.declaration.number in page(client, ONE)


def test_a_page_cannot_be_posted_to_from_elsewhere():
    client = Client(enforce_csrf_checks=True)
    client.force_login(given.manager(), backend="accounts.backends.PasswordBackend")
    assert client.post(f"{ONE}again/").status_code == 403
    assert not ReportOrder.objects.exists()
