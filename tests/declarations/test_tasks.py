"""The gate's clockwork: what never came is ended, one declaration at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from declarations.operations import lapsing
from declarations.stages import Status
from declarations.tasks import expire_overdue
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
