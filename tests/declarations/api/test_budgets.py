"""A page asks as much of the database for one row as for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import Declaration
from tests import given
from tests.declarations.api.callers import V1, company, of

pytestmark = pytest.mark.django_db
MANY = 50

BUDGETS = {
    # address → queries at most
    "declarations": 10,  # one of them how long those in line will wait
    "declarations?status=open&gate=HN&plate=12C1": 1,
    "declarations?updated_since=2026-11-20T00:00:00Z": 10,
}


def _queries(caller, address):
    caller.get(f"{V1}/{address}")  # the key is looked up, and remembered
    with CaptureQueriesContext(connection) as queries:
        answer = caller.get(f"{V1}/{address}")
    assert answer.status_code == 200, answer.content
    return len(queries), answer.json()


@pytest.mark.parametrize("address", BUDGETS)
def test_a_list_of_declarations(address):
    haulier, staff = company(), given.officers()
    counts = []
    for rows in (1, MANY - 1):
        for number in range(rows):
            document = given.transshipment(receivers=1) if number % 2 == 0 else given.body()
            declaration = given.filed(by=haulier.user, document=document)
            if number % 4 < 2:
                given.confirmed(declaration, "bg_arrival", staff=staff)
        counts.append(_queries(haulier, address)[0])

    assert counts[0] == counts[1] <= BUDGETS[address]


def test_one_declaration_of_one_truck_and_of_fifty():
    haulier = company()
    counts = []
    for trucks in (1, MANY):
        document = given.body(vehicles=[given.vehicle(str(number)) for number in range(trucks)])
        declaration = given.filed(by=haulier.user, document=document)
        declaration.vehicles.update(seen_at=given.NOON, line_time=given.NOON)
        counts.append(_queries(haulier, f"declarations/{declaration.number}")[0])

    assert (
        counts[0] == counts[1] <= 21
    )  # one how long it will wait, one its company's strikes, seven of the gate itself, which a server remembers


def test_a_journal():
    declaration = given.filed()
    haulier = of(declaration.created_by)
    short, _answer = _queries(haulier, f"declarations/{declaration.number}/events")
    given.confirmed(declaration, *given.EXPORT_WAY, staff=given.officers())
    long, answer = _queries(haulier, f"declarations/{declaration.number}/events")

    assert len(answer["results"]) > 10
    assert short == long <= 2


@pytest.mark.parametrize(("address", "most"), [("queues", 2), ("queues/HN/bg_arrival", 2)])
def test_the_queues_of_an_officer(address, most):
    guard = of(given.officer("border_guard"))
    counts = []
    for rows in (1, MANY - 1):
        for _ in range(rows):
            given.filed()
        counts.append(_queries(guard, address)[0])

    assert counts[0] == counts[1] <= most


def test_filing_asks_as_much_for_fifty_trucks_as_for_one(settings):
    settings.PLACES_WITHOUT_RECORD = 2 * MANY  # beyond it the company's record is read
    haulier = company()
    haulier.post(f"{V1}/declarations", given.body())  # the first one of its window
    counts = []
    for trucks in (1, MANY):
        document = given.body(vehicles=[given.vehicle(str(number)) for number in range(trucks)])
        with CaptureQueriesContext(connection) as queries:
            answer = haulier.post(f"{V1}/declarations", document)
        assert answer.status_code == 201
        # Inserts are left out: a small database takes only so many values in one statement.
        counts.append(len([query for query in queries if query["sql"].startswith("SELECT")]))

    assert counts[0] == counts[1]
    assert Declaration.objects.count() == 3
