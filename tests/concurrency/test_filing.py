"""Many filings of one plate at once: one is filed, whoever else tries is told that the vehicle stands open.

Shown both ways: with the constraint taken out, the same race files the plate more than once.
"""

import pytest
from django.db import connection

from declarations.models import Declaration, Event, Vehicle
from declarations.operations import filing
from declarations.operations.examining import examine_for
from declarations.operations.numbering import next_number
from declarations.operations.verifying import broken_links
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
CONTENDERS = 50
INDEX = "plate_open_once_a_role"


def file_one_plate_at_once(monkeypatch, contenders):
    """All look (and find the plate free) before any writes."""
    people = [given.declarant() for _ in range(contenders)]
    bodies = [given.body(vehicles=[given.vehicle(plate="12C-777.77")]) for _ in people]
    meeting = Meeting(contenders)

    def examine_then_meet(**asked):
        found = examine_for(**asked)
        meeting()
        return found

    monkeypatch.setattr("declarations.operations.filing.examine_for", examine_then_meet)
    return race(*(lambda by=by, body=body: filing.file(body=body, by=by, at=NOON)
                  for by, body in zip(people, bodies, strict=True)))  # fmt: skip


def test_of_fifty_filings_of_one_plate_one_is_filed(monkeypatch):
    outcomes = file_one_plate_at_once(monkeypatch, CONTENDERS)

    assert sorted(outcomes) == ["done"] + ["vehicle_already_declared"] * (CONTENDERS - 1)
    assert (Declaration.objects.count(), Vehicle.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="declaration.filed").count() == 1
    assert not list(broken_links())


def test_without_the_constraint_the_same_race_files_it_again_and_again(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
    try:
        assert file_one_plate_at_once(monkeypatch, 8).count("done") > 1
    finally:
        Vehicle.objects.filter(is_open=True).update(is_open=False, end="cancelled", ended_at=NOON)
        with connection.cursor() as cursor:
            cursor.execute(definition)


def test_two_filings_of_the_same_two_plates_in_opposite_order_do_not_lock_each_other_out():
    first, second = given.vehicle("1"), given.vehicle("2")
    bodies = [
        given.body(vehicles=[first, second]),
        given.body(vehicles=[second | {"key": "1"}, first | {"key": "2"}]),
    ] * 4
    people = [given.declarant() for _ in bodies]
    outcomes = race(*(
        lambda body=body, by=by: filing.file(body=body, by=by, at=NOON)
        for body, by in zip(bodies, people, strict=True)
    ))  # fmt: skip

    assert sorted(outcomes) == ["done"] + ["vehicle_already_declared"] * 7


def test_no_filing_waits_for_the_number_of_another():
    """A filing that is held up half-way, its number drawn, lets others file."""
    from threading import Event as Signal

    drawn, go_on = Signal(), Signal()
    slow, quick = given.declarant(), given.declarant()

    def draw_and_dawdle(at):
        number = next_number(at)
        if not drawn.is_set():
            drawn.set()
            assert go_on.wait(30)
        return number

    def file_slowly():
        filing.file(body=given.body(), by=slow, at=NOON)

    def file_meanwhile():
        assert drawn.wait(30)
        filing.file(body=given.body(), by=quick, at=NOON)
        go_on.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("declarations.operations.filing.next_number", draw_and_dawdle)
        assert race(file_slowly, file_meanwhile) == ["done", "done"]
    assert len(set(Declaration.objects.values_list("number", flat=True))) == 2
