"""Where the bytes of attached documents lie: under MEDIA_ROOT, which no web server serves, under names nobody guesses.

Bytes are written whole and synced before any row speaks of them; bytes of which no row speaks are swept later.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

FOLDER = "documents"


def keep(content: bytes) -> str:
    """Write the bytes and answer under which name they are kept. What this returns survives a loss of power."""
    name = secrets.token_hex(16)
    place = _path(name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = place.with_name(f".{name}")
    with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    begun.rename(place)
    sync(place.parent)
    return name


def open_kept(name: str) -> IO[bytes]:
    """The bytes of that name.

    :raises FileNotFoundError: there are none.
    """
    return _path(name).open("rb")


def forget(name: str) -> None:
    """Remove the bytes of that name, if they are there."""
    _path(name).unlink(missing_ok=True)


def older_than(at: datetime) -> Iterator[str]:
    """The names of all bytes last touched before `at`, half-written ones among them."""
    folder = _folder()
    for place in folder.glob("*/*") if folder.is_dir() else ():
        if place.stat().st_mtime < at.timestamp():
            yield place.name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _path(name: str) -> Path:
    if not name.lstrip(".").isalnum():
        raise ValueError("not a name that was given here")
    return _folder() / name.lstrip(".")[:2] / name


def sync(folder: Path) -> None:
    """Let the names in a folder, and its own, survive a loss of power."""
    for place in (folder, folder.parent):  # the file's name, and the name of a folder made for it
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
