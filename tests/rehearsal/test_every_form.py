"""The two published days at their full size, in every form: what a reader of a file finds is what was published.

The trucks of a rehearsal make these figures (test_rehearse.py); here they are put down as they were published, so that
no test has to send thousands of trucks through the gate for the numbers of the press.
"""

import datetime as dt
import itertools
from typing import Any

import pytest

from contract import printing
from declarations.days import day_of
from reports import reading
from reports.exports import making
from reports.figures import add, compose
from reports.models import Bulletin
from reports.rehearsal import figures as fig
from reports.rehearsal.plan import plan
from tests.reports.readback import READERS, TOTAL, expected

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GATES = ["HN", "TT", "CN", "CM", "NH", "NN"]
NAMES = dict.fromkeys(fig.NAMES)


def part(numbers: dict[str, int], carried_over: int) -> dict[str, Any]:
    """A gate's part that says these figures; what stood there or arrived makes up for what went and stayed."""
    made: dict[str, Any] = {}
    for path, number in numbers.items():
        *steps, last = path.split(".")
        inner = made
        for step in steps:
            inner = inner.setdefault(step, {})
        inner[last] = number
    declared = made["left_over"]["fruit"] + made["left_over"]["other"]
    gone = made["export"]["total"] + made["turned_back"] + declared
    return made | {
        "new_vehicles_remaining": 0, "arrived": gone - carried_over, "carried_over": carried_over, "import_inside": 0,
        "import_turned_back": 0, "farm_produce_kg": {"export": None, "import": None},
        "trade_value": {"export": None, "import": None},
        "fees": dict.fromkeys(("infrastructure", "transfer", "total")), "lanes": None,
    }  # fmt: skip


def bulletin(source: str) -> tuple[reading.Shown, fig.Published]:
    """The published day as a bulletin of ours."""
    published = fig.read(source)
    day = plan(published, gates=GATES)
    said = day.expected()
    gates = {code: part({name: said[fig.Key(code, name)] for name in NAMES}, day.carried_over[code]) for code in GATES}
    figures = compose(
        date=published.date, cut_off="20:00", total=add(gates.values()), gates=gates, closed_gates=[]
    )  # fmt: skip
    at = day_of(published.date).cut_off_at + dt.timedelta(minutes=5)
    row = Bulletin(
        date=published.date, starts_on=published.date, revision=1, figures=figures, sha256="", cut_off_at=at,
        made_at=at, published_at=at,
    )  # fmt: skip
    return reading.shown(row, gates=GATES), published


@pytest.mark.parametrize("source", ["2024-08-22", "2024-08-29"])
def test_every_form_says_what_was_published(source):
    shown, published = bulletin(source)
    known = {key: number for key, number in published.figures.items() if number is not None}
    assert known[fig.Key(TOTAL, "cleared")] == {"2024-08-22": 1243, "2024-08-29": 1429}.get(source)
    forms = [form for form in READERS if form != "pdf" or printing.is_available()]
    for form, language in itertools.product(forms, ["vi", "en", "zh-hans"]):
        found = READERS[form](making.made(shown, form=form, language=language), shown.figures, language)
        assert found == expected(shown.figures), (form, language)
        assert {key: found[key.place, key.name] for key in known} == known, (form, language)
