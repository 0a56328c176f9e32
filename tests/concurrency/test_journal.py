"""The journal refuses to be rewritten, and says where it was (PostgreSQL's trigger, the chain of hashes)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from declarations.models import Event
from tests import given

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def events():
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY, staff=given.officers())
    return Event.objects.filter(declaration=declaration).order_by("seq")


@pytest.mark.parametrize("rewrite", [lambda rows: rows.update(verb="vehicle.left"), lambda rows: rows.delete()])
def test_the_database_refuses_to_rewrite_it(events, rewrite):
    before = list(events.values_list("hash", flat=True))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite(events.filter(seq=2))

    assert list(events.values_list("hash", flat=True)) == before


TAMPERING = {
    "altered": ("UPDATE declarations_event SET data = '{}' WHERE seq = 1", 1),
    "moved in time": ("UPDATE declarations_event SET happened_at = happened_at - interval '1 hour' WHERE seq = 3", 3),
    "taken out": ("DELETE FROM declarations_event WHERE seq = 4", 4),
    "cut off": ("DELETE FROM declarations_event WHERE seq >= 5", 5),
    "rehashed": ("UPDATE declarations_event SET hash = repeat('0', 64) WHERE seq = 2", 2),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_what_was_rewritten_behind_its_back_is_named(events, how):
    statement, seq = TAMPERING[how]
    call_command("verify_journal", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE declarations_event DISABLE TRIGGER journal_is_append_only")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ALTER TABLE declarations_event ENABLE TRIGGER journal_is_append_only")

    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", stderr=said)

    assert f"{events[0].declaration.number}: event {seq}:" in said.getvalue()
