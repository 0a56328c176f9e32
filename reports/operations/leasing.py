"""Work that is owed is taken under a lease: whoever dies over it is followed by another when the lease has ended."""

import datetime as dt
from typing import Any, Final

from django.db import connection, transaction

from reports.models import StoredFile, StoredFileQuerySet

LEASE: Final = dt.timedelta(minutes=15)
"""Longer than a task may run, so no lease ends under a worker that is still at it."""


@transaction.atomic
def lease_next(rows: StoredFileQuerySet, at: dt.datetime) -> Any:
    """Take the oldest of these files that are due, so that no other worker begins with it; None when there is none."""
    due: Any = rows.due(at).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    file: StoredFile | None = due.first()
    if file is not None:
        file.leased_until, file.attempts = at + LEASE, file.attempts + 1
        file.save(update_fields=["leased_until", "attempts"])
    return file
