"""Several workers at one file of many trucks, and one file sent many times at once: each row is filed once."""

import pytest
from django.db import connection  # noqa: F401 - asked by the mark below

from accounts.models import User
from declarations.models import Declaration, Event
from declarations.operations import filing
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON
from tests.workspace.sheets_of_trucks import as_csv, checked, row, worked
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState
from workspace.operations import bulk, bulk_work

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
WORKERS = 4


def test_four_workers_at_one_file_file_each_row_once():
    haulier = given.declarant()
    file = checked(*(row() for _ in range(24)), by=haulier)
    bulk.order_filing(file_id=file.pk, by=haulier)

    def work():
        while bulk_work.work_some(file_id=file.pk, at=NOON):
            pass

    assert race(*[work] * WORKERS) == ["done"] * WORKERS
    file = worked(file)
    assert file.state == BulkState.FILED
    assert set(BulkEntry.objects.values_list("state", flat=True)) == {EntryState.FILED}
    assert (Declaration.objects.count(), Event.objects.filter(verb="declaration.filed").count()) == (24, 24)


@pytest.mark.parametrize("locked", [True, False])
def test_it_is_the_lock_on_the_entry_that_keeps_two_workers_apart(monkeypatch, locked):
    """Other plates each time, so that no constraint on plates steps in: only the entry knows that it is filed."""
    haulier = given.declarant()
    file = checked(row(), by=haulier)
    entry, meeting = file.entries.get(), Meeting(2)
    bodies = iter([given.body(), given.body()])

    def file_another(**asked):
        meeting()
        return filing.file_whole(**asked | {"body": next(bodies)})

    monkeypatch.setattr(bulk_work, "file_whole", file_another)
    if not locked:
        monkeypatch.setattr(bulk_work, "_skipping", lambda rows: rows)

    def contend():
        by = User.objects.get(pk=haulier.pk)
        bulk_work.file_entry(entry_id=entry.pk, by=by, company_id=file.organisation_id, at=NOON)

    race(contend, contend)
    assert Declaration.objects.count() == (1 if locked else 2)


def test_one_file_sent_many_times_at_once_is_one_file():
    haulier, data = given.declarant(), as_csv([row(), row()])

    assert race(*[lambda: bulk.take(data=data, name="x.csv", by=haulier, at=NOON)] * 6) == ["done"] * 6
    assert BulkFile.objects.count() == 1
    assert BulkEntry.objects.count() == 2
