"""Documents on the pages: added by their company, opened by it and by its gate's officers, never by anybody else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from declarations import papers
from declarations.models import Attachment, Declaration
from declarations.operations import attaching, drafting
from tests import given
from tests.declarations.nasty import HTML, PDF, REFUSED, picture
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def declaration(user: User) -> Declaration:
    return given.filed(by=user, at=timezone.now())


def upload(client: Client, row: Declaration, content: bytes, name: str = "a.pdf", **fields: Any) -> Any:
    client.cookies["django_language"] = "en"
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("documents", args=[row]), {"file": file, **fields})


def attached(row: Declaration, by: User, content: bytes = PDF) -> Attachment:
    return attaching.attach(declaration_id=row.pk, content=content, name="hoá đơn.png", by=by, at=timezone.now())


def address(row: Attachment, of: Declaration | None = None, name: str = "document") -> str:
    return reverse(name, args=[of or row.declaration, row.pk])


@pytest.mark.parametrize("is_draft", [False, True])
def test_a_document_is_added_shown_and_opened(user: User, declaration: Declaration, is_draft: bool) -> None:
    client = signed_in(user)
    row = drafting.save_draft(body={}, by=user, at=timezone.now()) if is_draft else declaration

    answer = upload(client, row, PDF, "packing list.pdf", title="Packing list")

    assert answer["Location"] == reverse("documents", args=[row])
    (document,) = Attachment.objects.all()
    assert "Packing list" in client.get(answer["Location"]).content.decode()
    opened = client.get(address(document))
    assert b"".join(opened) == PDF


@pytest.mark.parametrize(("content", "way"), [(PDF, "attachment"), (picture(), "inline"), (picture("JPEG"), "inline")])
def test_what_is_opened_can_do_nothing(user: User, declaration: Declaration, content: bytes, way: str) -> None:
    document = attached(declaration, user, content)

    answer = signed_in(user).get(address(document))

    assert answer["Content-Type"] == document.kind
    assert answer["Content-Disposition"].startswith(f"{way}; filename*=utf-8''ho%C3%A1%20%C4%91%C6%A1n")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert int(answer["Content-Length"]) == len(content)


@pytest.mark.parametrize("what", ["html", "svg", "nothing", "a JPEG cut off", "a PNG with HTML behind it"])
@pytest.mark.parametrize("name", ["photo.png", "../../x.pdf", "a\0.png"])
def test_nasty_files_are_refused_in_words_and_the_title_stays(
    user: User, declaration: Declaration, what: str, name: str
) -> None:
    answer = upload(signed_in(user), declaration, REFUSED[what], name, title="Invoice 7")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="said error"' in page
    assert "Invoice 7" in page
    assert not Attachment.objects.exists()


def test_too_much_too_often_and_nothing_are_said_in_words(user: User, declaration: Declaration) -> None:
    client = signed_in(user)

    assert upload(client, declaration, PDF + bytes(11 * 1024 * 1024)).status_code == 413
    upload(client, declaration, PDF)
    again = upload(client, declaration, PDF, "b.pdf")
    assert (again.status_code, "attached already" in again.content.decode()) == (409, True)
    none = client.post(reverse("documents", args=[declaration]), {"title": HTML.decode()})
    assert (none.status_code, "Choose a file" in none.content.decode()) == (422, True)
    assert HTML.decode() not in none.content.decode()


def people(declaration: Declaration) -> dict[str, tuple[User, int]]:
    """Who asks, and what he is answered when he asks for the bytes."""
    return {
        "a colleague": (given.declarant(of=declaration.organisation), 200),
        "an officer of the gate": (given.officer(Agency.PLANT, at="HN"), 200),
        "an officer of another gate": (given.officer(at="TT"), 404),
        "another company": (given.declarant(), 404),
        "a manager of the gate": (given.manager(at="HN"), 404),
        "an administrator": (given.administrator(), 404),
    }


WHO = ("a colleague", "an officer of the gate", "an officer of another gate", "another company",
       "a manager of the gate", "an administrator")  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_who_opens_and_who_removes(user: User, declaration: Declaration, who: str) -> None:
    document, (asking, status) = attached(declaration, user), people(declaration)[who]
    client = signed_in(asking)

    assert client.get(address(document)).status_code == status
    assert client.get(reverse("document", args=[declaration.pk, document.pk])).status_code == status
    if who != "a colleague":
        refused = 404 if asking.is_declarant else 403
        assert client.post(address(document, name="document-remove")).status_code == refused
        assert client.post(reverse("documents", args=[declaration]), {"title": "x"}).status_code == refused
    assert Attachment.objects.standing().count() == 1


def test_a_viewer_opens_and_adds_nothing(user: User, declaration: Declaration) -> None:
    document = attached(declaration, user)
    client = signed_in(given.declarant(of=declaration.organisation, company_role="viewer"))

    page = client.get(reverse("documents", args=[declaration]))
    assert (page.status_code, 'type="file"' in page.content.decode()) == (200, False)
    assert client.get(address(document)).status_code == 200
    assert upload(client, declaration, picture()).status_code == 403
    assert client.post(address(document, name="document-remove")).status_code == 403
    assert Attachment.objects.standing().count() == 1


def test_guessed_ids_open_nothing(user: User, declaration: Declaration) -> None:
    document = attached(declaration, user)
    stranger = given.declarant()
    other = given.filed(by=stranger, at=timezone.now())
    mine = attached(other, stranger, picture())
    client = signed_in(stranger)

    for row in (document, mine):
        assert client.get(address(row, of=declaration)).status_code == 404
    assert client.get(address(document, of=other)).status_code == 404
    assert client.post(address(document, of=other, name="document-remove")).status_code == 404
    for guess in (document.stored_as, document.name, f"../{document.pk}"):
        assert client.get(f"/declarations/{other}/documents/{guess}/").status_code == 404
        assert client.get(f"/media/documents/{document.stored_as[:2]}/{guess}").status_code == 404
    assert Client().get(address(document)).status_code == 302


def test_a_draft_thrown_away_this_very_moment_takes_no_document(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafting.save_draft(body={}, by=user, at=timezone.now())
    keep = papers.keep

    def kept(content: bytes) -> str:
        Declaration.objects.filter(pk=draft.pk).delete()
        return keep(content)

    monkeypatch.setattr(papers, "keep", kept)
    assert upload(signed_in(user), draft, PDF).status_code == 404


def test_a_vehicle_that_cannot_be_is_none(user: User, declaration: Declaration) -> None:
    assert upload(signed_in(user), declaration, PDF, vehicle="9" * 5000).status_code == 302
    assert Attachment.objects.get().vehicle is None


def test_an_officer_sees_no_draft(user: User) -> None:
    draft = drafting.save_draft(body={"gate": "HN"}, by=user, at=timezone.now())
    document = attached(draft, user)

    assert signed_in(given.officer(at="HN")).get(address(document)).status_code == 404


def test_what_was_removed_is_gone_for_everybody(user: User, declaration: Declaration) -> None:
    document, client = attached(declaration, user), signed_in(user)

    assert client.get(address(document, name="document-remove")).status_code == 200
    assert client.get(address(document)).status_code == 200
    client.post(address(document, name="document-remove"))

    assert client.get(address(document)).status_code == 404
    assert client.get(address(document, name="document-remove")).status_code == 404
    assert Attachment.objects.get().removed_by == user


def test_the_desk_shows_what_is_attached(user: User, declaration: Declaration) -> None:
    document = attached(declaration, user)
    officer = signed_in(given.officer(Agency.ANIMAL, at="HN"))

    page = officer.get(reverse("admin:declarations_declaration_change", args=[declaration.pk])).content.decode()

    assert f'href="{address(document)}"' in page


def test_lost_bytes_are_not_there(user: User, declaration: Declaration, settings: Any) -> None:
    document = attached(declaration, user)
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "elsewhere"

    assert signed_in(user).get(address(document)).status_code == 404
