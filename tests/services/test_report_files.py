"""kill -9 of a process at every stage of making a bulletin's file: in the end there is exactly one right file."""

import datetime as dt
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

from reports import reading, shelf
from reports.exports import making
from reports.models import FileState, ReportFile
from reports.operations import files
from reports.operations.bulletins import make_bulletin
from reports.operations.leasing import LEASE
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.services.conftest import live_database_url
from tests.settings import BASE_DIR

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
BEAT = CUT_OFF + dt.timedelta(minutes=5)

WORKER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
import django
django.setup()
from reports.exports import making
from reports.operations import files

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

note = files._note
def note_and_die(**said):
    note(**said)
    die()

stages = {
    "before a byte": (making, "made", die),
    "half written": (os, "fsync", die),
    "written, not in its place": (Path, "rename", die),
    "in its place, without a row": (files, "_note", die),
    "with its row, nobody told": (files, "_note", note_and_die),
}
setattr(*stages[sys.argv[1]])
files.work(at=datetime.fromisoformat(sys.argv[2]))
"""
STAGES = (
    "before a byte", "half written", "written, not in its place", "in its place, without a row",
    "with its row, nobody told",
)  # fmt: skip


def die_at(stage: str) -> int:
    """Let a worker of its own process make what is owed and be killed at that stage; answer how it ended."""
    command = [sys.executable, "-c", WORKER, stage, BEAT.isoformat()]
    environment = {**os.environ, "DATABASE_URL": live_database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(command, cwd=BASE_DIR, env=environment, timeout=120, check=False).returncode


def on_disk() -> list[Path]:
    return [place for place in (Path(settings.MEDIA_ROOT) / shelf.FOLDER).rglob("*") if place.is_file()]


def test_a_worker_killed_at_any_stage_leaves_one_right_file():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    bulletin = make_bulletin(date=DAY, at=BEAT)
    right = making.made(reading.shown(bulletin, gates=list(bulletin.figures["gates"])), form="xlsx", language="vi")
    for stage in STAGES:
        ReportFile.objects.all().delete()
        for left in on_disk():
            left.unlink()
        files.owe_published(at=BEAT)
        ReportFile.objects.exclude(form="xlsx", language="vi").delete()

        assert die_at(stage) == -signal.SIGKILL, stage
        if stage == STAGES[-1]:
            assert ReportFile.objects.get().state(BEAT) == FileState.READY
        else:
            assert ReportFile.objects.get().state(BEAT) == FileState.WORKING, stage
            assert files.work(at=BEAT + LEASE - dt.timedelta(seconds=1)) == 0, stage
            assert files.work(at=BEAT + LEASE) == 1, stage

        file = ReportFile.objects.get()
        with files.open_file(file) as kept:
            assert kept.read() == right, stage
        files.sweep(at=BEAT + dt.timedelta(days=20000))
        assert [place.name for place in on_disk()] == [sha256(right).hexdigest()] == [file.sha256], stage
