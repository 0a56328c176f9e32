"""The same bulletin gives the same bytes: in another process, on another day, in another zone, with other hashes."""

import hashlib
import os
import pickle
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from contract import printing
from declarations.models import Gate
from reports import reading
from reports.exports import making
from reports.models import Form
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.settings import BASE_DIR

pytestmark = pytest.mark.django_db
FORMS = [form for form in Form if form != Form.PDF or printing.is_available()]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ALL = ["HN", "TT", "CN", "CM", "NH", "NN"]

ELSEWHERE = """
import pickle, sys
import django
django.setup()
from reports import reading
from tests.reports.test_same_bytes import digests
former, bulletin = pickle.load(sys.stdin.buffer)
reading.former_of = lambda _bulletin: former
reading.remarks = lambda _bulletins: {}
sys.stdout.buffer.write(pickle.dumps(digests(bulletin)))
"""
"""Another process makes what it is given, without a database."""


def digests(bulletin):
    return {
        (form.value, language): hashlib.sha256(making.made(bulletin, form=form, language=language)).hexdigest()
        for form in FORMS
        for language in LANGUAGES
    }


def test_every_form_in_every_language_is_the_same_wherever_it_is_made():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    former = reading.shown(make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5)), gates=ALL)
    gate.leaves(gate.seen(clock("10:00"), gate="TT", direction="import", cargo="new_vehicle"), clock("11:00"))
    correction = reading.shown(make_bulletin(date=DAY, at=CUT_OFF + timedelta(hours=1)), gates=ALL)

    with time_machine.travel(CUT_OFF + timedelta(days=400)):
        here = digests(correction)
    elsewhere = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=pickle.dumps((former, correction)), capture_output=True,
        cwd=BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7",
                           "TZ": "America/Lima", "SOURCE_DATE_EPOCH": ""}, check=True, timeout=120,
    )  # fmt: skip

    assert pickle.loads(elsewhere.stdout) == here
    assert len(set(here.values())) == len(FORMS) * len(LANGUAGES) - 2  # the CSV alone says the same in every language


def test_a_gate_that_is_called_otherwise_later_changes_no_published_file():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    day = make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5))
    period = make_period(period=Period("period", DAY, DAY), at=CUT_OFF + timedelta(minutes=5))
    before = [digests(reading.shown(one, gates=ALL)) for one in (day, period)]

    Gate.objects.filter(code="HN").update(name_vi="Cửa Khác", name_en="Another Gate", name_zh="另一口岸")
    for one in (day, period):
        one.refresh_from_db()

    assert [digests(reading.shown(one, gates=ALL)) for one in (day, period)] == before
    tomorrow = reading.so_far(date=DAY, gates=ALL, at=CUT_OFF)  # what is not published says what holds now
    assert "Another Gate" in making.made(tomorrow, form="txt", language="en").decode()
