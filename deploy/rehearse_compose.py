"""Start what docker-compose.yml starts, without containers, and see that it works.

The commands and settings are read from docker-compose.yml itself, so that what is rehearsed is what is deployed; only
the addresses are those of this machine's PostgreSQL and Redis (DATABASE_URL, REDIS_URL). Everything happens in a
database made for it and dropped afterwards.

    python deploy/rehearse_compose.py
"""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import yaml
from psycopg import sql

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "gate.example"
LONG_RUNNING = ("web", "worker", "beat")


def compose() -> dict[str, Any]:
    """The services of docker-compose.yml."""
    content = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8"))
    services: dict[str, Any] = content["services"]
    return services


def command_of(service: dict[str, Any]) -> list[str]:
    """A service's command, with the Python that runs this script."""
    program, *words = service["command"]
    if program != "python":
        raise SystemExit(f"The rehearsal starts only what begins with python, not {program!r}.")
    return [sys.executable, *words]


def environment_of(service: dict[str, Any], instead: dict[str, str]) -> dict[str, str]:
    """A service's environment; every address, secret and path of a container must be replaced by one of ours."""
    environment: dict[str, str] = {}
    for name, value in service["environment"].items():
        environment[name] = instead.get(name, value)
        if "${" in environment[name]:
            raise SystemExit(f"{name} of docker-compose.yml has no stand-in in this rehearsal.")
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**passed, "ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1", **environment}


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database beside the one that DATABASE_URL names, and drop it afterwards."""
    base = urlsplit(os.environ.get("DATABASE_URL", "postgres:///postgres"))
    name = f"gate_compose_{os.getpid()}"
    with psycopg.connect(f"postgresql://{base.netloc}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"postgres://{base.netloc}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(port: int, path: str) -> tuple[int, dict[str, str]]:
    """Ask the web as its proxy does."""
    headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)
    except (urllib.error.URLError, OSError):
        return 0, {}


def events(log: Path) -> list[dict[str, Any]]:
    """The lines of a log that are JSON; what is not is a line of a program that starts or ends."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def expect(what: str, condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for it, say it, or end the rehearsal."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit(f"not so: {what}")
        time.sleep(0.2)
    print(f"ok: {what}", flush=True)


def rehearse(services: dict[str, Any], environment: Callable[[str], dict[str, str]], port: int, folder: Path) -> None:
    """Prepare, start the three programs, ask them, and see that they end when asked to."""
    prepared = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    for command in (prepared, command_of(services["migrate"])):
        subprocess.run(command, cwd=BASE_DIR, env=environment("migrate"), check=True, stdout=subprocess.DEVNULL)
    print("ok: static files collected, database migrated", flush=True)

    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in LONG_RUNNING:
            with (folder / f"{name}.log").open("wb") as log:
                running[name] = subprocess.Popen(
                    command_of(services[name]), cwd=BASE_DIR, env=environment(name), stdout=log, stderr=log
                )
        look(services, environment, port, folder)
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        expect("all three end when they are asked to", lambda: all(p.poll() is not None for p in running.values()))
    except SystemExit:
        for name in running:
            print(f"--- {name}\n{(folder / f'{name}.log').read_text(encoding='utf-8')[-2000:]}", file=sys.stderr)
        raise
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()


def look(services: dict[str, Any], environment: Callable[[str], dict[str, str]], port: int, folder: Path) -> None:
    """The web answers through its proxy's headers, beat ticks, the worker does what beat sends."""
    expect("the web answers", lambda: get(port, "/healthz")[0] == 200)
    expect("it is ready", lambda: get(port, "/readyz")[0] == 200)
    status, headers = get(port, "/accounts/login/")
    expect("the sign-in page has HSTS", lambda: status == 200 and "Strict-Transport-Security" in headers, 0)
    expect("a static file is served", lambda: get(port, "/static/admin/css/base.css")[0] == 200)
    expect("beat sends", lambda: any(e["event"] == "task_enqueued" for e in events(folder / "beat.log")))
    expect("the worker does it", lambda: any(e["event"] == "task_succeeded" for e in events(folder / "worker.log")))
    for name in LONG_RUNNING:
        _cmd, *check = services[name]["healthcheck"]["test"]
        ended = subprocess.run([sys.executable, *check[1:]], cwd=BASE_DIR, env=environment(name), check=False)
        expect(f"the health check of {name} is content", lambda code=ended.returncode: code == 0, 0)  # type: ignore[misc]


def main() -> None:
    services = compose()
    port = free_port()
    redis_url = re.sub(r"/\d*$", "", os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) + "/12"
    with tempfile.TemporaryDirectory(prefix="gate-compose-") as name, scratch_database() as database_url:
        instead = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PASS_SIGNING_KEY": secrets.token_urlsafe(32),
            "PASS_FORMER_KEYS": "",
            "WEBHOOK_KEY": "",
            "BIND": f"127.0.0.1:{port}",
            "DATA_DIR": name,
            **dict.fromkeys(
                ("SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "SMS_GATEWAY_URL", "SMS_GATEWAY_TOKEN"), ""
            ),
        }
        rehearse(services, lambda service: environment_of(services[service], instead), port, Path(name))
    print("The commands of docker-compose.yml work.")


if __name__ == "__main__":
    main()
