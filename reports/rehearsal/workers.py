"""Playing trips in one process or several, and telling how far it has come.

Several are forked: the trips are in memory already and are not sent anywhere. Each process has its own connection and
every n-th declaration, so no two of them ever wait for one dossier.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from tqdm import tqdm

from reports.rehearsal.drive import Agenda
from reports.rehearsal.people import Crew
from reports.rehearsal.scratch import hang_up
from reports.rehearsal.traffic import Trip

TOLD_EVERY = 5
tqdm.monitor_interval = 0  # no thread beside, so that forking is safe


class WorkerFailed(RuntimeError):
    """A worker process ended before its trips did; why, it has told on stderr."""


class Message(NamedTuple):
    """What a worker says: so many more vehicles are done; at its end, how many operations that took."""

    vehicles: int
    operations: int = 0
    is_last: bool = False


def play(trips: Sequence[Trip], *, crew: Crew, seed: int, workers: int, progress: bool) -> int:
    """Play all trips and answer how many operations that took.

    :raises WorkerFailed: a worker process failed.
    """
    total = sum(len(trip.trucks) for trip in trips)
    often = 0.2 if sys.stderr.isatty() else 10
    with tqdm(total=total, unit=" vehicles", disable=not progress, smoothing=0.05, mininterval=often) as bar:
        if workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
            agenda = Agenda(crew, seed=seed, done=bar.update)
            agenda.play(trips)
            return agenda.operations
        return _play_in_processes(trips, crew, seed, workers, bar.update)


def _play_in_processes(
    trips: Sequence[Trip], crew: Crew, seed: int, workers: int, tell: Callable[[int], object]
) -> int:
    fork = multiprocessing.get_context("fork")
    hang_up()
    processes = []
    listening: list[Connection] = []
    try:
        for number in range(workers):
            here, there = fork.Pipe(duplex=False)
            process = fork.Process(target=_work, args=(trips[number::workers], crew, seed, there), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            listening.append(here)
        return _listen(listening, tell)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _listen(listening: list[Connection], tell: Callable[[int], object]) -> int:
    operations = 0
    while listening:
        for ready in wait(listening):
            assert isinstance(ready, Connection)
            try:
                message: Message = ready.recv()
            except EOFError as ended:
                raise WorkerFailed("A worker process ended before its trips did.") from ended
            tell(message.vehicles)
            operations += message.operations
            if message.is_last:
                listening.remove(ready)
    return operations


def _work(trips: Sequence[Trip], crew: Crew, seed: int, telling: Connection) -> None:
    """What a worker process does. The parent alone answers Ctrl-C, and then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    untold = 0

    def done() -> None:
        nonlocal untold
        untold += 1
        if untold == TOLD_EVERY:
            telling.send(Message(untold))
            untold = 0

    agenda = Agenda(crew, seed=seed, done=done)
    agenda.play(trips)
    telling.send(Message(untold, operations=agenda.operations, is_last=True))
    hang_up()
