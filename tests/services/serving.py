"""The real programs on a test's database: gunicorn, a Celery worker and beat, each of which can be killed and started.

They run under the settings of a server (DEBUG=0). Stopping a `Program` the hard way is what a power cut does: its
whole process group gets SIGKILL at once, as a container's does when its first process dies.
"""

import os
import secrets
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from deploy.rehearse_compose import free_port
from gate import run
from tests.services.conftest import eventually, live_database_url
from tests.settings import BASE_DIR

HOST = "gate.example"
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
START_SECONDS = 180


class Program:
    """One of the programs, its log, and how to see that it is at work."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.is_ready: Callable[[bytes], bool] = lambda _said: True

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it is at work unless told otherwise."""
        offset = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        if not wait:
            return
        eventually(lambda: self.is_ready(self.log.read_bytes()[offset:]) or not self.alive, START_SECONDS)
        assert self.alive, self.log.read_text()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def children(self) -> list[int]:
        """The processes that it started and that work for it."""
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def cut(self) -> None:
        """End it and all its children at once."""
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
                self.cut()


class Programs:
    """The three programs on this test's database, made but not started."""

    def __init__(self, folder: Path, *, application: str = "gate.wsgi", redis_url: str = "") -> None:
        self.port = free_port()
        commands, environment = run.commands(), self._environment(folder, redis_url or settings.REDIS_URL)
        self.web = Program("web", [*commands["web"][:-1], application], environment, folder)
        self.web.is_ready = lambda _said: answers(self.port, "/healthz")
        self.worker = Program("worker", commands["worker"], environment, folder)
        self.worker.is_ready = lambda said: b" ready." in said
        self.beat = Program("beat", commands["beat"], environment, folder)

    def _environment(self, folder: Path, redis_url: str) -> dict[str, str]:
        passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return {
            **passed,
            "DJANGO_SETTINGS_MODULE": "tests.services.live_settings",
            "ENV_FILE": os.devnull,
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "BEHIND_PROXY": "1",
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "2",
            "API_WRITES_PER_MINUTE": "1000000",
            "DATABASE_URL": live_database_url(),
            "REDIS_URL": redis_url,
            "PASS_SIGNING_KEY": secrets.token_urlsafe(32),
            "DATA_DIR": str(folder),
        }


@contextmanager
def serving(
    folder: Path, *, application: str = "gate.wsgi", only_web: bool = False, redis_url: str = ""
) -> Iterator[Programs]:
    """The programs, at work on this test's database; ended before the test's tables are emptied.

    :param application: what gunicorn serves.   :param redis_url: another Redis than the configured one.
    """
    if not settings.REDIS_URL or connection.vendor != "postgresql":
        pytest.fail("The real programs need DATABASE_URL and REDIS_URL: run `make test-services`.")
    _clear_corner()
    programs = Programs(folder, application=application, redis_url=redis_url)
    started = [programs.web] if only_web else [programs.web, programs.worker, programs.beat]
    with ExitStack() as ends:
        ends.callback(_clear_corner)
        for program in started:
            ends.callback(program.stop)
            program.start()
        yield programs


def answers(port: int, path: str) -> bool:
    """Whether the web answers 200 there."""
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=HEADERS)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _clear_corner() -> None:
    """Forget what the programs of this database left in Redis."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for name in client.scan_iter(f"{connection.settings_dict['NAME']}:*"):
            client.delete(name)
