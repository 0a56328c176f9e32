"""A company sees its own and nothing else; officers, managers and strangers have no page of it."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting
from declarations.stages import Status
from tests import given
from tests.declarations.web.typing import signed_in, typed

pytestmark = pytest.mark.django_db
PAGES = ("declaration", "declaration-edit", "declaration-cancel", "declaration-revive", "declaration-discard")
ACTS = PAGES[1:]


@pytest.fixture
def declaration() -> Declaration:
    return given.filed()


def others() -> dict[str, User]:
    return {
        "another company": given.declarant(),
        "own gate": given.officer(at="HN"),
        "another gate": given.officer(at="TT"),
        "manager": given.manager(),
        "administrator": given.administrator(),
    }


@pytest.mark.parametrize("who", ["another company", "own gate", "another gate", "manager", "administrator"])
@pytest.mark.parametrize("by_number", [True, False])
def test_nobody_else_sees_or_changes_anything(declaration: Declaration, who: str, by_number: bool) -> None:
    user = others()[who]
    client = signed_in(user)
    ref = declaration.number or "" if by_number else declaration.pk
    version = declaration.version

    fields = typed(given.body(), do="file", version=str(version), reason="Đổi ngày")
    answers = [client.get(reverse(page, args=[ref])) for page in PAGES]
    answers += [client.post(reverse(act, args=[ref]), fields) for act in ACTS]
    answers.append(client.get(reverse("declaration-new"), {"like": ref}))
    answers.append(client.post(reverse("vehicle-cancel", args=[ref, declaration.vehicles.get().pk]), fields))

    assert {answer.status_code for answer in answers} == {404 if user.is_declarant else 403}
    declaration.refresh_from_db()
    assert (declaration.status, declaration.version) == (Status.OPEN, version)
    assert Declaration.objects.count() == 1


def test_drafts_of_others_are_not_there() -> None:
    draft = drafting.save_draft(body={}, by=given.declarant(), at=given.NOON)

    client = signed_in(given.declarant())

    assert client.get(reverse("declaration-edit", args=[draft])).status_code == 404
    assert client.post(reverse("declaration-discard", args=[draft])).status_code == 404
    assert Declaration.objects.filter(pk=draft.pk).exists()


def test_a_colleague_sees_what_his_company_filed(declaration: Declaration) -> None:
    colleague = given.declarant(of=declaration.organisation)

    assert signed_in(colleague).get(reverse("declaration", args=[declaration])).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in(declaration: Declaration, page: str) -> None:
    address = reverse(page, args=[declaration])

    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/declarations/", "/declarations/new/", "/declarations/kept/", "/notices/"])
def test_lists_and_forms_are_a_companys(address: str) -> None:
    assert Client().get(address).status_code == 302
    assert signed_in(given.officer()).get(address).status_code == 403


def test_the_first_page_leads_everybody_to_his_work() -> None:
    assert signed_in(given.declarant()).get("/")["Location"] == "/declarations/"
    assert "/admin/" in signed_in(given.officer()).get("/").content.decode()
    assert "/reports/" in signed_in(given.manager()).get("/").content.decode()
    assert "/accounts/login/" in Client().get("/").content.decode()


def test_the_board_names_nobody(declaration: Declaration) -> None:
    vehicle = declaration.vehicles.get()
    given.confirmed(declaration, "bg_arrival", staff=given.officers())

    page = Client().get("/").content.decode()

    for secret in (vehicle.plate, vehicle.driver_name, declaration.number, declaration.organisation.name):
        assert str(secret) not in page


def test_the_board_is_counted_once_for_many_readers(django_assert_max_num_queries: Any) -> None:
    cache.clear()
    Client().get("/")

    with django_assert_max_num_queries(2):  # the gates, and what stands still there: that is told at once
        Client().get("/")
