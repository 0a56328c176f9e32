"""`manage.py rehearse`, whole: on the database of the tests, in scratch databases of its own, and where it refuses."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contract import printing
from declarations.models import Check, Declaration, Event, Fee, Scan, Vehicle
from declarations.operations.verifying import broken_links
from declarations.stages import CheckState, Verb
from reports import reading
from reports.exports import making
from reports.models import Bulletin
from reports.operations.bulletins import make_bulletin
from reports.rehearsal import figures as fig
from reports.rehearsal.scratch import PREFIX
from reports.rehearsal.traffic import Traffic
from tests import given
from tests.rehearsal.days import document
from tests.reports.readback import READERS, expected
from tests.settings import BASE_DIR

A_DAY = fig.read("2024-08-29").figures


def rehearse(*words: str, **options: Any) -> str:
    """In this process, which alone sees the test's transaction."""
    out = StringIO()
    call_command("rehearse", *words, stdout=out, verbosity=0, **{"workers": 1, **options})
    return out.getvalue()


def written(path: Path, **changes: Any) -> str:
    path.write_text(json.dumps(document(dict(A_DAY), date="2024-08-29") | changes), encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_small_day_comes_out_as_published():
    said = rehearse("2024-08-29", keep=True, scale=0.02)

    assert "Every figure came out" in said
    figures = Bulletin.objects.get().figures
    assert figures["date"] == "2024-08-29"
    assert figures["total"]["cleared"] == 29
    assert figures["total"]["left_over"]["total"] == 2
    assert list(broken_links()) == []
    # Everybody took part: people decided, fees were paid by the tariff of the day, nobody's check was left behind.
    assert Event.objects.filter(verb=Verb.FEE_PAID).exists()
    assert {fee.basis["source"] for fee in Fee.objects.all()} == {"Nghị quyết 01/2019 (giá không công bố)"}
    gone = Check.objects.filter(vehicle__end="left")
    assert not gone.exclude(state__in=[CheckState.CONFIRMED, CheckState.NOT_REQUIRED]).exists()
    assert not gone.filter(automatic=False, state=CheckState.CONFIRMED, decided_by=None).exists()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("date", ["2024-08-22", "2024-08-29"])
def test_every_form_of_a_rehearsed_day_says_its_figures(date):
    assert "Every figure came out" in rehearse(date, keep=True, scale=0.1)
    bulletin = Bulletin.objects.get()
    shown = reading.shown(bulletin, gates=list(bulletin.figures["gates"]))
    assert shown.figures["total"]["cleared"] > 100

    forms = [form for form in READERS if form != "pdf" or printing.is_available()]
    for form, language in itertools.product(forms, ["vi", "en", "zh-hans"]):
        content = making.made(shown, form=form, language=language)
        assert READERS[form](content, shown.figures, language) == expected(shown.figures), (form, language)


@pytest.mark.once
@pytest.mark.django_db
def test_what_is_left_open_is_said_to_be_chosen():
    lines = rehearse("2024-08-29", keep=True, scale=0.02).splitlines()

    of_all = next(line for line in lines if line.strip().startswith("left over"))
    assert of_all.split()[-3:] == ["–", "2", "chosen"]
    assert next(line for line in lines if line.startswith("total")).split() == ["total", "cleared", "29", "29"]


@pytest.mark.django_db
def test_undeclared_trucks_are_read_and_counted(tmp_path):
    small = {
        "cleared": 2,
        "export": {"total": 1},
        "left_over": {"fruit": 1, "other": 0, "unregistered": 3, "change": 2},
    }
    rehearse(written(tmp_path / "day.json", total=small, gates={}), keep=True)

    total = Bulletin.objects.get().figures["total"]
    assert total["left_over"] == {"total": 4, "fruit": 1, "other": 0, "unregistered": 3, "change": 2}
    assert total["carried_over"] == 2
    assert Scan.objects.filter(code="no_declaration").count() == 3


@pytest.mark.once
@pytest.mark.django_db
def test_a_figure_that_does_not_come_out_is_named_and_ends_with_1(monkeypatch):
    """A truck that is planned and never comes, as an operation that loses one would have it."""
    all_of_them = Traffic.trips

    def all_but_one(self: Traffic) -> list[Any]:
        trips = all_of_them(self)
        lost = next(
            trip for trip in trips if trip.gate == "HN" and len(trip.trucks) == 1 and not trip.trucks[0].legs[-1].steps
        )
        return [trip for trip in trips if trip is not lost]

    monkeypatch.setattr(Traffic, "trips", all_but_one)
    with pytest.raises(CommandError, match=r"total cleared: 29 expected, 28 counted.*HN cleared") as refused:
        rehearse("2024-08-29", keep=True, scale=0.02)
    assert refused.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"date": "yesterday"}, "date"),
        ({"total": {"cleared": 3, "export": {"total": 4}}, "gates": {}}, r"total export\.total is 4, .* at most 3"),
        ({"gates": {"HN": {"cleared": 2000}}}, "HN cleared is 2000"),
        ({"gates": {"DD": {"cleared": 7}}}, "DD cleared is 7"),
        ({"cut_off": "18:00"}, "BULLETIN_CUT_OFF"),
        ({"date": "2018-08-22"}, "2018-08-22"),
        ({"date": "2099-08-22"}, "not over"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_in_one_sentence(tmp_path, changes, named):
    with pytest.raises(CommandError, match=named) as refused:
        rehearse(written(tmp_path / "day.json", **changes), keep=True)
    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
    assert not Declaration.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["--workers", "0"], ["--workers", "x"], ["--date", "soon"]])
