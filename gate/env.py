"""Strict readers of the environment: what is set wrongly stops the start with one sentence, never guesses.

Every value may come from the environment or from the file of `NAME=value` lines that `ENV_FILE` names (`.env` unless
said otherwise); the environment wins. A secret may also be given as `NAME_FILE`, the path of a file that holds it.
"""

import os
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)=(.*)$")


class Refusal(ImproperlyConfigured):
    """A setting is wrong or dangerous; the sentence says which one and what to do."""


def load_file(path: Path) -> None:
    """Put the lines of `path` into the environment, where they are not set yet. An absent file is an empty one.

    :raises Refusal: a line is neither empty, a comment, nor NAME=value.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise Refusal(f"Line {number} of {path.name} is not of the form NAME=value.")
        os.environ.setdefault(match[1], match[2])


def text(name: str, *, default: str = "") -> str:
    """The value as it stands; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def secret(name: str, *, default: str = "") -> str:
    """The value, or the content of the file that `NAME_FILE` names.

    :raises Refusal: both are set, or the file cannot be read.
    """
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default=default)
    if text(name):
        raise Refusal(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"The file that {name}_FILE names cannot be read.") from error


def flag(name: str, *, default: bool) -> bool:
    """1 or 0.

    :raises Refusal: anything else.
    """
    value = text(name)
    if value not in {"", "0", "1"}:
        raise Refusal(f"{name} must be 0 or 1, not {value!r}.")
    return default if not value else value == "1"


def flag_to_try_out(name: str, *, trying: bool) -> bool:
    """1 or 0, and 0 where it is absent; 1 only while trying out.

    :raises Refusal: anything else, or 1 on a server.
    """
    if flag(name, default=False) and not trying:
        raise Refusal(f"{name}=1 is for trying out alone; leave it out, or set DEBUG=1.")
    return flag(name, default=False)


