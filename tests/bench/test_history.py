"""The past that SQL pours in is one that the gate itself could have written, as far as it goes: no journal."""

import re
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench import history
from bench.inside.people import haulier_name, let_in, officer_name
from declarations.models import Check, Consignment, Declaration, Event, Fee, Item, Vehicle
from declarations.operations import checking
from declarations.operations.dossier import open_dossier
from declarations.operations.verifying import broken_links
from declarations.queries.queues import queues_of
from declarations.stages import CheckState
from tests import given

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the benches run on PostgreSQL alone"),
    pytest.mark.django_db(transaction=True),
]
FINISHED, READY = 400, 20


def structure():
    """Constraints and indexes of the gate's tables. PostgreSQL writes the casts of one it has read elsewhere."""
    ours = "'^(declarations|accounts)_'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            f" WHERE conrelid::regclass::text ~ {ours} UNION ALL"
            f" SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename ~ {ours}"
        )
        return {(table, name, re.sub(r"::[a-z ]+|[()\[\]]", "", said)) for table, name, said in cursor.fetchall()}


def pour(*, finished, ready):
    let_in()
    known = connection.get_connection_params()
    where = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if name in known}
    with psycopg.connect(**where, autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        history.seed(line, finished=finished, ready=ready, at=timezone.now())


@pytest.fixture
def past():
    pour(finished=FINISHED, ready=READY)


def test_seeding_leaves_every_constraint_and_index_as_it_was():
    before = structure()

    pour(finished=10, ready=2)

    assert structure() == before


@pytest.mark.usefixtures("past")
def test_rows_satisfy_their_models_and_the_table_of_checks():
    assert Declaration.objects.filter(status="completed").count() == FINISHED
    assert Declaration.objects.filter(status="open").count() == READY
    for model in (Declaration, Vehicle, Consignment, Item, Fee, Check):
        for row in model.objects.order_by("pk")[::7]:
            row.full_clean()
    at = timezone.now()
    for pk in Declaration.objects.order_by("pk").values_list("pk", flat=True)[::7]:
        with transaction.atomic():
            dossier = open_dossier(pk)
            dossier.settle(at=at)
        assert not dossier.touched_checks
        assert {clause for check in dossier.checks.values() if check.state == CheckState.CONFIRMED
                for clause in map(str, dossier.unmet(check, counts=dossier.is_solid))} == set()  # fmt: skip


@pytest.mark.usefixtures("past")
def test_the_gate_goes_on_where_the_past_has_left_off():
    officer, at = User.objects.get(username=officer_name("medical")), timezone.now()
    (queue,) = [queue for queue in queues_of(officer) if queue.check == "medical" and queue.gate == history.GATE]
    assert queue.ready == READY

    check = Check.objects.filter(state="ready", code="medical").order_by("pk")[0]
    checking.confirm(check_id=check.pk, by=officer, at=at)
    filed = given.filed(by=User.objects.get(username=haulier_name(0)), at=at + timedelta(minutes=1))

    check.refresh_from_db()
    assert check.state == CheckState.CONFIRMED
    assert filed.pk > FINISHED + READY
    assert Event.objects.filter(verb="check.confirmed").count() == 1
    assert not list(broken_links())
