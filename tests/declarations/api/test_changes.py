"""Change requests over the API: asked, answered field by field, listed, isolated, and sent again without harm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.api.schema_changes import ChangeRequestAnswer, ChangeRequestPage
from declarations.models import ChangeRequest
from tests import given
from tests.declarations.api.callers import V1, company, of, officers, refused, said

pytestmark = pytest.mark.django_db
SEAL = {"path": "$.vehicles[0].seal", "value": "VN9"}
PLATE = {"path": "$.vehicles[0].plate", "value": "12C-987.65"}


def asked(declaration, *changes, caller=None, **headers):
    body = {"changes": list(changes), "reason": "Đổi xe"}
    address = f"{V1}/declarations/{declaration.number}/change-requests"
    return (caller or of(declaration.created_by)).post(address, body, format="json", headers=headers)


@pytest.fixture
def declaration():
    row = given.filed()
    given.confirmed(row, "customs_registration", "bg_arrival", staff=given.officers())
    return row


def test_a_change_goes_its_way(declaration):
    haulier, staff = of(declaration.created_by), officers()
    request = said(asked(declaration, PLATE, SEAL), ChangeRequestAnswer, status=201)
    plate, seal = request["fields"]
    assert [(f["path"], f["old"], f["new"]) for f in (plate, seal)] == [
        ("$.vehicles[0].plate", declaration.vehicles.get().plate, "12C-987.65"), ("$.vehicles[0].seal", None, "VN9"),
    ]  # fmt: skip
    assert [a["agency"] for a in plate["agencies"]] == ["border_guard", "customs"]

    waiting = {agency: len(said(caller.get(f"{V1}/change-requests"), ChangeRequestPage)["results"])
               for agency, caller in staff.items()}  # fmt: skip
    assert {agency for agency, many in waiting.items() if many} == {"border_guard", "customs"}
    way = f"{V1}/change-requests/{request['id']}"
    answer = staff["customs"].post(f"{way}/reject", {"fields": [seal["id"]], "reason": "Không cần"}, format="json")
    said(answer, ChangeRequestAnswer)
    said(staff["customs"].post(f"{way}/approve", {}, format="json"), ChangeRequestAnswer)
    done = said(staff["border_guard"].post(f"{way}/approve", {}, format="json"), ChangeRequestAnswer)

    assert (done["state"], [f["state"] for f in done["fields"]]) == ("decided", ["applied", "rejected"])
    (listed,) = said(haulier.get(f"{V1}/declarations/{declaration.number}/change-requests"), ChangeRequestPage)[
        "results"
    ]
    assert listed == done
    shown = haulier.get(f"{V1}/declarations/{declaration.number}").json()["vehicles"][0]
    assert (shown["plate"], shown["seal"]) == ("12C-987.65", None)
    refused(staff["border_guard"].post(f"{way}/approve", {}, format="json"), 409, "already_decided")


def test_the_same_request_sent_again_asks_once(declaration):
    haulier = of(declaration.created_by)
    first, again = (asked(declaration, PLATE, caller=haulier, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert ChangeRequest.objects.count() == 1
    refused(asked(declaration, PLATE, caller=haulier), 409, "change_already_asked")


@pytest.mark.parametrize(("changes", "status", "code"), [
    ([], 400, "malformed"),
    ([{"path": "$.vehicles[0].plate"}], 400, "malformed"),
    ([{**PLATE, "old": "x"}], 400, "unknown_field"),
    (["$.vehicles[0].plate"], 400, "wrong_type"),
    ([{"path": 5, "value": 5}], 400, "wrong_type"),
    ([{"path": "$.vehicles[0].plate[0]", "value": "1"}], 422, "unknown_path"),
    ([{"path": "vehicles", "value": []}], 422, "unknown_path"),
    ([{"path": "$..plate", "value": "1"}], 422, "unknown_path"),
    ([{"path": "$.vehicles[0].plate", "value": ["12C"]}], 400, "wrong_type"),
    ([{"path": "$.vehicles[0].colour", "value": "red"}], 400, "unknown_field"),
    ([{"path": "$.vehicles[0].plate", "value": "xx"}], 422, "invalid"),
    ([{"path": "$.vehicles", "value": None}], 422, "invalid"),
    ([{"path": "$.note", "value": "x"}], 409, "no_agreement_needed"),
    ([{"path": "$.gate", "value": "TT"}, {"path": "$.yard", "value": None}], 409, "not_changeable"),
])  # fmt: skip
def test_a_bad_request_says_what_is_wrong(changes, status, code, declaration):
    refused(asked(declaration, *changes), status, code)
    assert not ChangeRequest.objects.exists()


def test_a_plate_that_is_declared_elsewhere_is_a_conflict(declaration):
    other = given.filed().vehicles.get()
    refused(asked(declaration, {**PLATE, "value": other.plate}), 409, "vehicle_already_declared")


def test_a_request_made_from_an_old_version_is_stale(declaration):
    refused(asked(declaration, PLATE, **{"If-Match": f'"{declaration.pk}-1"'}), 412, "precondition_failed")


def test_another_company_finds_nothing(declaration):
    request, stranger = given.change(declaration), company()
    refused(asked(declaration, PLATE, caller=stranger), 404, "not_found")
    refused(stranger.get(f"{V1}/declarations/{declaration.number}/change-requests"), 404, "not_found")
    refused(stranger.post(f"{V1}/change-requests/{request.pk}/withdraw", {}, format="json"), 404, "not_found")
    refused(officers("TT")["customs"].post(f"{V1}/change-requests/{request.pk}/approve", {}, format="json"),
            404, "not_found")  # fmt: skip


def test_a_page_of_many_asks_no_more_than_a_page_of_one():
    officer, counts = of(given.officer("border_guard")), []
    officer.get(f"{V1}/change-requests")
    for _ in range(2):
        for _one in range(3):
            given.change(given.filed())
        with CaptureQueriesContext(connection) as queries:
            officer.get(f"{V1}/change-requests")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
