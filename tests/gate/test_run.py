"""`make run`: three processes that start, answer and end together, on data that stays."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate import run
from tests.settings import BASE_DIR

pytestmark = [pytest.mark.once, pytest.mark.first]
PATIENCE = 240
"""Seconds that a program may take to start or to end, on a machine that has much else to do."""


class Program:
    """`python -m gate.run` on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.out = folder / "out"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Start it on a clean environment."""
        environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "DEBUG": "1",
            "SECRET_KEY": "a key for tests only",
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
        }
        with self.out.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gate.run", *options], cwd=BASE_DIR, env=environment, stdout=out, stderr=out
            )
        return self.process

    def said(self, text: str, seconds: float = PATIENCE) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if text in self.out.read_text():
                return True
            if self.process is not None and self.process.poll() is not None:
                return text in self.out.read_text()
            time.sleep(0.1)
        return False

    def becomes_ready(self, seconds: float = PATIENCE) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz"):
                    return True
            except OSError:  # not open yet, or not ready: an HTTPError is one too
                time.sleep(0.5)
        return False

    def children(self) -> dict[str, int]:
        """The three processes by name, as the system knows them."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        words = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in listed}
        return {name: pid for pid, line in words.items() for name in run.commands() if _is(name, line)}


def _is(name: str, line: list[bytes]) -> bool:
    return {"web": b"gunicorn", "worker": b"worker", "beat": b"beat"}[name] in line


def _alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a first run, made once; each test works on a copy."""
    first = Program(tmp_path_factory.mktemp("prepared"))
    assert first.start("--only-prepare").wait(PATIENCE) == 0, first.out.read_text()
    return first.folder / "gate.sqlite3"


@pytest.fixture
def program(tmp_path: Path, prepared: Path) -> Iterator[Program]:
    shutil.copy(prepared, tmp_path)
    program = Program(tmp_path)
    yield program
    if program.process is not None and program.process.poll() is None:
        program.process.terminate()
        program.process.wait(PATIENCE)


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")


@needs_proc
def test_it_opens_keeps_others_away_and_ends_everything_when_asked(program):
    process = program.start()
    assert program.said("The gate is open"), program.out.read_text()
    children = program.children()
    assert set(children) == {"web", "worker", "beat"}
    assert program.becomes_ready()  # the worker has sent what the demo's trucks owe

    second = Program(program.folder)
    second.out = program.folder / "second"
    assert second.start().wait(PATIENCE) == 1
    assert "already running" in second.out.read_text()

    ends(process, children, signal.SIGINT)


def ends(process, children, number):
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert not any(_alive(pid) for pid in children.values())


@needs_proc
def test_when_one_dies_the_others_end_too_and_a_new_start_keeps_the_data(program):
    process = program.start()
    assert program.said("The gate is open"), program.out.read_text()
    children = program.children()

    os.kill(children["worker"], signal.SIGKILL)

    assert process.wait(PATIENCE) == 1
    assert "The worker process ended by itself" in program.out.read_text()
    assert not any(_alive(pid) for pid in children.values())

    program.out.unlink()
    process = program.start()
    assert program.said("The gate is open"), program.out.read_text()
    assert "0 accounts and 0 declarations added" in program.out.read_text()
    ends(process, program.children(), signal.SIGTERM)


def test_a_port_in_use_is_said_and_nothing_is_started(program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", program.port))
        taken.listen()
        assert program.start().wait(PATIENCE) == 1
    (line,) = program.out.read_text().splitlines()
    assert f"port {program.port} is in use" in line


def test_a_file_of_settings_is_made_once_and_for_the_owner_alone(tmp_path):
    run.write_env(tmp_path / ".env")
    first = (tmp_path / ".env").read_text()
    run.write_env(tmp_path / ".env")

    assert (tmp_path / ".env").read_text() == first
    assert "\nDEBUG=1\nSECRET_KEY=" in first
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


def test_what_is_off_is_said(monkeypatch):
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    assert run.pdf().startswith("PDF: off, needs the system library Pango")


def test_the_logs_of_former_starts_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for start in range(8):
        run.fresh_log(log).write_text(f"start {start}")

    kept = {place.name: place.read_text() for place in tmp_path.iterdir()}
    assert kept == {"web.log": "start 7"} | {f"web.log.{age}": f"start {7 - age}" for age in range(1, 6)}
