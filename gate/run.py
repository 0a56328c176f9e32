"""`make run`: the whole program on one machine. Prepares the database, then keeps web, worker and beat together.

They live and end together: Ctrl-C or SIGTERM ends all three, and where one ends by itself the others are ended too,
with a line that says which one it was. What they say goes to files under `var/log/`, a file a start; the last
five before it are kept.
"""

import argparse
import ctypes.util
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings

from gate import env

BASE_DIR = Path(__file__).resolve().parent.parent
KEPT_LOGS = 5
STOP_SECONDS = 15
START_SECONDS = 60


class Stop(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or a closed terminal."""


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m gate.run", description=__doc__)
    arguments.add_argument("--only-prepare", action="store_true", help="prepare the database, start nothing")
    options = arguments.parse_args()
    os.chdir(BASE_DIR)
    write_env(BASE_DIR / ".env")
    env.settings_or_exit()
    if options.only_prepare:
        prepare()
        return 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        port = free_port()
        with only_one(settings.DATA_DIR):
            prepare()
            return serve(port, settings.DATA_DIR / "log")
    except Stop:
        print("\nStopped.", flush=True)
        return 0


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stop


def write_env(path: Path) -> None:
    """Make the settings of a first try, once; whoever has a file of his own keeps it."""
    if path.exists():
        return
    text = "# Made by `make run` for this machine; the environment wins over it.\nDEBUG=1\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{text}SECRET_KEY={secrets.token_urlsafe(50)}\n")


def free_port() -> int:
    """The port to listen on; ends the start where something else has it."""
    try:
        port = env.number("PORT", default=8000, least=1, most=65535)
    except env.Refusal as refusal:
        sys.exit(f"The gate does not start: {refusal}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"The gate does not start: port {port} is in use; take another, as in `make run PORT={port + 1}`.")
    return port


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second program from working on the same data.

    The lock goes with the process, so a killed one leaves nothing to clean up.
    """
    with (folder / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"The gate does not start: it is already running on the data in {folder.name}/.")
        yield


def prepare() -> None:
    """Bring the database up to date and load the demo data where it is missing."""
    print("Preparing the database …", flush=True)
    manage("migrate", "--verbosity", "0")
    manage("demo")
    manage("import_bulletins", "--verbosity", "0")


def manage(*words: str) -> None:
    """Run a command of manage.py; a failure ends the start, after what the command itself said."""
    if subprocess.run([sys.executable, "manage.py", *words], check=False).returncode:
        sys.exit(f"The gate does not start: `manage.py {words[0]}` failed.")


def commands() -> dict[str, list[str]]:
    """The three programs, as docker-compose.yml starts them too."""
    python = [sys.executable, "-m"]
    worker = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [*python, "gunicorn", "--config", "deploy/gunicorn.py", "gate.wsgi"],
        "worker": [*python, "celery", "--app", "gate.celery", "--quiet", "worker", *worker],
        "beat": [*python, "celery", "--app", "gate.celery", "--quiet", "beat", "--pidfile="],
    }


def serve(port: int, log_folder: Path) -> int:
    """Start all, say where to look, and stay until somebody ends it or one of them dies."""
    log_folder.mkdir(exist_ok=True)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands().items():
            with fresh_log(log_folder / f"{name}.log").open("wb") as log:
                # A session of its own: Ctrl-C reaches this process alone, which then ends the others in peace.
                running[name] = subprocess.Popen(
                    command,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    env={**os.environ, "BIND": f"127.0.0.1:{port}"},
                )
        if wait_for_web(port, running):
            print(f"\nThe gate is open: http://127.0.0.1:{port}/  (admin: /admin/, API: /api/docs/)")
            print(f"{pdf()}\nLogs: {log_folder}/\nCtrl-C ends it; the data stays.", flush=True)
        while not (ended := _ended(running)):
            time.sleep(0.5)
        print(f"The {ended} process ended by itself; see {log_folder.name}/{ended}.log. Ending the others.", flush=True)
        return 1
    finally:
        end(running)


def fresh_log(path: Path) -> Path:
    """Make room for this start's log: the former ones go on as `web.log.1` (the last start) to `web.log.5`."""
    for age in range(KEPT_LOGS, 0, -1):
        former = path.with_name(f"{path.name}.{age - 1}") if age > 1 else path
        if former.exists():
            former.replace(path.with_name(f"{path.name}.{age}"))
    return path


def _ended(running: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, process in running.items() if process.poll() is not None), None)


def wait_for_web(port: int, running: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the web answers; False when a process has ended before, or time is up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and not _ended(running):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, and make those end that do not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def pdf() -> str:
    """Whether printed pages can be made here, and what is missing."""
    if ctypes.util.find_library("pango-1.0") is None:
        return "PDF: off, needs the system library Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    # Tried in a process of its own: the library is large, and this one lives as long as the program.
    tried = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False)
    return "PDF: on" if tried.returncode == 0 else "PDF: off, needs the packages of requirements/pdf.txt"


if __name__ == "__main__":
    sys.exit(main())
