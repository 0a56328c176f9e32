"""Databases of the benches' own beside the configured one: made under a name nobody has, and dropped at the end."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

PREFIX = "gate_bench"


def configured_url() -> str:
    """DATABASE_URL of this run.

    :raises SystemExit: it is not a PostgreSQL's.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        raise SystemExit("The benches need PostgreSQL: set DATABASE_URL, or run `make bench`.")
    return url


def url_of(name: str) -> str:
    """The URL of another database on the same server."""
    parts = urlsplit(configured_url())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"


@contextmanager
def connected(name: str | None = None) -> Iterator[psycopg.Connection]:
    """A connection that commits each statement; to the configured database unless one is named."""
    url = url_of(name) if name else configured_url()
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        yield connection


def exists(name: str) -> bool:
    with connected() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def names_like(prefix: str) -> list[str]:
    with connected() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [name for (name,) in rows]


def unique_name(what: str) -> str:
    return f"{PREFIX}_{what}_{os.getpid()}_{secrets.token_hex(3)}"


def create(name: str, *, template: str | None = None) -> None:
    """Make a database; as a copy of `template`, file by file, which a large one needs to be quick."""
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        statement += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
    with connected() as connection:
        connection.execute(statement)


def drop(name: str) -> None:
    with connected() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename(name: str, to: str) -> None:
    with connected() as connection:
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(to)))


@contextmanager
def scratch(what: str, *, template: str | None = None) -> Iterator[str]:
    """A database for the time of the block; answers its name."""
    name = unique_name(what)
    create(name, template=template)
    try:
        yield name
    finally:
        drop(name)
