"""Assisted filing: the company's own form and rules, marked, told to the company, and giving no other right."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Organisation, User
from accounts.operations import applying
from accounts.operations.walking_in import BadTaxCode, CompanyUnknown
from declarations.errors import NotYours
from declarations.models import Declaration, Event
from declarations.operations import acting, assisting, cancelling
from declarations.operations.filing import Unfileable
from declarations.stages import Verb
from notices.models import Notice
from notices.operations.telling import deliver_due
from notices.topics import Topic
from tests import given
from tests.declarations.admin import desk
from tests.declarations.web.typing import typed

pytestmark = pytest.mark.django_db
PAGE = "/assist/"
NEW_CODE = "0301446006"


def body(**changes: Any) -> dict[str, Any]:
    return given.body(at=timezone.now(), **changes)


def file_for(by: User, **said: Any) -> Declaration:
    usual: dict[str, Any] = {"body": body(), "tax_code": NEW_CODE, "company_name": "Công ty Vãng Lai"}
    usual["at"] = timezone.now()
    return assisting.file_for(by=by, **usual | said)


def test_an_officer_files_for_a_company_in_its_own_form_and_all_can_see_who_did() -> None:
    organisation, guard = given.organisation("Công ty Có Sẵn"), given.officer(Agency.BORDER_GUARD)
    company = given.declarant(of=organisation)
    other = given.filed(by=company, at=timezone.now(), gate="TT")
    code = organisation.tax_code
    page, document = desk.client_of(guard), body()

    empty = page.get(PAGE).content.decode()
    assert 'value="HN"' in empty
    assert 'value="TT"' not in empty  # he works at the one gate
    answer = page.post(PAGE, typed(document, do="file", company_tax_code=code, company_name="Tên khác"))

    filed = Declaration.objects.exclude(pk=other.pk).get()
    assert answer["Location"] == f"/admin/declarations/declaration/{filed.pk}/"
    assert (filed.organisation, filed.created_by, filed.is_assisted) == (organisation, guard, True)
    assert Organisation.objects.get(tax_code=code).name == "Công ty Có Sẵn"
    events = Event.objects.filter(declaration=filed).order_by("seq")
    assert [event.verb for event in events][:2] == [Verb.FILED, Verb.ASSISTED]
    assert events[1].actor == guard
    mark = "Assisted"
    assert mark in page.get("/admin/declarations/declaration/").content.decode()
    assert mark in page.get(answer["Location"]).content.decode()
    # The company is told, sees it marked, and it is its own; the officer sees nothing else of the company's.
    deliver_due(at=timezone.now() + timedelta(seconds=1))
    assert [notice.event.verb for notice in Notice.objects.filter(user=company)] == [Verb.ASSISTED]
    assert Notice.objects.filter(user=company).about(Topic.ASSISTED).exists()
    assert not Notice.objects.filter(user=company).about(Topic.SENT_BACK).exists()
    own = desk.client_of(company)
    assert "filed at the gate for you" in own.get("/declarations/").content.decode()
    assert "at the gate for you, by the border guard" in own.get(f"/declarations/{filed.number}/").content.decode()
    assert page.get(f"/admin/declarations/declaration/{other.pk}/").status_code == 404
    cancelling.cancel(declaration_id=filed.pk, by=company, at=timezone.now(), reason="Nhầm xe")


def test_a_company_that_never_filed_is_made_once_and_becomes_whoevers_signs_up() -> None:
    centre = given.officer(Agency.GATE_CENTRE)
    first, second = file_for(centre), file_for(centre, company_name="Tên khác", tax_code="0301 446 006")

    company = Organisation.objects.get(tax_code=NEW_CODE)
    assert first.organisation == second.organisation == company
    assert company.name == "Công ty Vãng Lai"
    applicant = applying.Applicant(
        "Công ty Vãng Lai TNHH", NEW_CODE, "Vũ Thị Mẫu", "chu@mau.example", "0912345678", "a long password 1", "vi"
    )
    application = applying.apply(applicant=applicant, at=timezone.now())
    assert application is not None
    applying.confirm_address(application_id=application.pk, at=timezone.now())
    owner = applying.approve(application_id=application.pk, by=given.administrator(), at=timezone.now())
    assert owner.organisation == company
    assert set(Declaration.objects.visible_to(owner)) == {first, second}
    with pytest.raises(applying.TaxCodeTaken):
        applying.apply(applicant=applicant._replace(email="khac@mau.example"), at=timezone.now())


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"tax_code": "123"}, BadTaxCode),
        ({"company_name": " . "}, CompanyUnknown),
        ({"body": {"gate": "HN"}}, Unfileable),
        ({"body": {}}, Unfileable),
        ({"body": body(gate="TT")}, NotYours),
    ],
)
def test_what_cannot_be_filed_leaves_nothing(said, refusal) -> None:
    before = desk.everything()["Organisation"]

    with pytest.raises(refusal):
        file_for(given.officer(Agency.GATE_CENTRE), **said)

    assert not Declaration.objects.exists()
    assert desk.everything()["Organisation"] == before


def test_only_the_agencies_that_meet_drivers_assist_and_only_at_their_gates() -> None:
    strangers = [given.officer(Agency.CUSTOMS), given.officer(Agency.GATE_CENTRE, at="TT"), given.declarant(),
                 given.manager(at=None), given.administrator()]  # fmt: skip
    for by in strangers:
        with pytest.raises(NotYours):
            file_for(by)
        answer = desk.client_of(by).post(
            PAGE, typed(body(), do="file", company_tax_code=NEW_CODE, company_name="Công ty")
        )
        assert answer.status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert not Declaration.objects.exists()


def test_the_form_says_at_its_fields_what_is_wrong_and_keeps_what_was_typed() -> None:
    page = desk.client_of(given.officer(Agency.GATE_CENTRE))
    document = body(vehicles=[given.vehicle(plate="sai")])

    refused = page.post(PAGE, typed(document, do="file", company_tax_code=NEW_CODE, company_name="Công ty Vãng Lai"))
    unknown = page.post(PAGE, typed(body(), do="file", company_tax_code=NEW_CODE))
    row = page.post(PAGE, typed(document, do="add:vehicles"))
    said = page.post(PAGE + "findings/", typed(document))

    assert (refused.status_code, unknown.status_code, row.status_code, said.status_code) == (422, 422, 200, 200)
    assert 'value="sai"' in refused.content.decode()
    assert NEW_CODE in refused.content.decode()
    assert "write its name" in unknown.content.decode()
    assert "vehicles-1-plate" in row.content.decode()
    assert "error" in said.content.decode()
    assert not Declaration.objects.exists()


def test_a_truck_sent_to_another_gate_stays_marked_and_keeps_its_time_of_arrival() -> None:
    now, staff = timezone.now(), given.officers()
    filed = file_for(staff["gate_centre"], at=now - timedelta(hours=1), body=given.body(at=now - timedelta(hours=1)))
    given.confirmed(filed, "bg_arrival", staff=staff, at=now - timedelta(minutes=40))
    truck = filed.vehicles.get()
    truck.refresh_from_db()

    acting.turn_back(
        vehicle_id=truck.pk, by=staff["border_guard"], at=now, reason="", reason_code="does_not_match", to_gate="TT"
    )

    copy = Declaration.objects.get(copied_from=filed)
    moved = copy.vehicles.get()
    assert (copy.gate, copy.is_assisted, moved.kept_line_time) == (given.gate("TT"), True, truck.line_time)
    assert truck.seen_at == now - timedelta(minutes=40)
    there = given.officers(at="TT")
    given.confirmed(copy, "bg_arrival", staff=there, at=now + timedelta(hours=2))
    moved.refresh_from_db()
    assert moved.line_time == truck.line_time
