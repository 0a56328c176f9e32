"""The processes a bench measures: the gate's own web server, a bare one beside it, and scripts that prepare both."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import databases
from gate import run

ROOT = Path(__file__).resolve().parent.parent
PORTS = range(8180, 8190)
PATIENCE = 60.0
_KEY = secrets.token_urlsafe(60)
_SEED = secrets.token_urlsafe(32)
_TAKEN: set[int] = set()


def environment(database: str, **more: str) -> dict[str, str]:
    """That of a server: DEBUG=0, PostgreSQL with its pool, Redis; its limit of writes is out of the way."""
    redis = os.environ.get("REDIS_URL", "")
    if not redis:
        raise SystemExit("The benches need Redis: set REDIS_URL, or run `make bench`.")
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL", "USER"}}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "gate.settings",
        "DEBUG": "0",
        "SECRET_KEY": _KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": databases.url_of(database),
        "REDIS_URL": redis,
        "PASS_SIGNING_KEY": _SEED,
        "DATA_DIR": tempfile.gettempdir(),
        "API_WRITES_PER_MINUTE": "1000000",
        "WEB_WORKERS": "2",
        **more,
    }


def django(database: str, *arguments: str, **more: str) -> str:
    """Run a script of the project on that database; answers what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(database, **more), check=False, capture_output=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr.decode()[-3000:]}")
    return done.stdout.decode()


def inside(database: str, *arguments: str, **more: str) -> Any:
    """Run one of the scripts of `bench.inside`; answers what it answered."""
    return json.loads(django(database, "-m", "bench.inside", *arguments, **more).strip().splitlines()[-1])


@contextmanager
def gate(database: str, **more: str) -> Iterator[int]:
    """The gate under gunicorn with 2 workers, as deploy/gunicorn.py has it; answers its port."""
    with _served(database, "gate.wsgi", **more) as port:
        yield port


@contextmanager
def worker(database: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as `make run` and the containers start it: one process that does the tasks, and one that keeps it."""
    with tempfile.TemporaryFile() as log:
        command = run.commands()["worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(database), stdout=log, stderr=log)
        try:
            _wait_until(lambda: b" ready." in os.pread(log.fileno(), 65536, 0), process, log)
            yield process
        finally:
            _end(process)


def peak_mb(process: subprocess.Popen[bytes]) -> float:
    """The most memory (10⁶ bytes) that the process, or one that it keeps, has had at once."""
    folder = Path(f"/proc/{process.pid}")
    children = (folder / "task" / str(process.pid) / "children").read_text(encoding="ascii").split()
    statuses = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in (str(process.pid), *children)]
    peaks = [line.split()[1] for status in statuses for line in status.splitlines() if line.startswith("VmHWM:")]
    return max(int(kilobytes) for kilobytes in peaks) * 1024 / 1e6


@contextmanager
def bare(database: str, **more: str) -> Iterator[int]:
    """The bare views under the same gunicorn."""
    with _served(database, "bench.bare.wsgi", DJANGO_SETTINGS_MODULE="bench.bare.settings", **more) as port:
        yield port


@contextmanager
def _served(database: str, application: str, **more: str) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", application]
    with tempfile.TemporaryFile() as log:
        env = environment(database, BIND=f"127.0.0.1:{port}", **more)
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            _wait_for(port, process, log)
            yield port
        finally:
            _TAKEN.discard(port)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            if port not in _TAKEN and probe.connect_ex(("127.0.0.1", port)):
                _TAKEN.add(port)
                return port
    raise SystemExit(f"No port is free from {PORTS.start} to {PORTS.stop - 1}.")


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Any) -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            return not probe.connect_ex(("127.0.0.1", port))

    _wait_until(answers, process, log)


def _wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Any) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            raise SystemExit(f"The program ended at its start:\n{log.read().decode()[-3000:]}")
        if is_ready():
            return
        time.sleep(0.1)
    raise SystemExit(f"The program is not ready after {PATIENCE:.0f} s.")