def test_options_are_checked(words):
    with pytest.raises(CommandError):
        rehearse("2024-08-29", *words)


@pytest.mark.django_db
class TestKeeping:
    """`--keep` writes only where its figures are nobody else's."""

    def refused(self, match: str) -> None:
        before = Declaration.objects.count(), Vehicle.objects.count()
        with pytest.raises(CommandError, match=match):
            rehearse("2024-08-29", keep=True, scale=0.005)
        assert (Declaration.objects.count(), Vehicle.objects.count()) == before

    def test_a_day_is_not_rehearsed_twice(self):
        rehearse("2024-08-29", keep=True, scale=0.005)
        self.refused("published already")

    def test_not_where_the_stock_of_another_day_stands(self):
        rehearse("2024-08-22", keep=True, scale=0.005)
        self.refused("the figures would mix")

    def test_not_into_a_published_day(self):
        make_bulletin(date=fig.read("2024-08-29").date, at=timezone.now())
        self.refused("published already")

    def test_not_on_a_server_with_declarations_of_others(self, settings):
        given.filed()
        self.refused("DEBUG=0")
        settings.DEBUG = True
        assert "Every figure came out" in rehearse("2024-08-29", keep=True, scale=0.005)

    def test_another_day_is_free_and_plates_stay_unique(self):
        rehearse("2024-08-29", "--date", "2024-08-10", keep=True, scale=0.005)
        with pytest.raises(CommandError, match="mix"):
            rehearse("2024-08-29", keep=True, scale=0.005)
        earlier = rehearse("2024-08-29", "--date", "2024-08-01", keep=True, scale=0.005)
        assert "Every figure came out" in earlier
        open_plates = list(Vehicle.objects.is_open().values_list("plate_key", flat=True))
        assert len(set(open_plates)) == len(open_plates)


def _environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATA_DIR": str(tmp_path), "DEBUG": "1"}


def _scratches(tmp_path: Path) -> list[str]:
    if connection.vendor == "sqlite":
        return [path.name for path in tmp_path.glob(f"**/{PREFIX}*")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def others(tmp_path: Path, django_db_blocker: Any) -> Iterator[set[str]]:
    """Scratch databases of other rehearsals on the same server."""
    with django_db_blocker.unblock():
        yield set(_scratches(tmp_path))


def test_a_scratch_database_is_made_used_and_removed(tmp_path, others, django_db_blocker):
    ran = subprocess.run(
        [sys.executable, "manage.py", "rehearse", "2024-08-22", "--scale", "0.005", "--workers", "2"],
        cwd=BASE_DIR, env=_environment(tmp_path), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert "Every figure came out; the journal holds." in ran.stdout
    with django_db_blocker.unblock():
        assert not Declaration.objects.exists()


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.once), signal.SIGTERM])
def test_an_interrupted_rehearsal_leaves_nothing_behind(tmp_path, others, number):
    running = subprocess.Popen(
        [sys.executable, "manage.py", "rehearse", "2024-08-22", "--workers", "2"],
        cwd=BASE_DIR, env=_environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stderr is not None
    try:
        began = running.stderr.read(20)  # the bar stands there: the scratch database is made and people are at work
        time.sleep(1)
        running.send_signal(number)
        _out, said = running.communicate(timeout=300)
    finally:
        running.kill()

    assert began
    assert running.returncode == 1
    assert b"Ended before the day was." in said
    assert set(_scratches(tmp_path)) <= others
