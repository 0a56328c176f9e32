"""Two agencies answering one request, two officers of one agency, a request against an end: one after the other."""

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it

from declarations.models import ChangeRequest, Event
from declarations.operations import changing, deciding, filing
from declarations.operations.verifying import broken_links
from tests import given
from tests.concurrency.racing import race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
PLATE = ("$.vehicles[0].plate", "12C-321.23")


def decided(request, by, verdict=True):
    return lambda: deciding.decide(
        change_id=request.pk, by=by, at=NOON, verdicts=verdict, reason="" if verdict else "Không"
    )


def test_two_agencies_at_once_change_it_once():
    declaration = given.filed()
    request, staff = given.change(declaration, PLATE), given.officers()

    assert race(decided(request, staff["border_guard"]), decided(request, staff["customs"])) == ["done", "done"]
    assert declaration.vehicles.get().plate == "12C-321.23"
    assert Event.objects.filter(verb="declaration.amended").count() == 1
    assert not list(broken_links())


def test_of_two_officers_of_one_agency_one_answers():
    request = given.change(given.filed())
    officers = [given.officer("border_guard"), given.officer("border_guard")]

    outcomes = race(decided(request, officers[0]), decided(request, officers[1], verdict=False))

    assert sorted(outcomes) == ["already_decided", "done"]
    assert Event.objects.filter(verb="change.decided").count() == 1


def test_an_answer_and_its_taking_back_exclude_each_other():
    declaration = given.filed()
    request, guard = given.change(declaration), given.officer("border_guard")

    def withdraw():
        changing.withdraw_change(change_id=request.pk, by=declaration.created_by, at=NOON)

    outcomes = race(decided(request, guard), withdraw)

    request.refresh_from_db()
    assert sorted(outcomes) in (["already_decided", "done"], ["done", "wrong_state"])
    changed = declaration.vehicles.get().driver_name == "Lý Văn Thay"
    assert changed == (request.state == "decided")


def test_a_plate_is_agreed_to_or_filed_elsewhere_not_both():
    declaration = given.filed()
    request, staff = given.change(declaration, PLATE), given.officers()
    decided(request, staff["customs"])()
    other, body = given.declarant(), given.body(vehicles=[given.vehicle(plate=PLATE[1])])

    outcomes = race(decided(request, staff["border_guard"]), lambda: filing.file(body=body, by=other, at=NOON))

    assert sorted(outcomes) == ["done", "vehicle_already_declared"]
    assert ChangeRequest.objects.get().state == ("decided" if outcomes[0] == "done" else "open")


def test_the_same_field_is_asked_for_once():
    declaration = given.filed()
    given.confirmed(declaration, "customs_registration", staff=given.officers())

    outcomes = race(*[lambda: given.change(declaration, PLATE)] * 3)

    assert sorted(outcomes) == ["change_already_asked", "change_already_asked", "done"]
