"""The gate's clockwork: what never came is ended, one declaration at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from declarations.models import Event, OutboxMessage
from declarations.operations import lapsing
from declarations.stages import Status, Verb
from declarations.tasks import expire_overdue, note_overdue
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
THREE_DAYS_ON = NOON + timedelta(hours=74)


def status(declaration):
    declaration.refresh_from_db()
    return declaration.status


def test_what_was_not_seen_for_three_days_is_ended():
    late, recent = given.filed(), given.filed(at=NOON + timedelta(hours=2))
    with time_machine.travel(THREE_DAYS_ON, tick=False):
        assert expire_overdue(newer="x") == 1
        assert expire_overdue() == 0
    assert (status(late), status(recent)) == (Status.EXPIRED, Status.OPEN)


def test_one_that_cannot_be_ended_now_does_not_hold_up_the_others(monkeypatch):
    first, second = given.filed(), given.filed()
    expire = lapsing.expire

    def busy(*, declaration_id, at):
        if declaration_id == first.pk:
            raise OperationalError("locked")
        return expire(declaration_id=declaration_id, at=at)

    with time_machine.travel(THREE_DAYS_ON, tick=False):
        with monkeypatch.context() as patch:
            patch.setattr(lapsing, "expire", busy)
            assert expire_overdue() == 1
        assert (status(first), status(second)) == (Status.OPEN, Status.EXPIRED)
        assert expire_overdue() == 1
    assert status(first) == Status.EXPIRED


def test_overdue_is_said_once_for_each_time_of_arrival():
    late, seen = given.filed(), given.filed()
    given.filed(at=NOON + timedelta(hours=2))  # not a day late yet
    given.confirmed(seen, "bg_arrival", staff=given.officers())
    a_day_on = NOON + timedelta(hours=26)

    with time_machine.travel(a_day_on, tick=False):
        assert (note_overdue(newer="x"), note_overdue()) == (1, 0)
        assert not lapsing.note_overdue(declaration_id=late.pk, at=a_day_on)  # as a second worker would
    assert OutboxMessage.objects.get(topic=Verb.OVERDUE).event.declaration_id == late.pk

    lapsing.revive(declaration_id=late.pk, by=late.created_by, at=a_day_on, expected_arrival=a_day_on)
    assert lapsing.newly_overdue(at=a_day_on + timedelta(hours=23), among=[late.pk]) == []
    with time_machine.travel(a_day_on + timedelta(hours=24), tick=False):
        assert note_overdue() == 2  # the third is late by now as well
    assert Event.objects.filter(declaration=late, verb=Verb.OVERDUE).count() == 2
