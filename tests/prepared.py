"""The embedded database of the tests, migrated once: kept as a file and copied into memory by every process after that.

The file is named after the program's own text and the packages: whatever changes there is migrated anew.
"""

import fcntl
import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from gate import rooms
from tests.settings import BASE_DIR

ROOMS = ("gate", *rooms.ROOMS)


def applies() -> bool:
    """Whether the tests work in the memory of their process."""
    return connection.vendor == "sqlite"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one process look and migrate at a time: the next one finds what it kept."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def place(folder: Path) -> Path:
    """Where the database of this very program is kept, whether it is there yet or not."""
    text = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    sources = [path for room in ROOMS for path in sorted((BASE_DIR / room).rglob("*.py"))]
    for path in [*sources, BASE_DIR / "requirements" / "base.txt"]:
        text.update(path.relative_to(BASE_DIR).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return folder / f"{text.hexdigest()[:32]}.sqlite3"


def fill_from(kept: Path) -> None:
    """Copy it into the database in memory, as soon as there is one: `migrate` then finds nothing to do."""

    def fill(connection: Any, **_: Any) -> None:
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            connection_created.disconnect(fill)
            with closing(sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True)) as source:
                source.backup(connection.connection)

    connection_created.connect(fill, weak=False)


def keep(kept: Path) -> None:
    """Keep what was migrated, in place of what an older program left."""
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink()
    being_made = kept.with_suffix(".new")
    being_made.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(being_made)) as target:
        connection.connection.backup(target)
    being_made.rename(kept)
