"""Reports by the clock and from the queue: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from reports.operations import files, lists, orders


@shared_task(name="reports.make_daily_bulletin", acks_late=True)
def make_daily_bulletin(**_: Any) -> int:
    """Make the bulletin of the day that has just ended."""
    at = timezone.now()
    orders.order_daily(at=at)
    return orders.work_orders(at=at)


@shared_task(name="reports.work_orders", acks_late=True)
def work_orders(**_: Any) -> int:
    """Make what is owed."""
    return orders.work_orders(at=timezone.now())


@shared_task(name="reports.sweep", acks_late=True)
def sweep(**_: Any) -> int:
    """Find what is owed and nobody is at, whatever became of the task that was sent for it, and send one again."""
    owed = orders.sweep(at=timezone.now())
    if owed:
        work_orders.apply_async(expires=60)
    return owed


@shared_task(name="reports.make_files", acks_late=True)
def make_files(**_: Any) -> int:
    """Owe the files of what was published lately, and make those that nobody is at."""
    at = timezone.now()
    files.owe_published(at=at)
    return files.work(at=at)


@shared_task(name="reports.make_lists", acks_late=True)
def make_lists(**_: Any) -> int:
    """Make the lists of vehicles that were ordered."""
    return lists.work(at=timezone.now())


@shared_task(name="reports.sweep_files", acks_late=True)
def sweep_files(**_: Any) -> int:
    """Remove lists that are old, and bytes of which no file speaks."""
    at = timezone.now()
    return lists.forget_old(at=at) + files.sweep(at=at)


def soon() -> None:
    """Let a worker begin once this transaction has committed; if the broker is out of reach, the sweep will."""
    transaction.on_commit(lambda: work_orders.apply_async(expires=3600), robust=True)


def lists_soon() -> None:
    """Let a worker begin with a list once this transaction has committed."""
    transaction.on_commit(lambda: make_lists.apply_async(expires=3600), robust=True)
