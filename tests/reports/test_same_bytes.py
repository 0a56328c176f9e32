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
from django.utils import translation

from contract import printing
from reports import reading
from reports.exports import making
from reports.models import Form
from reports.operations.bulletins import make_bulletin
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
from django.utils.translation import get_language
from reports import reading
from reports.exports import pdf, workbook
from tests.reports.test_same_bytes import digests
former, bulletin, names = pickle.load(sys.stdin.buffer)
for module in (reading, pdf, workbook):
    module.names = lambda: names[get_language()]
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
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = reading.names()

    with time_machine.travel(CUT_OFF + timedelta(days=400)):
        here = digests(correction)
    elsewhere = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=pickle.dumps((former, correction, names)), capture_output=True,
        cwd=BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7",
                           "TZ": "America/Lima", "SOURCE_DATE_EPOCH": ""}, check=True, timeout=120,
    )  # fmt: skip

    assert pickle.loads(elsewhere.stdout) == here
    assert len(set(here.values())) == len(FORMS) * len(LANGUAGES) - 2  # the CSV alone says the same in every language
