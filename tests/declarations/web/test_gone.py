"""What a colleague throws away between look-up and lock is answered as what was never there, and never as an error."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations.models import Declaration, Vehicle
from declarations.operations import cancelling, drafting, filing, linking
from declarations.web.driver.address import key_of
from tests import given
from tests.declarations.api.callers import V1, of, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture
def client(by):
    client = Client()
    client.force_login(by)
    return client


def _after_a_colleague(act, by):
    """The act, called a moment after somebody discarded the draft."""

    def late(*, declaration_id, **asked):
        Declaration.objects.get(pk=declaration_id).delete()
        return act(declaration_id=declaration_id, **asked)

    return late


def test_a_draft_that_a_colleague_discards(monkeypatch, by, client):
    draft = drafting.save_draft(body={}, by=by, at=timezone.now())
    monkeypatch.setattr(drafting, "discard_draft", _after_a_colleague(drafting.discard_draft, by))

    assert client.post(reverse("declaration-discard", args=[draft])).status_code == 404


def test_a_draft_that_a_colleague_discards_over_the_api(monkeypatch, by):
    draft = drafting.save_draft(body=given.body(), by=by, at=timezone.now())
    monkeypatch.setattr(filing, "file_draft", _after_a_colleague(filing.file_draft, by))

    sent: tuple[Any, ...] = ({}, {"headers": {"Idempotency-Key": "once"}})
    for more in sent:
        refused(of(by).post(f"{V1}/declarations/{draft.pk}/file", {}, format="json", **more), 404, "not_found")


def test_a_truck_that_a_colleague_takes_out(monkeypatch, by, client):
    row = given.filed(by=by, at=timezone.now())
    vehicle = row.vehicles.get()
    key = key_of(linking.link_for(vehicle_id=vehicle.pk, by=by, at=timezone.now()).pk)

    def gone(**_asked):
        raise Vehicle.DoesNotExist

    for place in ("cancelling.cancel_vehicle", "calling.acknowledge_call", "linking.link_for"):
        monkeypatch.setattr(f"declarations.operations.{place}", gone)
    monkeypatch.setattr("declarations.web.views.driver.acknowledge_call", gone)
    monkeypatch.setattr("declarations.web.views.links.link_for", gone)
    assert cancelling.cancel_vehicle is gone
    for name, args in (
        ("vehicle-cancel", [row, vehicle.pk]),
        ("driver-link", [row, vehicle.pk]),
        ("driver-acknowledge", [key]),
    ):
        answer = client.post(reverse(name, args=args), {"reason": "Xe hỏng"})
        assert answer.status_code == 404, name
        assert b"<html" in answer.content
