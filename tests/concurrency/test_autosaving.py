"""A page whose first save comes many times at once makes one draft."""

from uuid import uuid4

import pytest
from django.db import connection

from declarations.models import Declaration
from declarations.operations import autosaving, drafting
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def test_the_same_first_save_at_once_makes_one_draft(monkeypatch):
    by, page, meeting = given.declarant(), uuid4(), Meeting(5)
    make = drafting.save_draft

    def meet_then_make(**wishes):
        meeting()
        return make(**wishes)

    monkeypatch.setattr("declarations.operations.autosaving.save_draft", meet_then_make)
    outcomes = race(*[lambda: autosaving.autosave(body={"gate": "HN"}, by=by, at=NOON, form=page, save=1)] * 5)

    assert outcomes == ["done"] * 5
    assert Declaration.objects.count() == 1
