"""Is this container's own process well? `healthcheck.py web|worker|beat`, exit 0 or 1."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BEAT_SECONDS = 600  # beat writes its schedule down every three minutes


def web() -> bool:
    port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def worker() -> bool:
    ping = [sys.executable, "-m", "celery", "--app", "gate.celery", "inspect", "ping", "--timeout", "5"]
    ping += ["--destination", f"celery@{os.uname().nodename}"]
    return subprocess.run(ping, capture_output=True, check=False).returncode == 0


def beat() -> bool:
    schedules = Path(os.environ.get("DATA_DIR", "var")).glob("beat-schedule*")
    return any(time.time() - path.stat().st_mtime < BEAT_SECONDS for path in schedules)


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
