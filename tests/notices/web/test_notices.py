"""The page of notices: a company's own, newest first, read once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import filing
from notices import operations
from notices.models import Notice
from tests import given
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def declaration(user: User) -> Declaration:
    return told(user)


def told(user: User) -> Declaration:
    """A declaration of which something was sent back, and the notice of it."""
    now = timezone.now()
    declaration = filing.file(body=given.body(at=now), by=user, at=now)
    given.sent_back(declaration, "customs_registration", "$.vehicles[0].seal", staff=given.officers(), at=now)
    operations.deliver_due(at=now)
    return declaration


def page(client: Client) -> str:
    return client.get("/notices/").content.decode()


def test_a_notice_leads_to_its_declaration_and_is_read_then(user: User, declaration: Declaration) -> None:
    client = signed_in(user)
    notice = Notice.objects.get()
    assert str(declaration.number) in page(client)

    answer = client.post(f"/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert answer["Location"] == f"/declarations/{declaration.number}/"
    assert notice.read_at is not None


def test_all_are_read_at_once(user: User, declaration: Declaration) -> None:
    told(user)
    newest = Notice.objects.order_by("-pk")[0]

    signed_in(user).post("/notices/read/", {"newest": str(newest.pk)})

    assert not Notice.objects.unread().exists()


def test_another_company_reads_and_marks_nothing(declaration: Declaration) -> None:
    client = signed_in(given.declarant())
    notice = Notice.objects.get()

    assert str(declaration.number) not in page(client)
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    client.post("/notices/read/", {"newest": "999999"})

    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_needs_as_many_queries_for_many_as_for_one(
    user: User, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        told(user)
    client = signed_in(user)

    with django_assert_max_num_queries(4):
        client.get("/notices/")
