"""A form that comes too late loses nothing, and shows nothing to anybody else."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import filing
from declarations.stages import Status
from tests import given
from tests.declarations.web.typing import signed_in, ticket, typed, typed_in

pytestmark = pytest.mark.django_db
NEW, KEPT = "/declarations/new/", "/declarations/kept/"
BACKEND = "accounts.backends.PasswordBackend"


@pytest.fixture
def user() -> User:
    return given.declarant()


def late(user: User, **more: str) -> dict[str, Any]:
    return typed(given.body(client_reference="LATE-1"), do="file", ticket=ticket(user), **more)


def test_what_was_typed_is_there_after_signing_in_again(user: User) -> None:
    client = Client()

    answer = client.post(NEW, late(user))
    assert answer["Location"] == f"/accounts/login/?next={KEPT}"
    assert not Declaration.objects.exists()
    client.force_login(user, backend=BACKEND)
    answer = client.get(KEPT)

    draft = Declaration.objects.get()
    assert answer["Location"] == reverse("declaration-edit", args=[draft])
    assert (draft.status, typed_in(draft)["client_reference"]) == (Status.DRAFT, "LATE-1")


def test_a_draft_goes_on_where_it_was(user: User) -> None:
    client = signed_in(user)
    client.post(NEW, typed({"gate": "TT"}, do="save"))
    draft = Declaration.objects.get()
    client.logout()

    client.post(reverse("declaration-edit", args=[draft]), late(user, version="1"))
    client.force_login(user, backend=BACKEND)
    client.get(KEPT)

    draft.refresh_from_db()
    assert typed_in(draft)["client_reference"] == "LATE-1"
    assert Declaration.objects.count() == 1


def test_a_draft_that_went_on_meanwhile_is_not_overwritten(user: User) -> None:
    client = signed_in(user)
    client.post(NEW, typed({"gate": "TT"}, do="save"))
    draft = Declaration.objects.get()
    client.logout()
    client.post(reverse("declaration-edit", args=[draft]), late(user, version="7"))

    client.force_login(user, backend=BACKEND)
    client.get(KEPT)

    draft.refresh_from_db()
    assert typed_in(draft)["client_reference"] is None
    assert typed_in(Declaration.objects.exclude(pk=draft.pk).get())["client_reference"] == "LATE-1"


def test_a_change_is_shown_again_and_not_carried_out(user: User) -> None:
    declaration = filing.file(body=given.body(), by=user, at=given.NOON)
    client = Client()
    client.post(reverse("declaration-edit", args=[declaration]), late(user, version=str(declaration.version)))

    client.force_login(user, backend=BACKEND)
    page = client.get(KEPT).content.decode()

    declaration.refresh_from_db()
    assert 'value="LATE-1"' in page
    assert declaration.client_reference == ""


def test_somebody_else_at_the_same_browser_sees_nothing_of_it(user: User) -> None:
    client = Client()
    client.post(NEW, late(user))

    client.force_login(given.declarant(), backend=BACKEND)
    answer = client.get(KEPT, follow=True)

    assert "LATE-1" not in answer.content.decode()
    assert not Declaration.objects.exists()


def test_without_a_ticket_nothing_is_kept_for_anybody() -> None:
    client = Client()

    client.post(NEW, typed(given.body(), do="file", ticket="made:up"))

    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_form_of_a_former_sign_in_is_shown_again_and_not_carried_out(user: User) -> None:
    client = signed_in(user, strict=True)

    answer = client.post(NEW, late(user))

    assert answer.status_code == 200
    assert 'value="LATE-1"' in answer.content.decode()
    assert not Declaration.objects.exists()


def test_a_forged_form_is_refused(user: User) -> None:
    client = signed_in(user, strict=True)

    answer = client.post(NEW, typed(given.body(), do="file"))

    assert answer.status_code == 403
    assert not Declaration.objects.exists()


def test_a_form_made_for_another_company_is_refused(user: User) -> None:
    client = signed_in(given.declarant())

    answer = client.post(NEW, late(user))

    assert answer.status_code == 403
    assert not Declaration.objects.exists()
