"""Files of published bulletins: made once, kept, cut to their reader, and right in the end wherever a worker dies."""

import json
import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings as configured
from rest_framework.test import APIClient

from contract import printing
from reports import reading, shelf
from reports.exports import making
from reports.models import FileState, Form, ReportFile
from reports.models.stored import MOST_ATTEMPTS
from reports.operations import files
from reports.operations.bulletins import make_bulletin
from reports.operations.leasing import LEASE
from tests import given
from tests.accounts.people import bearer
from tests.reports.days import CUT_OFF, DAY, Traffic, clock

pytestmark = pytest.mark.django_db
BEAT = CUT_OFF + timedelta(minutes=5)
ALL = ["HN", "TT", "CN", "CM", "NH", "NN"]
FORMS = [form for form in Form if form != Form.PDF or printing.is_available()]
ONE = f"/api/v1/reports/bulletins/{DAY}"


class Killed(BaseException):
    """What a power cut is to the code: nothing catches it."""


@pytest.fixture(autouse=True)
def _own_shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def day():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.seen(clock("10:00"), gate="TT")
    return gate


@pytest.fixture
def bulletin(day):
    return make_bulletin(date=DAY, at=BEAT)


def wanted(bulletin, *, gates=ALL, language="vi", form="json", at=BEAT):
    return files.file_for(bulletin_id=bulletin.pk, gates=gates, language=language, form=form, at=at)


def on_disk(tmp_path: Path) -> list[Path]:
    return [place for place in (tmp_path / shelf.FOLDER).rglob("*") if place.is_file()]


def content(file):
    with files.open_file(file) as place:
        return place.read()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_made_once_and_then_served_as_it_is(bulletin, monkeypatch, tmp_path, form):
    first = wanted(bulletin, form=form)
    monkeypatch.setattr(making, "made", None)
    again = wanted(bulletin, form=form, at=BEAT + timedelta(days=400))

    assert (again.pk, again.made_at, again.state(BEAT)) == (first.pk, BEAT, FileState.READY)
    assert [place.name for place in on_disk(tmp_path)] == [sha256(content(again)).hexdigest()]
    assert again.size_bytes == len(content(again))


def test_each_cut_language_and_form_is_a_file_of_its_own(bulletin):
    made = [
        wanted(bulletin),
        wanted(bulletin, gates=["TT"]),
        wanted(bulletin, language="en"),
        wanted(bulletin, form="csv"),
    ]
    assert len({file.pk for file in made}) == 4
    assert list(json.loads(content(made[1]))["gates"]) == ["TT"]
    assert wanted(bulletin, gates=["TT", "HN", "XX"]).gates == wanted(bulletin, gates=["HN", "TT"]).gates == "HN,TT"


def test_a_provisional_bulletin_has_no_files(day, tmp_path):
    provisional = make_bulletin(date=DAY, at=clock("12:00"))
    with pytest.raises(ValueError, match="provisional"):
        wanted(provisional)
    assert not ReportFile.objects.exists()
    assert on_disk(tmp_path) == []


