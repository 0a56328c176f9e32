"""The workspace's clockwork: read the clock, call one operation."""

import time
from typing import Any, Final

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from workspace.operations import bulk, bulk_work, learning

SLICE: Final = 15.0
"""Seconds that a task stays at one file before others have their turn: notices, and other companies' files."""


@shared_task(name="workspace.learn", acks_late=True)
def learn(**_: Any) -> int:
    """Save what companies have filed with since the last round."""
    return learning.learn_due(at=timezone.now())


@shared_task(name="workspace.work_bulk", acks_late=True)
def work_bulk(**_: Any) -> int:
    """Check or file rows of the file that has waited longest; what is left is another task's. Answers the steps."""
    file_id = bulk_work.lease(at=timezone.now())
    if file_id is None:
        return 0
    steps, until = 1, time.monotonic() + SLICE
    while bulk_work.work_some(file_id=file_id, at=timezone.now()) and time.monotonic() < until:
        steps += 1
    bulk_work.release(file_id=file_id, at=timezone.now())
    if bulk_work.anything_due(at=timezone.now()):
        work_bulk.apply_async(expires=3600)
    return steps


@shared_task(name="workspace.sweep_bulk", acks_late=True)
def sweep_bulk(**_: Any) -> bool:
    """Where a file is owed work and nobody is at it, whatever became of its task, send one again."""
    owed = bulk_work.anything_due(at=timezone.now())
    if owed:
        work_bulk.apply_async(expires=60)
    return owed


@shared_task(name="workspace.sweep_bulk_bytes", acks_late=True)
def sweep_bulk_bytes(**_: Any) -> int:
    """Remove the bytes of files of which no row speaks; answer how many those were."""
    return bulk.sweep(at=timezone.now())


def work_bulk_soon() -> None:
    """Let a worker begin once this transaction has committed; if the broker is out of reach, the sweep will."""
    transaction.on_commit(lambda: work_bulk.apply_async(expires=3600), robust=True)
