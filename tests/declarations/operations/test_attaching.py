"""Documents: what is taken, what is refused, what the journal says, and that bytes and rows never part."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from declarations import papers
from declarations.errors import NotYours, WrongState
from declarations.formats.papers import read_kind, shown_name
from declarations.models import Attachment, Event
from declarations.operations import attaching, cancelling, drafting, filing
from declarations.operations.verifying import broken_links
from declarations.stages import Verb
from declarations.tasks import sweep_papers
from tests import given
from tests.declarations.nasty import PDF, REFUSED, picture
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def haulier():
    return given.declarant()


@pytest.fixture
def declaration(haulier):
    return given.filed(by=haulier)


def attach(declaration, by, content=PDF, name="hoá đơn.pdf", at=NOON, **more):
    return attaching.attach(declaration_id=declaration.pk, content=content, name=name, by=by, at=at, **more)


def files(media: Path) -> list[Path]:
    return [place for place in media.rglob("*") if place.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "application/pdf"), (picture(), "image/png"), (picture("JPEG"), "image/jpeg")]
)
def test_what_is_whole_is_kept_as_it_was_and_told(declaration, haulier, media, content, kind):
    row = attach(declaration, haulier, content, title="  Hoá\tđơn ")

    assert (row.kind, row.title, row.size_bytes) == (kind, "Hoá đơn", len(content))
    with papers.open_kept(row.stored_as) as file:
        assert file.read() == content
    (place,) = files(media)
    assert place.stat().st_mode & 0o077 == 0
    assert place.name == row.stored_as != row.name
    event = Event.objects.get(declaration=declaration, verb=Verb.ATTACHED)
    assert event.data["sha256"] == row.sha256
    assert list(broken_links()) == []


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_none_of_them_or_not_whole_is_refused(declaration, haulier, media, what):
    with pytest.raises(attaching.BadDocument):
        attach(declaration, haulier, REFUSED[what], name="photo.png")

    assert not Attachment.objects.exists()
    assert files(media) == []


def test_a_photo_with_something_of_the_phone_behind_it_is_taken():
    assert read_kind(picture("JPEG") + b"MotionPhoto_Data") == "image/jpeg"


def test_ten_megabytes_are_taken_and_a_byte_more_is_not(declaration, haulier):
    most = PDF.replace(b"1 0 obj", b"%" + bytes(attaching.LARGEST - len(PDF) - 2) + b"\n1 0 obj")
    assert len(most) == attaching.LARGEST
    attach(declaration, haulier, most)
    with pytest.raises(attaching.DocumentTooLarge):
        attach(declaration, haulier, most.replace(b"trailer", b"\ntrailer"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\a\\b.PDF", "b.pdf"), ("a\0b.pdf", "ab.pdf"),
        ("", "document.pdf"), ("..", "document.pdf"), ("hoá đơn.pdf", "hoá đơn.pdf"),
        ("x\u202efdp.exe", "xfdp.exe.pdf"), ("a\r\nb.pdf", "a b.pdf"),
        ("发票.jpg", "发票.jpg.pdf"), ("n" * 300 + ".pdf", "n" * 120 + ".pdf"), ('"><script>.pdf', "___script_.pdf"),
        ("a\u200b.pdf", "a.pdf"), (".htaccess", "htaccess.pdf"),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(name, shown):
    assert shown_name(name, "application/pdf") == shown


def test_the_same_file_twice_is_there_once(declaration, haulier, media):
    first = attach(declaration, haulier)
    with pytest.raises(attaching.AlreadyAttached, match="hoá đơn"):
        attach(declaration, haulier, name="other.pdf")
    assert len(files(media)) == 1

    attaching.remove(attachment_id=first.pk, by=haulier, at=NOON)
    attach(declaration, haulier)

    assert Attachment.objects.count() == 2


def test_there_are_at_most_twenty(declaration, haulier, monkeypatch):
    monkeypatch.setattr(attaching, "MOST", 2)
    attach(declaration, haulier, picture(colour=1))
    attach(declaration, haulier, picture(colour=2))
    with pytest.raises(attaching.TooManyDocuments):
        attach(declaration, haulier, picture(colour=3))


def test_only_its_company_adds_and_removes(declaration, haulier, media):
    row = attach(declaration, haulier)
    for stranger in (given.declarant(), given.officer(), given.manager()):
        with pytest.raises(NotYours):
            attach(declaration, stranger, picture())
        with pytest.raises(NotYours):
            attaching.remove(attachment_id=row.pk, by=stranger, at=NOON)
    assert len(files(media)) == Attachment.objects.standing().count() == 1


def test_what_has_ended_keeps_its_documents_as_they_are(declaration, haulier, media):
    row = attach(declaration, haulier)
    cancelling.cancel(declaration_id=declaration.pk, by=haulier, at=NOON, reason="Đổi ngày")
    with pytest.raises(WrongState):
        attach(declaration, haulier, picture())
    with pytest.raises(WrongState):
        attaching.remove(attachment_id=row.pk, by=haulier, at=NOON)
    assert len(files(media)) == 1


def test_a_document_of_a_draft_stays_when_it_is_filed_and_goes_when_it_is_thrown_away(haulier):
    kept = drafting.save_draft(body=given.body(), by=haulier, at=NOON)
    thrown = drafting.save_draft(body={}, by=haulier, at=NOON)
    for draft in (kept, thrown):
        attach(draft, haulier)

    filing.file_draft(declaration_id=kept.pk, by=haulier, at=NOON)
    drafting.discard_draft(declaration_id=thrown.pk, by=haulier)

    assert [row.declaration_id for row in Attachment.objects.all()] == [kept.pk]


def test_a_vehicle_of_another_declaration_is_not_taken(declaration, haulier):
    other = given.filed(by=haulier).vehicles.get()
    assert attach(declaration, haulier, vehicle_id=other.pk).vehicle is None
    own = declaration.vehicles.get()
    assert attach(declaration, haulier, picture(), vehicle_id=own.pk).vehicle == own


def test_bytes_without_a_row_are_swept_and_no_others(declaration, haulier, media):
    standing, removed = attach(declaration, haulier), attach(declaration, haulier, picture())
    attaching.remove(attachment_id=removed.pk, by=haulier, at=NOON)
    papers.keep(b"whoever wrote this died before the row")
    (media / "documents" / "ab").mkdir(exist_ok=True)
    (media / "documents" / "ab" / ".ab12").write_bytes(b"half")
    later = max(place.stat().st_mtime for place in files(media))

    def swept_after(**gone):
        with time_machine.travel(later, tick=False) as clock:
            clock.shift(timedelta(**gone))
            return sweep_papers()

    assert swept_after(hours=23) == 0
    Attachment.objects.filter(pk=removed.pk).update(removed_at=NOON + timedelta(days=400))
    assert swept_after(hours=25) == 2
    Attachment.objects.filter(pk=removed.pk).update(removed_at=NOON - timedelta(days=400))
    assert swept_after(hours=25) == 1
    assert [place.name for place in files(media)] == [standing.stored_as]


def test_nothing_outside_the_folder_has_a_name():
    for name in ("../gate.sqlite3", "..", "", "a/b"):
        with pytest.raises(ValueError, match="not a name"):
            papers.open_kept(name)
