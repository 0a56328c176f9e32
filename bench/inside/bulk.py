"""A file of many trucks, taken in, then checked and filed by the worker that listens: how long each of these took."""

import csv
import io
import time

from django.utils import timezone

import gate.celery  # noqa: F401 - gives shared tasks their application
from accounts.models import User
from bench.documents import row
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState
from workspace.operations import bulk
from workspace.tasks import work_bulk

PATIENCE = 600.0


def main(username: str, first: str, rows: str) -> dict[str, float]:
    """Seconds by what was done; a row that was not filed ends the bench."""
    by, at = User.objects.get(username=username), timezone.now()
    data = _file(range(int(first), int(first) + int(rows)))
    began = time.perf_counter()
    file = bulk.take(data=data, name="bench.csv", by=by, at=at).file
    taken = time.perf_counter()
    _wait_for(file, BulkState.CHECKED)
    checked = time.perf_counter()
    bulk.order_filing(file_id=file.pk, by=by)
    _wait_for(file, BulkState.FILED)
    filed = time.perf_counter()
    missing = BulkEntry.objects.filter(file=file).exclude(state=EntryState.FILED).first()
    if missing:
        raise SystemExit(f"Row {missing.position} was not filed: {missing.findings}")
    return {"taking in": taken - began, "checking": checked - taken, "filing": filed - checked}


def _file(serials: range) -> bytes:
    at, text = timezone.now(), io.StringIO(newline="")
    rows = [row(serial, at=at) for serial in serials]
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _wait_for(file: BulkFile, state: BulkState) -> None:
    work_bulk.apply_async(expires=PATIENCE)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        file.refresh_from_db(fields=["state"])
        if file.state == state:
            return
        time.sleep(0.1)
    raise SystemExit(f"The file is still {file.state} after {PATIENCE:.0f} s.")
