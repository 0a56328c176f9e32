"""A wrong or dangerous setting ends every program of the gate at once, with one sentence on standard error."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.settings import BASE_DIR

pytestmark = pytest.mark.once

KEY = secrets.token_urlsafe(50)
SERVER = {
    "DEBUG": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "gate.example",
    "DATABASE_URL": "postgres://localhost/none",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost",
    "PASS_SIGNING_KEY": secrets.token_urlsafe(32),
}
PROGRAMS = {
    "manage.py": ["manage.py", "check"],
    "web": ["-m", "gunicorn", "--config", "deploy/gunicorn.py", "--check-config", "gate.wsgi"],
    "worker": ["-m", "celery", "--app", "gate.celery", "report"],
}


def _start(program: str, tmp_path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {**SERVER, "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"], **changes}
    return subprocess.run(
        [sys.executable, *PROGRAMS[program]],
        cwd=BASE_DIR,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is a default or too easy"),
        ({"SECRET_KEY": KEY[:20]}, "SECRET_KEY is a default or too easy"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY is a default or too easy"),
        ({"DATABASE_URL": None}, "DEBUG=0 needs PostgreSQL"),
        ({"DATABASE_URL": "sqlite:///gate.sqlite3"}, "DEBUG=0 needs PostgreSQL"),
        ({"DATABASE_URL": "oracle://x/y"}, "DATABASE_URL must begin with"),
        ({"REDIS_URL": None}, "DEBUG=0 needs Redis"),
        ({"REDIS_URL": "redis:/x"}, "REDIS_URL needs a host"),
        ({"ALLOWED_HOSTS": None}, "DEBUG=0 needs ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "DEBUG=0 needs ALLOWED_HOSTS"),
        ({"PASS_SIGNING_KEY": "short"}, "PASS_SIGNING_KEY must be 32 bytes"),
        ({"PASS_FORMER_KEYS": f"{KEY[:43]},x"}, "PASS_FORMER_KEYS must be 32 bytes"),
        ({"DEBUG": "False"}, "DEBUG must be 0 or 1"),
        ({"DEBUG": None, "DATABASE_URL": None}, "DEBUG=0 needs PostgreSQL"),
        ({"BEHIND_PROXY": "yes"}, "BEHIND_PROXY must be 0 or 1"),
        ({"HSTS_SECONDS": "soon"}, "HSTS_SECONDS must be a whole number"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of"),
        ({"CSRF_TRUSTED_ORIGINS": "gate.example"}, "CSRF_TRUSTED_ORIGINS must list origins"),
    ],
)
def test_a_dangerous_setting_ends_the_start_with_one_sentence(tmp_path, changes, sentence):
    ended = _start("manage.py", tmp_path, **changes)

    assert ended.returncode == 1
    assert ended.stderr.startswith("The gate does not start: ")
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_refuses_alike(tmp_path, program):
    ended = _start(program, tmp_path, DATABASE_URL=None)

    assert ended.returncode != 0
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("The gate does not start: DEBUG=0 needs PostgreSQL; set DATABASE_URL")


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_takes_good_settings(tmp_path, program):
    assert _start(program, tmp_path).returncode == 0


def test_the_deployment_check_is_content(tmp_path, monkeypatch):
    monkeypatch.setitem(PROGRAMS, "deploy", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    ended = _start("deploy", tmp_path)

    assert (ended.returncode, "no issues" in ended.stdout) == (0, True), ended.stderr


def test_a_file_of_settings_is_read_and_the_environment_wins_over_it(tmp_path):
    settings = tmp_path / "settings"
    settings.write_text("DEBUG=1\nSECRET_KEY=for a first try\n")
    bare: dict[str, str | None] = dict.fromkeys(SERVER)

    assert _start("manage.py", tmp_path, **{**bare, "ENV_FILE": str(settings)}).returncode == 0
    refused = _start("manage.py", tmp_path, **{**bare, "ENV_FILE": str(settings), "DEBUG": "maybe"})
    assert refused.stderr.strip() == "The gate does not start: DEBUG must be 0 or 1, not 'maybe'."
