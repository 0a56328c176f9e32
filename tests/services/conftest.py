"""Real processes beside the tests: a Celery worker on the test's own database and queue.

Everything in this folder needs PostgreSQL and Redis (`make test-services`).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gate import celery, run
from tests.settings import BASE_DIR

START_SECONDS = 180


class LiveWorker:
    """A worker process that can be killed and started again."""

    def __init__(self, log: Path, *, application: str = "gate.celery", **environment: str) -> None:
        self.log, self.environment = log, environment
        self.command = [application if word == "gate.celery" else word for word in run.commands()["worker"]]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes tasks."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=BASE_DIR,
                env={**os.environ, "DATABASE_URL": live_database_url(), "LOG_LEVEL": "INFO", **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        offset = self.log.stat().st_size
        eventually(lambda: b" ready." in self.log.read_bytes()[max(0, offset - 1) :] or not self.alive, START_SECONDS)
        assert self.alive, self.log.read_text()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Let it finish what it is doing."""
        if self.alive:
            assert self.process is not None
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


def live_database_url() -> str:
    """The address of the database that this test works on, for a process of its own."""
    database = connection.settings_dict
    user = f"{database['USER']}:{database['PASSWORD']}@" if database["USER"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgres://{user}{database['HOST']}{port}/{database['NAME']}"


def eventually(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait for a condition that another process brings about; False when it did not come in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


@pytest.fixture
def live_worker(transactional_db: None, tmp_path: Path) -> Iterator[LiveWorker]:
    """A real worker on this test's database; its queue is empty when the test begins."""
    if not settings.REDIS_URL or connection.vendor != "postgresql":
        pytest.fail("A real worker needs DATABASE_URL and REDIS_URL: run `make test-services`.")
    celery.app.control.purge()
    worker = LiveWorker(tmp_path / "worker.log")
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