def number(name: str, *, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds.

    :raises Refusal: not a whole number, or out of bounds.
    """
    value = text(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", value) or not least <= int(value) <= most:
        raise Refusal(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    """One of the given words.

    :raises Refusal: any other.
    """
    value = text(name, default=default)
    if value not in among:
        raise Refusal(f"{name} must be one of {', '.join(among)}, not {value!r}.")
    return value


def clock(name: str, *, default: str) -> str:
    """An hour of the day as HH:MM.

    :raises Refusal: anything else.
    """
    value = text(name, default=default)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise Refusal(f"{name} must be an hour of the day such as {default}, not {value!r}.")
    return value


def words(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def rising(name: str, *, default: tuple[int, ...]) -> tuple[int, ...]:
    """As many whole numbers as the default has, separated by commas, each larger than the one before; 1 at least.

    :raises Refusal: anything else.
    """
    found = tuple(int(word) if re.fullmatch(r"[0-9]{1,6}", word) else 0 for word in words(name)) or default
    if len(found) != len(default) or not all(a < b for a, b in pairwise((0, *found))):
        raise Refusal(f"{name} must be {len(default)} rising numbers such as {','.join(map(str, default))}.")
    return found


def origins(name: str) -> list[str]:
    """A comma-separated list of origins, `https://host` each.

    :raises Refusal: one has no scheme or no host, or carries a path.
    """
    values = words(name)
    for value in values:
        if not re.fullmatch(r"https?://[^/\s]+", value):
            raise Refusal(f"{name} must list origins such as https://gate.example, not {value!r}.")
    return values


def _url(name: str, value: str, *, schemes: tuple[str, ...], example: str) -> SplitResult:
    """The parts of a URL. A refusal never repeats the value: it may hold a password."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise Refusal(f"{name} is not a valid URL such as {example}.") from error
    if parts.scheme not in schemes:
        raise Refusal(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}, as in {example}.")
    return parts


def redis_url(name: str) -> str:
    """The address of a Redis, or an empty string.

    :raises Refusal: not a redis:// or rediss:// URL with a host, or its path is no database number.
    """
    value = secret(name)
    if value:
        example = "redis://localhost:6379/0"
        parts = _url(name, value, schemes=("redis", "rediss"), example=example)
        if not parts.hostname or not re.fullmatch(r"(/[0-9]*)?", parts.path):
            raise Refusal(f"{name} needs a host and a database number, as in {example}.")
    return value


def mail(name: str, *, folder: Path) -> dict[str, Any]:
    """Django's settings of the mail server the URL names; without one every mail is a file in `folder`.

    `smtp+tls://user:password@host:587` begins in the clear and turns to TLS, `smtps://…:465` is TLS from the start,
    `smtp://host:25` is a relay of the house and takes no password; `console://` prints.

    :raises Refusal: no such URL, or a password that would travel in the clear.
    """
    value = secret(name)
    if not value:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(folder)}
    if value == "console://":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    example = "smtp+tls://user:password@host:587"
    parts = _url(name, value, schemes=("smtp", "smtp+tls", "smtps"), example=example)
    if not parts.hostname or parts.path not in {"", "/"}:
        raise Refusal(f"{name} needs a host and nothing behind it, as in {example}.")
    if parts.scheme == "smtp" and parts.password:
        raise Refusal(f"{name} would send a password in the clear; begin it with smtp+tls:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def gateway(name: str, *, token: str, may_be_clear: bool) -> str:
    """The address of a service that we POST to, or an empty string; over TLS unless `may_be_clear`.

    :raises Refusal: not such an address, a user name or password in it, or no token to be known by.
    """
    value = text(name)
    if value:
        example = "https://sms.example/send"
        schemes = ("https", "http") if may_be_clear else ("https",)
        parts = _url(name, value, schemes=schemes, example=example)
        if not parts.hostname or parts.username or parts.password:
            raise Refusal(f"{name} needs a host and no password, as in {example}.")
        if not token:
            raise Refusal(f"{name} needs a token too, by which the other side knows us.")
    return value


def site_url(name: str, *, default: str) -> str:
    """The address that people reach this site by, without a slash at its end.

    :raises Refusal: it is not `https://host` or `http://host`, or carries a path.
    """
    value = text(name, default=default).removesuffix("/")
    if not re.fullmatch(r"https?://[^/\s?#@]+", value):
        raise Refusal(f"{name} must be an address such as https://gate.example, not {value!r}.")
    return value


def sender(name: str, *, default: str) -> str:
    """An address that mail comes from, `gate@example.vn` or `The gate <gate@example.vn>`.

    :raises Refusal: it is neither.
    """
    value = text(name, default=default)
    if not re.fullmatch(r"([^<>@\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)", value):
        raise Refusal(f"{name} must be an address such as gate@example.vn, not {value!r}.")
    return value


def database(name: str, *, sqlite_path: Path, pool_size: int) -> dict[str, Any]:
    """Django's description of the database: the SQLite file given, unless the URL names another one.

    `postgres:///NAME` speaks to the local socket.

    :raises Refusal: not a postgres:// or sqlite:/// URL, or it names no database.
    """
    value = secret(name)
    if not value:
        return sqlite(sqlite_path)
    example = "postgres://user:password@host:5432/gate"
    parts = _url(name, value, schemes=("postgres", "postgresql", "sqlite"), example=example)
    path = unquote(parts.path.removeprefix("/"))
    if not path or (parts.scheme == "sqlite" and parts.netloc):
        raise Refusal(f"{name} names no database; it should look like {example} or sqlite:///file.sqlite3.")
    if parts.scheme == "sqlite":
        return sqlite(Path(path))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # The pool keeps connections open between requests; Django then asks for CONN_MAX_AGE 0.
        "CONN_MAX_AGE": 0,
        # One is asked whether it lives before it is handed out: PostgreSQL started again costs nobody an error.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 10}} if pool_size else {},
    }


def sqlite(path: Path) -> dict[str, Any]:
    """An SQLite file for several processes: readers never wait (WAL), writers queue up from their first statement."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def settings_or_exit() -> None:
    """Read the settings now; where they refuse, say their sentence alone and end the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gate.settings")
    try:
        settings.DEBUG  # noqa: B018 - the first access reads the module
    except ImproperlyConfigured as refusal:
        sys.exit(f"The gate does not start: {refusal}")
