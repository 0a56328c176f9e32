"""Who looked at what, sent something and was refused is kept, shown to administrators alone, and forgotten in time."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessFailureLog, AccessLog
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.models import Visit
from desk.operations import visiting
from desk.tasks import forget_visits
from tests import given
from tests.declarations.admin.desk import client_of
from tests.given import NOON

pytestmark = pytest.mark.django_db
LIST = "/admin/desk/visit/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def guard():
    return given.officer("border_guard")


@pytest.fixture
def truck():
    return given.filed()


def _page(truck):
    return reverse("admin:declarations_declaration_change", args=[truck.pk])


def _kept():
    rows = Visit.objects.order_by("pk")
    return [(v.person.username, v.kind, v.page, v.declaration_ref, v.address) for v in rows.select_related("person")]


def test_a_look_a_form_and_a_refusal_are_kept_and_a_poll_is_not(guard, truck):
    stranger, haulier, check = given.officer(at="TT"), given.declarant(), given.check(truck, "bg_arrival")
    client, here = client_of(guard), "127.0.0.1"
    client.get("/admin/")
    client.get("/admin/declarations/check/")
    client.get(_page(truck))
    client.get("/admin/declarations/check/", headers={"HX-Request": "true"})
    client.get("/admin/declarations/check/desk/", headers={"HX-Request": "true"})
    client.post(reverse("admin:declarations_check_look", args=[check.pk]))
    move = reverse("admin:declarations_check_move", args=[check.pk, "confirm"])
    client.post(move, {"note": ""})
    client_of(stranger).get(_page(truck))
    client_of(haulier).get(_page(truck))
    client_of(None).get(_page(truck))

    dossier, pk = "declarations_declaration_change", truck.pk
    assert _kept() == [
        (guard.username, "looked", "declarations_check_changelist", None, here),
        (guard.username, "looked", dossier, pk, here),
        (guard.username, "sent", "declarations_check_move", pk, here),
        (stranger.username, "refused", dossier, pk, here),
        (haulier.username, "refused", dossier, pk, here),
    ]


def test_a_look_costs_one_insert(guard, truck, django_assert_num_queries, monkeypatch):
    client = client_of(guard)
    client.get(_page(truck))
    with monkeypatch.context() as without, CaptureQueriesContext(connection) as plain:
        without.setattr(visiting, "note", lambda **_: None)
        client.get(_page(truck))
    with django_assert_num_queries(len(plain) + 1):
        client.get(_page(truck))


def test_a_truck_does_not_wait_for_a_note_that_cannot_be_kept(guard, truck, monkeypatch):
    def broken(**_):
        raise DatabaseError

    monkeypatch.setattr(visiting, "note", broken)
    assert client_of(guard).get(_page(truck)).status_code == 200


def test_an_administrator_finds_by_person_day_kind_and_number_and_not_what_the_dossier_says(guard, truck, clock):
    other = given.officer("border_guard")
    plate = truck.vehicles.get().plate
    client_of(guard).get(_page(truck))
    clock.shift(timedelta(days=1))
    client_of(other).get(_page(truck))
    client_of(other).get(_page(given.filed(gate="TT")))
    client = client_of(given.administrator())

    def who(**asked):
        lines = client.get(LIST, asked).context["lines"]
        return [(shown.visit.person.username, shown.visit.kind) for shown, _page in lines]

    first, second, refused = (guard.username, "looked"), (other.username, "looked"), (other.username, "refused")
    assert who(number=truck.number) == [second, first]
    assert who(person=guard.username) == [first]
    assert who(day="2026-11-21") == [first]
    assert who(kind="refused") == [refused]
    assert who(number="9999999999999") == []
    told = client.get(LIST).content.decode()
    assert truck.number in told
    assert plate not in told
    assert "declarations/declaration/" not in told
    assert client.get(LIST, {"day": "x", "number": "1"}).status_code == 200
    for stranger in (guard, given.manager(at=None)):
        assert client_of(stranger).get(LIST).status_code == 403


def test_pages_go_on_where_the_last_one_ended(guard):
    Visit.objects.bulk_create(Visit(person=guard, at=NOON, kind="looked", page="scan", row=n) for n in range(120))
    client, asked, seen = client_of(given.administrator()), "person=" + guard.username, []
    while asked:
        page = client.get(f"{LIST}?{asked}").context
        seen += [shown.visit.row for shown, _page in page["lines"]]
        asked = page["more"]
    assert seen == list(range(119, -1, -1))


def test_sign_ins_and_failed_ones_are_kept_without_passwords_and_all_is_forgotten_after_180_days(guard, truck, clock):
    client = client_of(None)
    secret = "not-my-password"
    for password in (secret, "pw"):
        client.post("/accounts/login/", {"username": guard.username, "password": password})
    lists = client_of(given.administrator())
    for kind in ("accesslog", "accessfailurelog"):
        told = lists.get(f"/admin/axes/{kind}/").content.decode()
        assert guard.username in told
        assert secret not in told
    client.get(_page(truck))
    count = [model.objects.count() for model in (Visit, AccessLog, AccessFailureLog)]
    assert min(count) > 0

    clock.shift(timedelta(days=179))
    assert forget_visits() == 0
    clock.shift(timedelta(days=2))
    assert forget_visits() == sum(count)
    assert not any(model.objects.exists() for model in (Visit, AccessLog, AccessFailureLog))
