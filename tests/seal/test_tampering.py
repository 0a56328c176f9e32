"""For each table of the journal one row changed, one deleted, one put in by SQL: journal and proof name it."""

import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from declarations.journal import digest
from declarations.models import Declaration, Event
from declarations.passes import key_set, public_keys
from seal.models import Seal, SealedHead
from seal.proof import check
from seal.queries.proving import proof_of
from tests.seal.world import SECOND_EVENING, world

pytestmark = pytest.mark.django_db


def by_hand(statement: str, *values: str | int) -> None:
    """With the triggers off and the constraints aside, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def faults_of_the_journal() -> str:
    said = StringIO()
    with time_machine.travel(SECOND_EVENING, tick=False), pytest.raises(CommandError):
        call_command("verify_journal", stderr=said)
    return said.getvalue()


def rehashed(event: Event, **changes: object) -> str:
    """The hash that the event would have if it said this instead: an attacker can reckon it, too."""
    for name, value in changes.items():
        setattr(event, name, value)
    return digest(event, number=event.declaration.number or "")


def change_an_event(truck: Declaration) -> str:
    by_hand("UPDATE declarations_event SET verb = %s WHERE declaration_id = %s AND seq = 2", "vehicle.left", truck.pk)
    return "event 2"


def change_the_last_event_and_all_hashes(truck: Declaration) -> str:
    last = Event.objects.filter(declaration=truck).order_by("-seq")[0]
    made = rehashed(last, verb="vehicle.turned_back")
    by_hand("UPDATE declarations_event SET verb = %s, hash = %s WHERE id = %s", last.verb, made, last.pk)
    by_hand("UPDATE declarations_declaration SET journal_head = %s WHERE id = %s", made, truck.pk)
    return f"event {last.seq}"


def delete_the_last_event_and_say_so(truck: Declaration) -> str:
    last, before = Event.objects.filter(declaration=truck).order_by("-seq")[:2]
    by_hand("DELETE FROM declarations_outboxmessage WHERE event_id = %s", last.pk)
    by_hand("DELETE FROM declarations_event WHERE id = %s", last.pk)
    by_hand(
        "UPDATE declarations_declaration SET journal_length = %s, journal_head = %s WHERE id = %s",
        before.seq, before.hash, truck.pk,
    )  # fmt: skip
    return f"event {last.seq}"


def put_an_event_in_at_the_end(truck: Declaration) -> str:
    last = Event.objects.filter(declaration=truck).order_by("-seq")[0]
    said = Event.objects.get(pk=last.pk)
    said.pk, said.seq, said.prev_hash = None, last.seq + 1, last.hash
    said.hash = rehashed(said)
    said.save(force_insert=True)
    by_hand(
        "UPDATE declarations_declaration SET journal_length = %s, journal_head = %s WHERE id = %s",
        said.seq, said.hash, truck.pk,
    )  # fmt: skip
    return f"event {said.seq} was added"


def change_a_head(truck: Declaration) -> str:
    by_hand("UPDATE seal_sealedhead SET head = %s WHERE declaration_id = %s", "0" * 64, truck.pk)
    return "a sealed head was altered"


def delete_a_head(truck: Declaration) -> str:
    by_hand("DELETE FROM seal_sealedhead WHERE declaration_id = %s", truck.pk)
    return "a sealed head was altered, added or taken out"


def put_a_head_in(truck: Declaration) -> str:
    head = SealedHead.objects.get(declaration=truck)
    other = Declaration.objects.exclude(pk__in=head.seal.heads.values("declaration")).first()
    assert other is not None
    SealedHead.objects.create(
        seal=head.seal, position=99, declaration=other, number=str(other.number), length=1, head="0" * 64
    )
    return "added or taken out"


def change_a_seal(truck: Declaration) -> str:
    by_hand("UPDATE seal_seal SET root = %s WHERE date = %s", "0" * 64, str(Seal.objects.earliest("date").date))
    return "the row says something else"


def delete_a_seal(truck: Declaration) -> str:
    first = Seal.objects.earliest("date")
    by_hand("DELETE FROM seal_sealedhead WHERE seal_id = %s", first.pk)
    by_hand("DELETE FROM seal_seal WHERE id = %s", first.pk)
    return "does not follow the seal before it"


def put_a_seal_in(truck: Declaration) -> str:
    last = Seal.objects.latest("date")
    last.pk, last.date, last.signature = None, last.date.replace(day=last.date.day + 2), "A" * 86
    last.save(force_insert=True)
    return "not signed by this gate"


TAMPERING = {
    function.__name__: function
    for function in (
        change_an_event, change_the_last_event_and_all_hashes, delete_the_last_event_and_say_so,
        put_an_event_in_at_the_end, change_a_head, delete_a_head, put_a_head_in, change_a_seal, delete_a_seal,
        put_a_seal_in,
    )
}  # fmt: skip
SEEN_BY_THE_PROOF = {
    "change_an_event": "event 2 was altered",
    "change_the_last_event_and_all_hashes": "is not the one that was sealed",
    "delete_the_last_event_and_say_so": "was sealed on HN 2026-11-21 and is missing",
    "change_a_head": "is not the one that was sealed",
    "put_a_head_in": "not under the seal",
}
"""What a proof downloaded afterwards says; the one downloaded before goes on proving what was."""


def test_what_nobody_touched_holds(tmp_path: Path):
    made = world()
    said = StringIO()
    with time_machine.travel(SECOND_EVENING, tick=False):
        call_command("verify_journal", stdout=said)
    assert "2 sealed days" in said.getvalue()

    for truck in made:
        checked = check(proof_of(truck), keys=public_keys())
        assert (checked.number, checked.faults) == (truck.number, [])
        assert checked.sealed == checked.events == Event.objects.filter(declaration=truck).count()


@pytest.mark.parametrize("how", TAMPERING)
def test_what_was_done_by_sql_is_named(how):
    made = world()
    kept = json.loads(json.dumps(proof_of(made.left)))

    named = TAMPERING[how](made.left)

    assert named in faults_of_the_journal()
    assert check(kept, keys=public_keys()).faults == []
    after = proof_of(Declaration.objects.get(pk=made.left.pk))
    assert json.loads(json.dumps(after)) != kept or how in ("put_a_seal_in", "change_a_seal")
    if how in SEEN_BY_THE_PROOF:
        assert SEEN_BY_THE_PROOF[how] in "; ".join(check(after, keys=public_keys()).faults)


def test_the_command_checks_a_proof_without_a_database(tmp_path: Path):
    made = world()
    proof, keys = tmp_path / "proof.json", tmp_path / "keys.json"
    proof.write_text(json.dumps(proof_of(made.two_days)), encoding="utf-8")
    keys.write_text(json.dumps(key_set(public_keys())), encoding="utf-8")
    said = StringIO()

    call_command("verify_proof", str(proof), keys=keys, stdout=said)
    assert f"The proof of {made.two_days.number} holds" in said.getvalue()

    forged = json.loads(proof.read_text(encoding="utf-8"))
    forged["events"][1]["data"] = {"plate": "12C-000.00"}
    proof.write_text(json.dumps(forged), encoding="utf-8")
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_proof", str(proof), keys=keys, stderr=StringIO())
    proof.write_text("[]", encoding="utf-8")
    with pytest.raises(CommandError, match="is no proof"):
        call_command("verify_proof", str(proof), keys=keys)
