"""The pages of files of many trucks: the file to fill in, sending it, looking it through, and what is handed back."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import User
from accounts.roles import CompanyRole
from declarations.models import Declaration
from tests import given
from tests.workspace.sheets_of_trucks import as_csv, checked, filed, row, taken, worked
from workspace import tasks
from workspace.models import BulkFile, BulkState

pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en", "zh-hans")


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tasks that were sent to the workers."""
    names: list[str] = []
    monkeypatch.setattr(tasks, "work_bulk_soon", lambda: names.append("work_bulk"))
    return names


@pytest.fixture
def haulier() -> User:
    return given.declarant()


@pytest.fixture
def site(client: Client, haulier: User) -> Client:
    client.force_login(haulier, backend="accounts.backends.PasswordBackend")
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def send(site: Client, data: bytes, name: str = "xe.csv") -> Any:
    return site.post("/bulk/", {"file": SimpleUploadedFile(name, data)})


def workbook_rows(data: bytes) -> list[tuple[Any, ...]]:
    return [tuple(cells) for cells in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)]


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


# The file to fill in


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_to_fill_in_comes_back_whole(site, haulier, sent, language):
    book = load_workbook(io.BytesIO(site.get(f"/bulk/blank/{language}.xlsx").content))
    data, explained, lists = book.worksheets
    for plate, number, kind in (("12C11111", "300000001110", "Fruit"), ("12C22222", "300000002220", "general")):
        line = [cell.value for cell in data[2]]
        line[0], line[7], line[18], line[19] = None, plate, kind, number
        data.append(line)
    kept = io.BytesIO()
    book.save(kept)

    page = send(site, kept.getvalue(), "trucks.xlsx")

    file = worked(BulkFile.objects.get(), at=timezone.now())
    assert page["Location"] == f"/bulk/{file.pk}/"
    assert [(entry.state, entry.findings) for entry in file.entries.all()] == [("good", [])] * 2
    assert sent == ["work_bulk"]
    assert len({cell.value for cell in data[1]}) == len(data[1]) > 40
    assert {rule.type for rule in data.data_validations.dataValidation} == {"list", None}
    assert explained.max_row > 50
    assert lists.max_column > 8


def test_the_csv_to_fill_in_comes_back_whole(site, haulier):
    (example,) = csv_rows(site.get("/bulk/blank/vi.csv").content)
    columns = list(example)
    mine = {**example, columns[0]: "", "Biển số": "12C11111"}
    send(site, as_csv([example, mine]))

    file = worked(BulkFile.objects.get(), at=timezone.now())
    assert [(entry.state, entry.findings) for entry in file.entries.all()] == [("good", [])]


@pytest.mark.parametrize("name", ["de.xlsx", "vi.exe", "vi.xlsm"])
def test_there_is_no_other_file_to_fill_in(site, name):
    assert site.get(f"/bulk/blank/{name}").status_code == 404


# Sending


@pytest.mark.parametrize(("data", "said"), [(b"", "empty"), (b"a,b\n1,2", "names columns"), (None, "Choose a file")])
def test_a_file_that_cannot_be_read_is_said_so(site, data, said):
    page = send(site, data) if data is not None else site.post("/bulk/")
    assert page.status_code == 422
    assert said in page.content.decode() or b'role="alert"' in page.content
    assert not BulkFile.objects.exists()


def test_the_same_file_again_is_the_one_that_is_there(site, haulier, sent):
    data = as_csv([row(timezone.now())])
    first, again = send(site, data), send(site, data, "other.csv")

    assert first["Location"] == again["Location"]
    assert sent == ["work_bulk"]
    assert "nothing is filed twice" in site.get(again["Location"]).content.decode()


def test_columns_that_are_not_known_are_named(site, haulier):
    file = checked(row() | {"STT": "1", "Số thứ tự": "2"}, by=haulier)
    page = site.get(f"/bulk/{file.pk}/").content.decode()
    assert "STT · Số thứ tự" in page


# Looking through


def test_progress_is_answered_once_and_then_304(site, haulier):
    file = taken(row(), row(), by=haulier)
    asked = {"HX-Request": "true"}
    first = site.get(f"/bulk/{file.pk}/", headers=asked)
    assert '<progress max="2" value="0"' in first.content.decode()
    asked["If-None-Match"] = first["ETag"]
    assert site.get(f"/bulk/{file.pk}/", headers=asked).status_code == 304

    worked(file)

    done = site.get(f"/bulk/{file.pk}/", headers=asked)
    assert done.status_code == 200
    assert "<progress" not in done.content.decode()


def test_the_preview_shows_what_is_wrong_at_its_cell_page_by_page(site, haulier, django_assert_max_num_queries):
    file = checked(*(row(plate=f"?{n}") for n in range(30)), *(row() for _ in range(3)), by=haulier)

    with django_assert_max_num_queries(7):
        page = site.get(f"/bulk/{file.pk}/").content.decode()
    assert (page.count('class="bulk-cell error"'), "?24" in page, "?25" in page) == (25, True, False)
    assert "File 3 rows" in page
    further = site.get(f"/bulk/{file.pk}/?only=bad&after=26").content.decode()
    assert (further.count('class="bulk-cell error"'), "?29" in further) == (5, True)
    assert site.get(f"/bulk/{file.pk}/?only=good").content.decode().count("can be filed") >= 3


