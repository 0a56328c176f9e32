"""Running the same thing many times at once, each on a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from contract.errors import DomainError


def race(*contenders: Callable[[], object]) -> list[str]:
    """Start all at the same moment; answers for each "done" or the code of its refusal."""
    together = threading.Barrier(len(contenders))

    def run(contend: Callable[[], object]) -> str:
        try:
            together.wait(30)
            contend()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(contenders)) as pool:
        return [future.result(120) for future in [pool.submit(run, contend) for contend in contenders]]


class Meeting:
    """A place in the code where contenders wait for each other a little: all are past their reading, none has written.

    With the lock in place only one gets there, waits in vain and goes on; with the lock taken out all meet.
    """

    def __init__(self, parties: int, *, patience: float = 1.0) -> None:
        self.barrier = threading.Barrier(parties)
        self.patience = patience

    def __call__(self) -> None:
        try:
            self.barrier.wait(self.patience)
        except threading.BrokenBarrierError:
            return
