"""A worker that is killed over a file of many trucks: whoever follows files the rest, and no row twice."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from declarations.models import Declaration, Event, Vehicle
from declarations.stages import Verb
from tests import given
from tests.services.conftest import LiveWorker, eventually
from tests.workspace.sheets_of_trucks import checked, row
from workspace import tasks
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState
from workspace.operations import bulk

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROWS = 60


def test_a_killed_worker_files_no_row_twice_and_none_is_forgotten(live_worker: LiveWorker) -> None:
    haulier, now = given.declarant(), timezone.now()
    file = checked(*(row(now) for _ in range(ROWS)), by=haulier, at=now)
    bulk.order_filing(file_id=file.pk, by=haulier)

    tasks.work_bulk.delay()
    assert eventually(lambda: filed() >= 5)
    with transaction.atomic(), connection.cursor() as cursor:  # it stops in the middle of a filing, and dies there
        cursor.execute("LOCK TABLE declarations_check IN SHARE ROW EXCLUSIVE MODE")
        assert eventually(lambda: waiting_for_the_lock())
        live_worker.kill()
    before = filed()
    assert 5 <= before < ROWS

    assert not tasks.sweep_bulk(), "its lease still holds"
    BulkFile.objects.filter(pk=file.pk).update(leased_until=now - timedelta(seconds=1))  # a minute later
    assert tasks.sweep_bulk()
    live_worker.start()
    tasks.work_bulk.delay()  # a second task for the same file does no harm

    assert eventually(lambda: BulkFile.objects.get(pk=file.pk).state == BulkState.FILED, 120)
    assert filed() == Declaration.objects.count() == ROWS
    assert set(Counter(Vehicle.objects.values_list("plate_key", flat=True)).values()) == {1}
    assert Event.objects.filter(verb=Verb.FILED).count() == ROWS


def filed() -> int:
    return BulkEntry.objects.filter(state=EntryState.FILED).count()


def waiting_for_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'declarations_check'::regclass AND NOT granted")
        found: tuple[int] = cursor.fetchone()
    return bool(found[0])