STAGES = {
    "before a byte": (making, "made"),
    "half written": (os, "fsync"),
    "written, not in its place": (Path, "rename"),
    "in its place, without a row": (files, "_note"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_whoever_dies_over_a_file_is_followed_by_another(bulletin, monkeypatch, tmp_path, stage):
    def dies(*_arguments, **_options):
        raise Killed

    files.owe_published(at=BEAT)
    ReportFile.objects.exclude(form="json", language="vi").delete()
    with monkeypatch.context() as patched:
        patched.setattr(*STAGES[stage], dies)
        patched.setattr(Path, "unlink", dies)  # the dead tidy nothing up
        with pytest.raises(Killed):
            files.work(at=BEAT)
        assert files.work(at=BEAT + LEASE - timedelta(seconds=1)) == 0
        assert ReportFile.objects.get().state(BEAT) == FileState.WORKING

    assert files.work(at=BEAT + LEASE) == 1

    file = ReportFile.objects.get()
    assert sha256(content(file)).hexdigest() == file.sha256
    files.sweep(at=BEAT + timedelta(days=20000))
    assert [place.name for place in on_disk(tmp_path)] == [file.sha256]


def test_two_who_make_the_same_file_leave_one(bulletin, monkeypatch, tmp_path):
    files.owe_published(at=BEAT)
    ReportFile.objects.exclude(form="json", language="vi").delete()
    slow = ReportFile.objects.get()
    quick = wanted(bulletin)

    assert files.make(file=slow, at=BEAT + timedelta(minutes=1)).made_at == quick.made_at
    assert len(on_disk(tmp_path)) == 1


def test_after_publication_every_form_is_made_in_every_language(bulletin, monkeypatch):
    wanted(bulletin, gates=["TT"])  # what a manager has asked for meanwhile hinders nothing
    total = len(FORMS) * len(configured.LANGUAGES)
    assert files.owe_published(at=BEAT) == total
    assert files.work(at=BEAT) == total
    assert files.owe_published(at=BEAT) == 0
    assert files.work(at=BEAT) == 0
    made = ReportFile.objects.filter(gates=",".join(ALL), made_at=BEAT)
    assert {(file.language, file.form) for file in made} == {
        (language, form) for language, _ in configured.LANGUAGES for form in FORMS
    }


def test_a_correction_has_files_of_its_own_and_old_bulletins_are_left_alone(bulletin, day):
    files.owe_published(at=BEAT)
    day.leaves(day.seen(clock("11:00")), clock("12:00"))
    correction = make_bulletin(date=DAY, at=BEAT + timedelta(hours=1))
    files.owe_published(at=BEAT + timedelta(hours=1))
    assert correction.files.count() == bulletin.files.count() > 0
    ReportFile.objects.all().delete()
    assert files.owe_published(at=BEAT + files.LOOK_BACK + timedelta(hours=1)) == 0


def test_what_cannot_be_made_is_left_to_people_and_hinders_no_other(bulletin, monkeypatch):
    files.owe_published(at=BEAT)
    broken = ReportFile.objects.order_by("pk")[0]
    make = files.make
    monkeypatch.setattr(files, "make", lambda *, file, at: 1 / 0 if file.pk == broken.pk else make(file=file, at=at))
    at = BEAT
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            files.work(at=at)
        files.work(at=at)
        at += LEASE
    broken.refresh_from_db()
    assert (broken.state(at), files.work(at=at)) == (FileState.FAILED, 0)
    assert not ReportFile.objects.filter(made_at=None).exclude(pk=broken.pk).exists()


def test_a_machine_that_cannot_print_leaves_the_pdfs_to_others(bulletin, monkeypatch):
    monkeypatch.setattr(printing, "_engine", lambda: None)
    with pytest.raises(printing.PdfUnavailable):
        wanted(bulletin, form="pdf")
    assert not ReportFile.objects.exists()
    ReportFile.objects.create(bulletin=bulletin, gates="HN", language="vi", form="pdf", ordered_at=BEAT)
    assert files.owe_published(at=BEAT) == 4 * len(configured.LANGUAGES)
    assert files.work(at=BEAT) == 4 * len(configured.LANGUAGES)
    assert ReportFile.objects.filter(made_at=None).count() == 1


def test_bytes_that_are_gone_are_made_again(bulletin):
    first = wanted(bulletin)
    shelf.forget(first.sha256)
    with pytest.raises(FileNotFoundError):
        files.open_file(first)
    assert sha256(content(wanted(bulletin, at=BEAT + timedelta(days=1)))).hexdigest() == first.sha256


def test_only_what_no_row_speaks_of_is_swept(bulletin, tmp_path):
    file = wanted(bulletin)
    shelf.keep(lambda place: place.write(b"nobody's"))
    (tmp_path / shelf.FOLDER / ".half").write_bytes(b"x")
    assert files.sweep(at=BEAT - timedelta(days=20000)) == 0
    assert files.sweep(at=BEAT + timedelta(days=20000)) == 2
    assert [place.name for place in on_disk(tmp_path)] == [file.sha256]


# Over the API


def client(at=None, language="en"):
    return APIClient(headers={"Accept-Language": language, **bearer(given.manager(at=at))})


@pytest.mark.parametrize("form", FORMS)
def test_a_manager_is_given_the_file_of_his_gates_and_no_other(bulletin, form):
    answer = client("TT").get(f"{ONE}.{form}")

    assert answer["Content-Type"] == making.MEDIA_TYPES[form]
    assert answer["Content-Disposition"] == f'attachment; filename="bulletin-{DAY}-r1.{form}"'
    assert answer["Cache-Control"] == "private, no-store"
    file = ReportFile.objects.get()
    assert (file.gates, file.language, file.form) == ("TT", "en", form)
    assert b"".join(answer.streaming_content) == content(file)
    assert client("TT").get(f"{ONE}.{form}", {"gate": "HN"}).status_code == 404


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "txt"])
def test_what_is_provisional_is_made_fresh_and_not_kept(day, tmp_path, form):
    make_bulletin(date=DAY, at=clock("12:00"))
    answer = client().get(f"{ONE}.{form}", {"revision": 0})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    assert not ReportFile.objects.exists()
    assert on_disk(tmp_path) == []


def test_the_json_file_is_the_document_of_the_api(bulletin):
    caller = client(language="zh-hans")
    kept = b"".join(caller.get(f"{ONE}.json").streaming_content)
    assert json.loads(kept) == caller.get(ONE).json()
    assert kept == making.made(reading.shown(bulletin, gates=ALL), form="json", language="zh-hans")
