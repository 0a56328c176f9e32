"""Where the bytes of report files lie: under MEDIA_ROOT, which no web server serves, each under its own SHA-256.

They are written whole and synced before any row speaks of them. Whoever makes a file again after a worker died finds
the same place, so nothing but half-written bytes is ever left over; `older_than` names those.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

from declarations.papers import sync

FOLDER = "reports"


class Kept(NamedTuple):
    """What lies there now."""

    sha256: str
    size_bytes: int


def keep(write: Callable[[IO[bytes]], object]) -> Kept:
    """Let `write` fill a file, and keep it. What this returns survives a loss of power."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = folder / f".{secrets.token_hex(16)}"
    try:
        with open(os.open(begun, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            kept = Kept(hashlib.file_digest(file, "sha256").hexdigest(), file.seek(0, os.SEEK_END))
        place = _path(kept.sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        begun.rename(place)
        sync(place.parent)
        return kept
    finally:
        begun.unlink(missing_ok=True)  # gone already, unless writing failed


def open_kept(sha256: str) -> IO[bytes]:
    """The bytes of that SHA-256.

    :raises FileNotFoundError: there are none.
    """
    return _path(sha256).open("rb")


def has(sha256: str) -> bool:
    """Whether the bytes lie there."""
    return _path(sha256).is_file()


def forget(name: str) -> None:
    """Remove the bytes of that SHA-256, or those half-written under that name."""
    place = _path(name.lstrip("."))
    (_folder() / name if name.startswith(".") else place).unlink(missing_ok=True)


def older_than(at: datetime) -> Iterator[str]:
    """The names of all bytes last touched before `at`; those of half-written ones begin with a dot."""
    folder = _folder()
    for place in [*folder.glob(".*"), *folder.glob("*/*")] if folder.is_dir() else ():
        if place.stat().st_mtime < at.timestamp():
            yield place.name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _path(sha256: str) -> Path:
    if not sha256.isalnum():
        raise ValueError("not a name that was given here")
    return _folder() / sha256[:2] / sha256
