"""The same scan sent many times at once (a scanner that lost its answer) is one scan.

Shown both ways: without the constraint on officer and nonce there would be several.
"""

import pytest
from django.db import connection

from declarations.models import Event, Scan
from declarations.operations import scanning
from declarations.operations.scanning import Read
from declarations.operations.verifying import broken_links
from tests import given
from tests.concurrency.racing import race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
AT_ONCE = 10


def scan_at_once(declaration, answers):
    guard = given.officer("border_guard")

    def scan():
        read = Read(number=declaration.number)
        answers.append(
            scanning.scan(gate="HN", read=read, by=guard, at=NOON, nonce="n-1", confirm=["bg_arrival"]).answer
        )

    return race(*[scan] * AT_ONCE)


def test_a_scan_sent_ten_times_at_once_is_one_scan_with_one_answer():
    declaration = given.filed()
    answers: list[dict[str, object]] = []

    assert scan_at_once(declaration, answers) == ["done"] * AT_ONCE

    assert Scan.objects.count() == 1
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["confirmed"] == ["bg_arrival"]
    assert Event.objects.filter(verb="vehicle.seen").count() == 1
    assert Event.objects.filter(verb="check.confirmed").count() == 1
    assert not list(broken_links())


def test_without_the_constraint_there_would_be_several():
    declaration = given.filed()
    constraint = next(c for c in Scan._meta.constraints if c.name == "scan_nonce_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Scan, constraint)
    try:
        scan_at_once(declaration, [])
        assert Scan.objects.count() > 1
    finally:
        Scan.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Scan, constraint)
