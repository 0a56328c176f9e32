"""The scratch database of a rehearsal: made beside the configured one, and gone when the rehearsal ends, however.

On SQLite it is a temporary file, on PostgreSQL a database of its own name on the same server. While it lasts, this
process has no other database: everything that says `default` speaks to the scratch one.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connection, connections

from declarations.queries.facts import forget_places
from declarations.queries.procedure import table_of

PREFIX = "rehearsal_"


class NoScratch(Exception):
    """The scratch database cannot be made; the sentence says why."""


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make one, migrate it, work on it within the block, and remove it; answers its name.

    :raises NoScratch: the database server refuses to make one.
    """
    is_sqlite = connection.vendor == "sqlite"
    name, remove = _sqlite_file() if is_sqlite else _postgres_database()
    configured = connections.settings[DEFAULT_DB_ALIAS]["NAME"]
    try:
        _point_at(name)
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        _point_at(configured)
        remove()


def hang_up() -> None:
    """Close this process's connections, so that the next statement makes its own (before a process is forked)."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def without_query_log() -> Iterator[None]:
    """Do not note every statement for a developer to read, as DEBUG=1 has it: it takes a tenth of the time."""
    was, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = was


def _point_at(name: str) -> None:
    hang_up()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = {**connections.settings[DEFAULT_DB_ALIAS], "NAME": name}
    table_of.cache_clear()  # rows of the other database are nothing here
    forget_places()


def _sqlite_file() -> tuple[str, Callable[[], None]]:
    configured = Path(connections.settings[DEFAULT_DB_ALIAS]["NAME"])
    beside = configured.parent if configured.is_file() else settings.DATA_DIR
    folder = tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside)
    return str(Path(folder.name) / "scratch.sqlite3"), folder.cleanup


def _postgres_database() -> tuple[str, Callable[[], None]]:
    name = f"{PREFIX}{secrets.token_hex(6)}"

    def remove() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        hang_up()

    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    except ProgrammingError as refused:
        raise NoScratch(
            "The database user may not make a scratch database: give it CREATEDB, or rehearse with --keep."
        ) from refused
    return name, remove
