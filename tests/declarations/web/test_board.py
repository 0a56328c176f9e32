"""The public board: from a snapshot, without session and database; nobody is named; old counts say since when."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from tests import given
from tests.declarations.web.typing import signed_in
from tests.given import NOON

pytestmark = pytest.mark.django_db
PAGES = ("/board/", "/board/HN/", "/api/v1/gates/HN/board")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def dead(monkeypatch):
    """The database refuses every connection, from now on; answers the list of what was tried."""
    tried = []

    def die():
        def refuse(*_args, **_named):
            tried.append(1)
            raise OperationalError("connection refused")

        monkeypatch.setattr("declarations.web.views.board.Gate.objects.filter", refuse)
        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
        return tried

    return die


def test_a_fresh_snapshot_asks_no_database_whoever_reads_it(django_assert_num_queries):
    readers = (Client(), signed_in(given.declarant()))
    with time_machine.travel(NOON, tick=False):
        for page in PAGES:
            assert readers[0].get(page).status_code == 200
        with django_assert_num_queries(0):
            answers = [reader.get(page) for reader in readers for page in PAGES]
    assert [answer.status_code for answer in answers] == [200] * 6
    assert not any(answer.cookies for answer in answers)


def test_while_the_database_works_no_count_is_older_than_ten_seconds():
    staff = given.officers()
    with time_machine.travel(NOON, tick=False) as clock:
        before = [Client().get(page).content for page in PAGES]
        given.confirmed(given.filed(), "bg_arrival", staff=staff)
        clock.shift(timedelta(seconds=4))
        assert [Client().get(page).content for page in PAGES] == before
        clock.shift(timedelta(seconds=2))
        after = [Client().get(page).content.decode() for page in PAGES]
    assert "05:00:06Z" in after[2]
    assert all(old.decode() != new for old, new in zip(before, after, strict=True))
    assert not any("board-late" in page for page in after)


def test_without_the_database_the_last_counts_say_since_when(dead):
    reader = signed_in(given.declarant())
    with time_machine.travel(NOON, tick=False) as clock:
        for page in PAGES:
            reader.get(page)
        tried = dead()
        clock.shift(timedelta(hours=3))
        province, gate, counted = [reader.get(page) for page in PAGES]
    assert [answer.status_code for answer in (province, gate, counted)] == [200] * 3
    for shown in (province, gate):
        late = shown.content.decode().split('board-late"')[1].split("</p>")[0]
        assert "12:00" in late
    assert len(tried) == 1  # whoever tries keeps a web process waiting
    assert counted.json()["as_of"] == "2026-11-21T05:00:00Z"


def test_nobody_is_named_and_each_language_has_its_own():
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", staff=given.officers())
    vehicle = declaration.vehicles.get()
    told = {
        language: "".join(Client().get(page, {"language": language}).content.decode() for page in PAGES[:2])
        for language in ("vi", "en", "zh-hans")
    }
    for page in told.values():
        for secret in (str(declaration.number), vehicle.plate, vehicle.driver_name, declaration.organisation.name):
            assert secret not in page
    assert "cleared today" in told["en"]
    assert "友谊" in told["zh-hans"]
    assert "Hữu Nghị" in told["vi"]


@pytest.mark.parametrize("code", ["XX", "DD"])
def test_a_gate_without_trucks_has_no_board(code):
    assert Client().get(f"/board/{code}/").status_code == 404
