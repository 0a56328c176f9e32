"""Pages that keep themselves fresh: 304 until something changed, for a few queries, and for its reader alone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import attaching, cancelling, drafting, filing
from tests import given
from tests.declarations.nasty import PDF
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db
LIST = "/declarations/"
SIGNING_IN = 2  # the session and its user


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def file(user: User, **changes: Any) -> Declaration:
    at = timezone.now()
    return filing.file(body=given.body(at=at, **changes), by=user, at=at)


def ask(client: Client, address: str, etag: str = "") -> HttpResponse:
    headers = {"HX-Request": "true"} | ({"If-None-Match": etag} if etag else {})
    answer: HttpResponse = client.get(address, headers=headers)  # type: ignore[assignment]
    return answer


def addresses(declaration: Declaration) -> list[str]:
    return [LIST, f"{LIST}?status=open&gate=HN", f"{LIST}{declaration}/"]


def test_a_page_holds_the_mark_of_the_part_that_it_shows(client: Client, user: User) -> None:
    for address in addresses(file(user)):
        whole, part = client.get(address), ask(client, address)

        assert "<html" in whole.content.decode()
        assert "<html" not in part.content.decode()
        for answer in (whole, part):
            assert f'data-etag="{part["ETag"]}"'.replace('"', "&quot;") in answer.content.decode().replace(
                '"', "&quot;"
            )
            assert "HX-Request" in answer["Vary"]
        assert "ETag" not in whole
        assert part["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("rows", [1, 25])
def test_nothing_changed_costs_next_to_nothing(
    client: Client, user: User, which: int, rows: int, django_assert_max_num_queries: Any
) -> None:
    staff = given.officers()
    for _ in range(rows):
        declaration = file(user)
    given.confirmed(declaration, "bg_arrival", staff=staff, at=timezone.now())
    address = addresses(declaration)[which]
    etag = ask(client, address)["ETag"]

    with django_assert_max_num_queries(SIGNING_IN + (1 if which < 2 else 4)):
        answer = ask(client, address, etag)

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def changes(declaration: Declaration, user: User) -> dict[str, Any]:
    now, staff = timezone.now(), given.officers()
    return {
        "a confirmation": lambda: given.confirmed(declaration, "bg_arrival", staff=staff, at=now),
        "a hold": lambda: given.sent_back(declaration, "customs_registration", "$.note", staff=staff, at=now),
        "a cancelling": lambda: cancelling.cancel(declaration_id=declaration.pk, by=user, at=now, reason="Đổi"),
        "an attachment": lambda: attaching.attach(
            declaration_id=declaration.pk, content=PDF, name="a", by=user, at=now
        ),
    }


@pytest.mark.parametrize("what", ["a confirmation", "a hold", "a cancelling", "an attachment"])
def test_any_change_is_shown(client: Client, user: User, what: str, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    declaration = file(user)
    before = {address: ask(client, address)["ETag"] for address in addresses(declaration)}

    changes(declaration, user)[what]()

    for address, etag in before.items():
        answer = ask(client, address, etag)
        assert (answer.status_code, answer["ETag"] != etag) == (200, True), address


def test_drafts_coming_changing_and_going_are_shown(client: Client, user: User) -> None:
    seen = {ask(client, LIST)["ETag"]}

    def steps() -> Any:
        draft = drafting.save_draft(body={}, by=user, at=timezone.now())
        yield
        drafting.replace_draft(declaration_id=draft.pk, body={"gate": "TT"}, by=user, at=timezone.now())
        yield
        drafting.discard_draft(declaration_id=draft.pk, by=user)
        yield

    for _ in steps():
        seen.add(ask(client, LIST)["ETag"])
    assert len(seen) == 3  # as it is without the draft again, so is its mark


def test_the_clock_alone_makes_it_overdue(client: Client, user: User) -> None:
    declaration = file(user)
    before = {address: ask(client, address)["ETag"] for address in addresses(declaration)}
    with time_machine.travel(timezone.now() + timedelta(hours=26), tick=False):
        client = signed_in(user)
        for address, etag in before.items():
            assert ask(client, address, etag).status_code == 200, address


def test_moving_up_in_line_is_shown_in_the_dossier(client: Client, user: User) -> None:
    staff, now = given.officers(), timezone.now()
    first, second = file(user), file(user)
    for minutes, declaration in enumerate((first, second)):
        given.confirmed(declaration, "bg_arrival", staff=staff, at=now + timedelta(minutes=minutes))
    address = f"{LIST}{second}/"
    etag = ask(client, address)["ETag"]
    assert ask(client, address, etag).status_code == 304

    given.confirmed(first, "customs_registration", *given.EXPORT_WAY[2:], staff=staff, at=now + timedelta(minutes=5))

    assert ask(client, address, etag).status_code == 200


def test_what_others_do_and_who_else_asks_is_no_business_of_this_page(client: Client, user: User) -> None:
    declaration, stranger = file(user), given.declarant()
    etag = ask(client, LIST)["ETag"]

    file(stranger)

    assert ask(client, LIST, etag).status_code == 304
    assert ask(signed_in(given.declarant(of=declaration.organisation)), LIST, etag).status_code == 200
    assert ask(signed_in(stranger), f"{LIST}{declaration}/", etag).status_code == 404
    client.cookies["django_language"] = "zh-hans"
    assert ask(client, LIST, etag).status_code == 200


def test_what_history_brings_back_is_a_whole_page(client: Client) -> None:
    answer = client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


def test_whoever_is_signed_out_is_led_away_without_a_mark(client: Client) -> None:
    client.logout()
    answer = ask(client, LIST, '"x"')
    assert (answer.status_code, "ETag" in answer) == (302, False)
