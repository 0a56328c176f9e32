"""Lists of vehicles: ordered, made by a worker that says how far it is, fetched by whoever may still read them."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client

from declarations.models import Posting
from reports import shelf, tasks
from reports.models import FileState, VehicleList
from reports.operations import files, lists
from reports.operations.leasing import LEASE
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock

pytestmark = pytest.mark.django_db
AT = CUT_OFF + timedelta(minutes=5)
PAGE = "/reports/lists/"


@pytest.fixture(autouse=True)
def _own_shelf(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks.make_lists, "apply_async", lambda **_: None)


@pytest.fixture
def day():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), gate="TT"), clock("09:00"))
    return gate


def ordered(by=None, *, gates=("HN", "TT"), first=DAY, last=DAY):
    by = by or given.manager(at=None)
    return lists.order_list(starts_on=first, ends_on=last, gates=gates, language="en", by=by, at=AT)


def signed_in(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def test_a_worker_makes_it_and_says_how_far_it_is(day, monkeypatch):
    owed, said = ordered(), []
    monkeypatch.setattr(lists, "SAID_EVERY", 1)
    say = lists._say

    def heard(row, **changes):
        said.append(changes)
        say(row, **changes)

    monkeypatch.setattr(lists, "_say", heard)
    assert owed.state(AT) == FileState.OWED
    assert lists.work(at=AT) == 1

    owed.refresh_from_db()
    assert said[:3] == [{"rows_total": 2, "rows_done": 0}, {"rows_done": 1}, {"rows_done": 2}]
    assert (owed.state(AT), owed.rows_total, owed.percent) == (FileState.READY, 2, 100)
    with shelf.open_kept(owed.sha256) as file:
        (sheet,) = openpyxl.load_workbook(io.BytesIO(file.read())).worksheets
    assert [row[1] for row in sheet.iter_rows(values_only=True, min_row=2)] == ["HN", "TT"]


def test_whoever_dies_over_it_is_followed_by_another(day, monkeypatch):
    owed = ordered()
    with monkeypatch.context() as patched:
        patched.setattr(lists, "write_passages", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lists.work(at=AT)
    assert lists.work(at=AT + LEASE - timedelta(seconds=1)) == 0
    assert lists.work(at=AT + LEASE) == 1
    owed.refresh_from_db()
    assert owed.is_made


def test_asking_twice_before_it_is_made_is_asking_once():
    by = given.manager(at=None)
    assert ordered(by).pk == ordered(by).pk
    assert ordered(by, gates=("HN",)).pk != ordered(by).pk


@pytest.mark.parametrize(
    "changes", [{"gates": ()}, {"last": DAY - timedelta(days=1)}, {"last": DAY + timedelta(days=366)}]
)
def test_a_list_of_nothing_or_of_too_much_is_refused(changes):
    with pytest.raises(lists.BadList):
        ordered(**changes)
    assert not VehicleList.objects.exists()


def test_a_week_later_list_and_bytes_are_gone(day):
    owed = ordered()
    lists.work(at=AT)
    owed.refresh_from_db()
    files.sweep(at=AT + timedelta(days=20000))
    assert shelf.has(owed.sha256)
    assert lists.forget_old(at=AT + lists.KEPT_FOR) == 0
    assert lists.forget_old(at=AT + lists.KEPT_FOR + timedelta(seconds=1)) == 1
    assert not shelf.has(owed.sha256)


def test_the_page_orders_it_follows_it_and_gives_it_to_whom_it_belongs(day):
    manager = given.manager(at="TT")
    client = signed_in(manager)
    with time_machine.travel(AT, tick=False):
        said = {"from": str(DAY), "to": str(DAY), "gate": ""}
        assert b"The list is being made" in client.post(PAGE, said, follow=True).content
        assert b'http-equiv="refresh"' in client.get(PAGE).content
        lists.work(at=AT)
        mine = VehicleList.objects.get()
        assert mine.gates == "TT"
        page = client.get(PAGE).content.decode()
    assert f'href="/reports/lists/{mine.pk}.xlsx"' in page
    assert "refresh" not in page
    answer = client.get(f"{PAGE}{mine.pk}.xlsx")
    assert answer["Content-Disposition"] == f'attachment; filename="vehicles-{DAY}-{DAY}.xlsx"'
    assert b"".join(answer.streaming_content).startswith(b"PK")

    assert signed_in(given.manager(at=None)).get(f"{PAGE}{mine.pk}.xlsx").status_code == 404
    Posting.objects.filter(user=manager).delete()
    Posting.objects.create(user=manager, gate=given.gate("HN"))
    assert client.get(f"{PAGE}{mine.pk}.xlsx").status_code == 404
    assert f"{mine.pk}.xlsx" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("said", [{"gate": "HN"}, {"from": ""}, {"to": "2026-99-99"}, {"from": "x" * 10}])
def test_an_order_of_what_one_may_not_read_or_of_no_day_is_refused(said):
    client = signed_in(given.manager(at="TT"))
    answer = client.post(PAGE, {"from": str(DAY), "to": str(DAY), "gate": "TT"} | said, follow=True)
    assert b"Choose a first and a last day" in answer.content
    assert not VehicleList.objects.exists()


@pytest.mark.parametrize("who", ["declarant", "officer", "administrator"])
def test_only_managers_come_in(who):
    client = signed_in(getattr(given, who)())
    answers = [client.get(PAGE), client.post(PAGE), client.get(f"{PAGE}1.xlsx")]
    assert {answer.status_code for answer in answers} == {403}
