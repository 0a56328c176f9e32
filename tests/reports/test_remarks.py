"""The line of assessment in a manager's words: who may, until when, and where it is read."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction  # noqa: F401 - named by a condition
from django.test import Client
from django.utils import translation

from reports import reading
from reports.exports import making
from reports.models import Remark
from reports.operations import remarks
from reports.operations.bulletins import DayNotBegun, make_bulletin
from reports.periods import of_day
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock

pytestmark = pytest.mark.django_db
BEAT = CUT_OFF + timedelta(minutes=5)
ALL = ["HN", "TT", "CN", "CM", "NH", "NN"]
LINE = "Hàng hóa thông quan ổn định, không ùn ứ."


def said(text=LINE, *, by=None, at=None, language="vi", date=DAY):
    return remarks.remark(
        period=of_day(date), language=language, text=text, by=by or given.manager(at=None), at=at or clock("18:00")
    )


def line(bulletin, language="vi", *, gates=ALL):
    with translation.override(language):
        return reading.document(reading.shown(bulletin, gates=gates))["assessment"]


def test_the_line_goes_with_the_bulletin_in_its_language_for_whoever_sees_all_gates():
    Traffic("HN").seen(clock("08:00"))
    kept = said("Erste Fassung")
    said()
    bulletin = make_bulletin(date=DAY, at=BEAT)

    assert (kept.said_by.is_manager, kept.said_at) == (True, clock("18:00"))
    assert line(bulletin) == LINE
    assert line(bulletin, "en") == "1 vehicle is left over, 1 more than on the day before."
    assert line(bulletin, gates=["HN"]).startswith("Còn tồn 1 xe")
    text = making.made(reading.shown(bulletin, gates=ALL), form="txt", language="vi").decode()
    assert text.endswith(f"\n\n{LINE}\n")


def test_an_empty_line_is_made_from_the_figures_again():
    said()
    said("  ")
    assert line(make_bulletin(date=DAY, at=BEAT)) == "Không có xe qua lại."


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("manager", remarks.NotForYou), ("officer", remarks.NotForYou), ("declarant", remarks.NotForYou)],
)
def test_only_managers_of_the_province_word_it(who, refusal):
    by = given.manager(at="HN") if who == "manager" else getattr(given, who)()
    with pytest.raises(refusal):
        said(by=by)
    assert not Remark.objects.exists()


def test_after_publication_nothing_is_said_any_more():
    make_bulletin(date=DAY, at=BEAT)
    with pytest.raises(remarks.AlreadyPublished):
        said(at=BEAT)
    assert not Remark.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
def test_the_database_itself_adds_and_changes_nothing_after_publication():
    kept = said()
    make_bulletin(date=DAY, at=BEAT)
    late = {name: value for name, value in vars(kept).items() if name not in ("_state", "id")}
    for change in (
        lambda: Remark.objects.create(**late),
        lambda: Remark.objects.update(text="Another"),
        lambda: Remark.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Remark.objects.get().text == LINE


def test_of_a_day_to_come_there_is_nothing_to_say():
    with pytest.raises(DayNotBegun):
        said(date=DAY + timedelta(days=2))


@pytest.mark.parametrize("text", ["x" * 301, "a\x00b"])
def test_what_is_no_line_is_refused(text):
    with pytest.raises(remarks.BadRemark):
        said(text)
    with pytest.raises(remarks.BadRemark):
        said(language="fr")
    assert not Remark.objects.exists()


def test_the_lists_read_the_lines_at_once(django_assert_num_queries):
    each = [reading.shown(make_bulletin(date=DAY - timedelta(days=n), at=BEAT), gates=ALL) for n in range(5)]
    with django_assert_num_queries(1):
        found = reading.remarks(each)
        [reading.document(one, found) for one in each]


def test_the_page_takes_it_and_shows_it():
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(given.manager(at=None), backend="accounts.backends.PasswordBackend")
    with time_machine.travel(clock("18:00"), tick=False):
        answer = client.post(f"/reports/bulletins/{DAY}/assessment/", {"text": "All is <calm>."}, follow=True)
        assert "All is &lt;calm&gt;." in answer.content.decode()
    make_bulletin(date=DAY, at=BEAT)
    with time_machine.travel(BEAT, tick=False):
        page = client.get(f"/reports/bulletins/{DAY}/").content.decode()
        assert "Word the assessment" not in page
        late = client.post(f"/reports/bulletins/{DAY}/assessment/", {"text": "Too late"}, follow=True)
    assert "its words stay as they are" in late.content.decode()
    assert Remark.objects.get().text == "All is <calm>."


def test_a_manager_of_a_gate_is_not_offered_it():
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(given.manager(at="HN"), backend="accounts.backends.PasswordBackend")
    with time_machine.travel(clock("18:00"), tick=False):
        assert "Word the assessment" not in client.get(f"/reports/bulletins/{DAY}/").content.decode()
