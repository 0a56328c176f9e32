"""The baseline writes the same rows as the gate does, or the ratio says nothing."""

import json
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from bench.bare import views
from bench.documents import export
from declarations.models import (
    Carriage,
    Check,
    Consignment,
    Declaration,
    Event,
    Fee,
    Item,
    OutboxMessage,
    Unloading,
    Vehicle,
)
from declarations.operations import checking, filing
from tests import given

pytestmark = pytest.mark.django_db
TABLES = (Declaration, Vehicle, Consignment, Item, Carriage, Unloading, Fee, Check, Event, OutboxMessage)


@pytest.fixture(autouse=True)
def nothing_known():
    views.known_rows.cache_clear()
    yield
    views.known_rows.cache_clear()


def rows():
    return {model.__name__: model.objects.count() for model in TABLES}


def added(before):
    return {name: count - before[name] for name, count in rows().items()}


def test_a_bare_filing_inserts_as_many_rows_into_each_table():
    by, at = given.declarant(), timezone.now()
    before = rows()
    filing.file(body=export(1, at=at), by=by, at=at)
    ours, before = added(before), rows()
    more = {"user_id": by.pk, "organisation_id": by.organisation_id, "number": "2000010100002"}

    answer = views.file(
        RequestFactory().post("/file", json.dumps(export(2, at=at) | more), content_type="application/json")
    )

    assert answer.status_code == 201
    assert added(before) == ours
    assert ours["Item"] == 2


def test_nothing_is_found_fault_with_in_what_is_filed():
    at = given.NOON  # at night the arrival would be warned of
    assert not filing.file_whole(body=export(3, at=at), by=given.declarant(), at=at).findings


def test_a_bare_confirmation_writes_what_the_gate_writes():
    staff, at = given.officers(), timezone.now()
    outcomes = []
    for bare in (False, True):
        declaration = filing.file(body=export(10 + bare, at=at), by=given.declarant(), at=at)
        given.confirmed(declaration, "bg_arrival", staff=staff, at=at)
        check, before, length = given.check(declaration, "medical"), rows(), 0
        declaration.refresh_from_db()
        length = declaration.journal_length
        if bare:
            views.confirm(
                RequestFactory().post("/", headers={"X-Officer": str(staff["medical"].pk)}), check_id=check.pk
            )
        else:
            checking.confirm(check_id=check.pk, by=staff["medical"], at=at + timedelta(minutes=1))
        check.refresh_from_db()
        declaration.refresh_from_db()
        outcomes.append((added(before), check.state, check.decided_by_id, declaration.journal_length - length))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1:] == ("confirmed", staff["medical"].pk, 1)
