"""Reading everything in one state: what is counted together must have been true together."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_state() -> Iterator[None]:
    """A transaction of its own in which every query sees the same state, whatever is written meanwhile.

    Its queries are many and short: none is spread over processes, which are dearer to begin than it takes them.

    On SQLite a transaction is alone from its first statement on (IMMEDIATE).

    :raises RuntimeError: within another transaction, whose state began earlier.
    """
    with transaction.atomic(durable=True):
        # Within a test's transaction there is a savepoint, and the level can no longer be chosen.
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL max_parallel_workers_per_gather = 0"
                )
        yield