def test_filing_is_asked_for_and_done_by_the_worker(site, haulier, sent):
    file = checked(row(), row(plate="?"), by=haulier)
    assert site.post(f"/bulk/{file.pk}/file/")["Location"] == f"/bulk/{file.pk}/"

    file.refresh_from_db()
    assert (file.state, sent) == (BulkState.FILING, ["work_bulk"])
    worked(file)
    number = Declaration.objects.get().number
    page = site.get(f"/bulk/{file.pk}/?only=filed").content.decode()
    assert f'href="/declarations/{number}/"' in page


# What is handed back


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rows_to_be_mended_come_back_with_reasons_and_can_be_sent_again(site, haulier, kind):
    now = timezone.now()
    bad = row(now, plate="=HYPERLINK(1)", contact_phone="+84912345678", STT="@1", note="-5")
    data = as_csv([row(now), bad])
    if kind == "xlsx":
        data = _as_workbook(data)
    send(site, data, f"xe.{kind}")
    file = worked(BulkFile.objects.get(), at=now)

    back = site.get(f"/bulk/{file.pk}/to-mend/")

    assert f".{kind}" in back["Content-Disposition"]
    if kind == "csv":
        (line,) = csv_rows(back.content)
        assert (line["Plate"], line["STT"], line["Note"]) == ("'=HYPERLINK(1)", "'@1", "'-5")
    else:
        book = load_workbook(io.BytesIO(back.content))
        assert {cell.data_type for cells in book.worksheets[0] for cell in cells} <= {"s", "n"}
        assert any(cell.value == "=HYPERLINK(1)" for cell in book.worksheets[0][2])
    mended = back.content.replace(b"'=HYPERLINK(1)", b"12C-999.99") if kind == "csv" else _mended(back.content)
    again = worked(BulkFile.objects.get(pk=send(site, mended).url.split("/")[2]), at=now)
    (entry,) = again.entries.all()
    assert (entry.state, entry.document["contact"]["phone"], entry.document["note"]) == ("good", "+84912345678", "-5")


def _as_workbook(data: bytes) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for cells in csv.reader(io.StringIO(data.decode())):
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _mended(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for cell in book.worksheets[0][2]:
        if cell.value == "=HYPERLINK(1)":
            cell.value = "12C-999.99"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_the_results_name_every_row(site, haulier):
    file = filed(checked(row(), row(plate="?"), by=haulier), by=haulier)
    good, bad = csv_rows(site.get(f"/bulk/{file.pk}/results/").content)
    assert good["Declaration"] == Declaration.objects.get().number
    assert (bad["Declaration"], bad["Row"]) == ("", "3")
    assert bad["Reason"].startswith("Plate: ")
    assert site.get(f"/bulk/{file.pk}/original/").content.startswith(b"gate,")


# Whose it is


ADDRESSES = ("/bulk/{}/", "/bulk/{}/to-mend/", "/bulk/{}/results/", "/bulk/{}/original/")


def test_to_another_company_there_is_no_such_file(site, haulier):
    other = given.declarant()
    file = filed(checked(row(), row(plate="?"), by=other), by=other)
    waiting = checked(row(), by=other)

    for address in ADDRESSES:
        assert site.get(address.format(file.pk)).status_code == 404, address
        assert site.get(address.format(10**30)).status_code == 404, address
    for address in ("/bulk/{}/check/", "/bulk/{}/file/"):
        assert site.post(address.format(waiting.pk)).status_code == 404, address
    assert str(file.name) not in site.get("/bulk/").content.decode()
    waiting.refresh_from_db()
    assert waiting.state == BulkState.CHECKED
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("user", ["nobody", "officer"])
def test_only_companies_have_files(client, haulier, user):
    file = checked(row(), by=haulier)
    if user == "officer":
        client.force_login(given.officer(), backend="accounts.backends.PasswordBackend")
    expected = 302 if user == "nobody" else 403
    assert {client.get(address.format(file.pk)).status_code for address in ("/bulk/", *ADDRESSES)} == {expected}
    assert client.post(f"/bulk/{file.pk}/file/").status_code == expected


def test_who_only_looks_sends_and_files_nothing(site, haulier):
    file = checked(row(), by=haulier)
    User.objects.filter(pk=haulier.pk).update(company_role=CompanyRole.VIEWER)

    assert send(site, as_csv([row()])).status_code == 403
    site.post(f"/bulk/{file.pk}/file/")
    file.refresh_from_db()
    assert file.state == BulkState.CHECKED
    assert "File 1 row" not in site.get(f"/bulk/{file.pk}/").content.decode()
