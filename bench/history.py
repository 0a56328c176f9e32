"""A long past, seeded by SQL and kept as a template database, so that every bench that needs one copies it.

The template's name holds a digest of the migrations and of the seeding: a change of either makes a new one, and the
outdated one goes. Copy it with `databases.scratch(what, template=history.template(finished=…))`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from bench import databases
from bench.processes import ROOT, django, inside

TABLES = tuple(
    f"declarations_{name}" for name in ("declaration", "vehicle", "consignment", "item", "carriage", "fee", "check")
)
COMPANIES = 100
A_DAY = 1600
"""Declarations a day in the past, as the province had in 2025."""
READY = 5000
GATE = "HN"


class _Left(NamedTuple):
    """A constraint or an index that was taken off while rows are poured in."""

    table: str
    name: str
    definition: str
    is_constraint: bool


def seed(
    connection: psycopg.Connection, *, finished: int, ready: int, at: datetime, a_day: int = A_DAY, gate: str = GATE
) -> None:
    """Pour the past into a migrated database that has people (`prepare`) and no declaration yet.

    :param ready: how many vehicles stand at `gate` now, with medical, licence and fee ready.
    :param a_day: how many of the finished were filed a day.
    """
    said = {"finished": finished, "ready": ready, "companies": COMPANIES, "at": at, "a_day": a_day, "gate": gate}
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        with bare_tables(cursor, TABLES):
            cursor.execute(Path(__file__).with_name("history.sql").read_text(encoding="utf-8"), said)
        for table in TABLES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        # Numbers of the day go on where the past has left off.
        cursor.execute("SELECT setval('declarations_number', %s)", [max(1, (finished + ready) % 100_000)])
        cursor.execute("DROP TABLE past, company, officer, step")


def seed_now(connection: psycopg.Connection, *, finished: int, ready: int) -> None:
    """The same up to this moment, and looked over by the planner."""
    seed(connection, finished=finished, ready=ready, at=datetime.now(tz=UTC))
    connection.execute("VACUUM (FREEZE, ANALYZE)")


@contextmanager
def bare_tables(cursor: psycopg.Cursor, tables: Sequence[str]) -> Iterator[None]:
    """Without foreign keys, unique constraints and indexes; at the end they are put back, which proves every row."""
    left = [*_constraints(cursor, tables, kind="f"), *_constraints(cursor, tables, kind="u"), *_indexes(cursor, tables)]
    for thing in left:
        if thing.is_constraint:
            statement = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            cursor.execute(statement.format(sql.Identifier(thing.table), sql.Identifier(thing.name)))
        else:
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(thing.name)))
    yield
    for thing in reversed(left):
        if thing.is_constraint:
            add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(
                sql.Identifier(thing.table), sql.Identifier(thing.name)
            )
            cursor.execute(add + sql.SQL(thing.definition))
        else:
            cursor.execute(sql.SQL(thing.definition))


def _constraints(cursor: psycopg.Cursor, tables: Sequence[str], *, kind: str) -> list[_Left]:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), true FROM pg_constraint"
        " WHERE contype = %s AND conrelid = ANY(%s::regclass[]) ORDER BY conname",
        [kind, list(tables)],
    )
    return [_Left(*row) for row in cursor.fetchall()]


def _indexes(cursor: psycopg.Cursor, tables: Sequence[str]) -> list[_Left]:
    cursor.execute(
        "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), false"
        " FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'u')"
        " ORDER BY 2",
        [list(tables)],
    )
    return [_Left(*row) for row in cursor.fetchall()]


def template(*, finished: int, ready: int = READY) -> str:
    """The name of a template database with that past; made now if it is not there (a million takes some minutes)."""
    prefix = f"{databases.PREFIX}_history_{finished}_{ready}_"
    name = prefix + digest()
    if databases.exists(name):
        return name
    for outdated in databases.names_like(prefix):
        databases.drop(outdated)
    with databases.scratch("making") as making:
        prepare(making)
        with databases.connected(making) as connection:
            seed_now(connection, finished=finished, ready=ready)
        databases.rename(making, to=name)
    return name


def prepare(name: str) -> None:
    """Migrate a database and let the benches' people in."""
    django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
    inside(name, "people", "let_in")


def digest() -> str:
    """What the seeded tables and the seeding are made of, in ten characters."""
    files = [
        *(file for room in ("accounts", "declarations") for file in (ROOT / room / "migrations").glob("*.py")),
        ROOT / "declarations" / "seeds.py",
        ROOT / "declarations" / "procedures.py",
        *(Path(__file__).parent / name for name in ("history.sql", "history.py", "inside/people.py")),
    ]
    said = hashlib.sha256()
    for file in sorted(files):
        said.update(file.read_bytes())
    return said.hexdigest()[:10]
