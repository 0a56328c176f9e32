"""Rows of a file are looked up together and filed apart: what changes in between is found all the same."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import filing
from tests import given
from tests.given import NOON
from tests.workspace.sheets_of_trucks import checked, filed, row, worked
from workspace.bulk import telling
from workspace.operations import bulk, bulk_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def haulier() -> User:
    return given.declarant()


def test_who_files_the_same_truck_in_between_is_named_and_the_others_are_filed(haulier, monkeypatch):
    taken_away = row()
    file = checked(row(), taken_away, row(), by=haulier)

    def prepare_all(**asked):
        prepared = filing.prepare_all(**asked)
        assert all(one.examination for one in prepared)
        given.filed(vehicles=[given.vehicle(plate=taken_away["plate"])])
        return prepared

    monkeypatch.setattr(bulk_work, "prepare_all", prepare_all)
    file = filed(file, by=haulier)

    entries = list(file.entries.order_by("position"))
    assert [entry.state for entry in entries] == ["filed", "bad", "filed"]
    assert [told.code for told in telling.read(entries[1].findings)] == ["vehicle_already_declared"]
    assert Declaration.objects.filter(organisation=haulier.organisation).count() == 2


def test_a_row_that_hangs_on_another_of_its_step_is_looked_at_by_itself(haulier):
    shared = given.consignment()
    bodies = [given.body(consignments=[shared]), given.body(consignments=[shared]), given.body(), {}]

    prepared = filing.prepare_all(bodies=bodies, by=haulier, at=NOON)

    assert [bool(one.examination) for one in prepared] == [False, False, True, False]
    assert len({one.number for one in prepared}) == len(bodies)


REMEMBERED = re.compile(
    r'FROM "declarations_(gate|lane|yard|openinghours|daymode|intakestop|pause|procedure|step|tariff|journeyrate)"'
)
"""What a worker reads once in a while, and a test every time."""


def test_a_row_costs_few_statements(haulier):
    def statements(rows: int) -> int:
        file = checked(*(row() for _ in range(rows)), by=haulier)
        bulk.order_filing(file_id=file.pk, by=haulier)
        with CaptureQueriesContext(connection) as asked:
            assert worked(file).entries.filter(state="filed").count() == rows
        return sum(not REMEMBERED.search(query["sql"]) for query in asked)

    few = statements(2)  # first: it pays for what is asked once by a process
    assert (statements(22) - few) / 20 <= 19  # a transaction's two among them, its place's five, the company's strikes
