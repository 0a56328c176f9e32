"""The tables after a test that committed: emptied where they have rows, instead of all of them made anew.

TRUNCATE writes new files for a hundred tables and their indexes, and the signal that follows a flush asks for every
content type and permission again. Here rows are deleted, content types and permissions stay. Whoever still writes is
waited for, as TRUNCATE would.
"""

from functools import cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}
"""What follows from the models alone, and no test writes."""

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # named in no stub


def empty(case: TransactionTestCase) -> None:
    """Delete every row that a test may have left; in place of Django's flush."""
    if connection.vendor == "postgresql" and not _may_set_triggers_aside():
        _flush(case)
        return
    tables = [name for name in _names() if name not in KEPT]
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))} IN ACCESS EXCLUSIVE MODE")
            # Neither the order of foreign keys nor that a journal refuses DELETE matters here.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _with_rows(cursor, tables):
            cursor.execute(f"DELETE FROM {_quoted(table)}")


def _names() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _with_rows(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    found = []
    for start in range(0, len(tables), 100):  # SQLite joins no more than 500 questions to one
        some = tables[start : start + 100]
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in some)
        cursor.execute(" UNION ALL ".join(asked))
        found += [name for (name,) in cursor.fetchall()]
    return found


@cache
def _may_set_triggers_aside() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
