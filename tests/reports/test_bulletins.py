"""Making bulletins: provisional, published, corrected, and never two for one truth."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from declarations.models import Event
from reports.figures import digest
from reports.lists import line
from reports.models import Bulletin
from reports.operations.bulletins import BulletinDoesNotBalance, DayNotBegun, figures_for, make_bulletin
from reports.periods import of_day
from reports.queries.listing import kept
from reports.reading import read
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
MADE = CUT_OFF + 5 * MINUTE


def make(at=MADE, date=DAY, by=None):
    return make_bulletin(date=date, at=at, by=by)


def test_before_the_cut_off_it_is_provisional_and_made_anew_in_place():
    gate = Traffic("HN")
    first = make(at=clock("12:00"))
    gate.leaves(gate.seen(clock("13:00")), clock("14:00"))
    second = make(at=clock("15:00"))

    assert (first.revision, first.published_at) == (0, None)
    assert (second.pk, second.revision, second.made_at) == (first.pk, 0, clock("15:00"))
    assert second.figures["total"]["cleared"] == 1
    assert Bulletin.objects.count() == 1


def test_from_the_cut_off_on_it_is_published():
    gate, by = Traffic("HN"), given.manager()
    gate.leaves(gate.seen(clock("13:00")), clock("14:00"))
    make(at=clock("15:00"))

    made = make(at=CUT_OFF, by=by)

    made.refresh_from_db()
    assert (made.revision, made.published_at, made.cut_off_at, made.made_by) == (1, CUT_OFF, CUT_OFF, by)
    assert made.figures == figures_for(date=DAY, at=CUT_OFF)
    assert made.sha256 == digest(made.figures, map(line, kept(made)))
    assert (made.vehicles_counted, made.journal_at) == (1, Event.objects.latest("pk").pk)
    assert Bulletin.objects.count() == 1


def test_made_again_with_equal_figures_it_stays_as_it_was():
    gate = Traffic("HN")
    gate.seen(clock("13:00"))
    first = make()

    again = make(at=MADE + timedelta(days=3))

    assert (again.pk, again.published_at) == (first.pk, MADE)
    assert Bulletin.objects.count() == 1


def test_a_late_event_makes_a_numbered_correction():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    first = make()
    gate.comes_back(truck, CUT_OFF + 10 * MINUTE)

    second = make(at=CUT_OFF + 15 * MINUTE)

    first.refresh_from_db()
    assert (first.revision, first.figures["total"]["cleared"], first.published_at) == (1, 1, MADE)
    assert (second.revision, second.figures["total"]["cleared"]) == (2, 0)
    assert second.published_at == CUT_OFF + 15 * MINUTE
    holds = read(period=of_day(DAY), gates=["HN"], at=CUT_OFF + 20 * MINUTE)
    former = read(period=of_day(DAY), gates=["HN"], at=CUT_OFF, revision=1)
    assert holds
    assert former
    assert (holds.revision, former.figures["total"]["cleared"]) == (2, 1)
    assert read(period=of_day(DAY), gates=["HN"], at=CUT_OFF, revision=3) is None


def test_the_change_is_against_what_was_published_on_the_day_before():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(START - 30 * MINUTE), START - MINUTE)
    eve = DAY - timedelta(days=1)
    assert make(date=eve, at=START + MINUTE).figures["total"]["left_over"]["total"] == 0
    gate.comes_back(truck, START + 2 * MINUTE)

    assert make().figures["total"]["left_over"]["change"] == 1  # published: 0; counted now it would be 1
    assert make(date=eve, at=MADE).revision == 2
    corrected = make()
    assert (corrected.revision, corrected.figures["total"]["left_over"]["change"]) == (2, 0)


def test_nothing_is_kept_that_does_not_balance():
    gate = Traffic("HN")
    gate.seen(clock("13:00"))
    published = make()
    truck = gate.seen(clock("14:00"))
    truck.__class__.objects.filter(pk=truck.pk).update(seen_at=START - timedelta(days=1))  # the row against its journal

    for at in (MADE, clock("15:00")):
        with pytest.raises(BulletinDoesNotBalance) as refused:
            make(at=at)
    assert refused.value.code == "bulletin_does_not_balance"
    assert "HN, Export, Fruit: carried over 1 + arrived 2 is not left 0" in str(refused.value)
    assert list(Bulletin.objects.values_list("pk", "revision")) == [(published.pk, 1)]


def test_a_day_to_come_is_refused():
    with pytest.raises(DayNotBegun):
        make(date=DAY + timedelta(days=1), at=clock("12:00"))
    assert not Bulletin.objects.exists()


def test_the_database_keeps_one_row_a_revision_and_knows_what_is_published():
    bulletin = make()
    for wrong in ({"revision": 1}, {"revision": 2, "published_at": None}, {"revision": 0}):
        copy = {"revision": 2, "published_at": MADE, **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            Bulletin.objects.create(
                date=DAY, starts_on=DAY, figures={}, sha256="", cut_off_at=bulletin.cut_off_at, made_at=MADE, **copy
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.create(
            date=DAY,
            starts_on=DAY,
            figures={},
            sha256="",
            cut_off_at=CUT_OFF,
            made_at=MADE,
            revision=2,
            published_at=CUT_OFF - MINUTE,
        )  # fmt: skip


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize("change", ["UPDATE reports_bulletin SET figures = '{}'", "DELETE FROM reports_bulletin"])
def test_a_published_bulletin_cannot_be_changed_even_by_hand(change):
    published = make()
    provisional = make(date=DAY + timedelta(days=1), at=MADE)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_bulletin WHERE id = %s", [provisional.pk])
    assert list(Bulletin.objects.all()) == [published]
