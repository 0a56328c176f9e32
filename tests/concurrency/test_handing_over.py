"""Two officers of one agency at the same moment: one hand-over, one acknowledgement, and nothing rewritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from desk.models import Handover, Visit, VisitKind
from desk.operations import handing_over, visiting
from desk.queries import handover as page
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def test_two_who_hand_over_make_one_and_two_who_acknowledge_it_are_told_apart(monkeypatch):
    first, second, third = (given.officer("customs") for _ in range(3))
    gate, read, meeting = given.gate().pk, page.read, Meeting(2)

    def read_then_meet(gate, by):
        sections = read(gate, by)
        meeting()
        return sections

    monkeypatch.setattr(handing_over, "read", read_then_meet)
    ends = race(
        lambda: handing_over.hand_over(gate_id=gate, by=first, at=NOON),
        lambda: handing_over.hand_over(gate_id=gate, by=second, at=NOON),
    )
    assert sorted(ends) == ["done", "handover_open"]
    handover, later = Handover.objects.get(), NOON + timedelta(hours=5)
    ends = race(
        *(
            lambda by=by: handing_over.acknowledge(handover_id=handover.pk, by=by, at=later, differs=by.username)
            for by in (second, third)
        )
    )
    assert sorted(ends) == ["done", "handover_acknowledged"]
    handover.refresh_from_db()
    assert handover.acknowledged_by is not None
    assert handover.differs == handover.acknowledged_by.username


def test_the_database_itself_keeps_what_was_handed_over_and_who_looked():
    by = given.officer("customs")
    handover = handing_over.hand_over(gate_id=given.gate().pk, by=by, at=NOON)
    visit = visiting.note(by=by, at=NOON, kind=VisitKind.LOOKED, page="scan", row=None, address=None)
    for attempt in (
        lambda: Handover.objects.filter(pk=handover.pk).update(page=[]),
        lambda: Handover.objects.filter(pk=handover.pk).delete(),
        lambda: Visit.objects.filter(pk=visit.pk).update(page="other"),
    ):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            attempt()
    handing_over.acknowledge(handover_id=handover.pk, by=given.officer("customs"), at=NOON)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(differs="Later")
    assert connection.vendor == "postgresql"
