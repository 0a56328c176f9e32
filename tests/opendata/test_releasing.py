"""Days are given out as their bulletins say them, once a revision, and corrections tell nothing of single vehicles."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opendata.models import Release
from opendata.operations.releasing import release, release_due
from opendata.queries import facts, released
from opendata.tasks import release_due as task
from reports.models import Bulletin, CountedVehicle
from reports.operations.bulletins import make_bulletin
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
BEAT = CUT_OFF + timedelta(minutes=5)


def busy() -> Traffic:
    """A day of six export trucks at two hours, three imports, and one that stays."""
    gate = Traffic("HN", "TT")
    for minute in (1, 2, 3):
        gate.leaves(gate.seen(clock(f"08:0{minute}")), clock(f"10:0{minute}"))
        gate.leaves(gate.seen(clock(f"08:1{minute}"), cargo="frozen"), clock(f"11:0{minute}"))
        gate.leaves(gate.seen(clock(f"09:0{minute}"), gate="TT", direction="import"), clock(f"12:0{minute}"))
    return gate


def test_a_published_day_is_given_out_as_its_list_says():
    gate = busy()
    for number in range(3):
        read_without_declaration(f"29C9990{number}", clock("19:00"))
    assert gate
    bulletin = make_bulletin(date=DAY, at=BEAT)
    assert release_due(at=BEAT) == 1

    row = Release.objects.get()
    assert row.daily
    assert row.hourly
    assert (row.date, row.revision, row.made_at) == (DAY, 1, BEAT)
    assert row.daily["gates"]["HN"] == {
        "cleared": 6, "export": 6, "export_fruit": 3, "export_other": 3, "import": 0, "import_goods": 0,
        "import_new_vehicles": 0, "export_arrived": 6, "import_arrived": 0, "left_over": 3,
    }  # fmt: skip
    assert (row.daily["gates"]["all"]["cleared"], row.daily["gates"]["TT"]["import_goods"]) == (
        bulletin.figures["total"]["cleared"],
        3,
    )
    assert row.hourly["starts_at"][0] == "2026-11-20T20:00:00+07:00"
    hours = dict(zip(row.hourly["starts_at"], row.hourly["gates"]["HN"]["export"]["cleared"], strict=True))
    assert {hour[11:13]: number for hour, number in hours.items() if number} == {"10": 3, "11": 3}
    assert row.hourly["gates"]["TT"]["import"]["arrived"][13] == 3


def test_nothing_is_given_out_before_it_is_published_and_nothing_twice():
    busy()
    make_bulletin(date=DAY, at=CUT_OFF - timedelta(hours=1))
    assert release_due(at=CUT_OFF) == 0
    assert released.span() is None
    bulletin = make_bulletin(date=DAY, at=BEAT)
    assert task() == 1
    given = Release.objects.get()
    assert release_due(at=BEAT) == 0
    assert release(bulletin_id=bulletin.pk, at=BEAT + timedelta(days=1)) == given
    assert Release.objects.count() == 1


def test_a_correction_of_one_truck_is_noted_and_not_given_out():
    gate = busy()
    truck = gate.leaves(gate.seen(clock("13:00")), clock("14:00"))
    make_bulletin(date=DAY, at=BEAT)
    release_due(at=BEAT)
    before = list(released.days(DAY, DAY, hourly=False))
    gate.comes_back(truck, clock("14:10"))
    assert make_bulletin(date=DAY, at=BEAT).revision == 2
    assert release_due(at=BEAT) == 1
    assert release_due(at=BEAT) == 0
    assert Release.objects.get(revision=2).daily is None
    [after] = released.days(DAY, DAY, hourly=False)
    assert after == before[0]._replace(corrected_in=2)


def test_a_large_correction_is_given_out():
    gate = busy()
    trucks = [gate.leaves(gate.seen(clock(f"13:0{number}")), clock(f"14:0{number}")) for number in range(4)]
    make_bulletin(date=DAY, at=BEAT)
    release_due(at=BEAT)
    for number, truck in enumerate(trucks):
        gate.comes_back(truck, clock(f"14:1{number}"))
    make_bulletin(date=DAY, at=BEAT)
    release_due(at=BEAT)
    [given] = released.days(DAY, DAY, hourly=False)
    assert (given.revision, given.corrected_in, given.said["gates"]["HN"]["export"]) == (2, None, 6)
    assert Release.objects.count() == 2


def test_a_bulletin_that_contradicts_its_list_is_left_out_and_the_others_are_not():
    busy()
    bad = make_bulletin(date=DAY, at=BEAT)
    good = make_bulletin(date=DAY - timedelta(days=1), at=BEAT)
    figures = bad.figures
    figures["gates"]["HN"]["export"]["fruit"] += 1
    bad.figures = figures
    with pytest.raises(facts.NotAsPublished):
        facts.counted(bad)
    assert facts.counted(good).left_in == {}


def test_hours_are_those_of_the_clock_within_the_day():
    whole = facts.hours_of(CUT_OFF)
    assert (len(whole), whole[0], whole[-1]) == (24, START, CUT_OFF - timedelta(hours=1))
    late = facts.hours_of(CUT_OFF + timedelta(minutes=30))
    assert len(late) == 25
    assert (late[0].minute, late[1].minute, late[-1].hour) == (30, 0, CUT_OFF.hour)


def test_giving_out_asks_the_same_few_questions_whatever_the_traffic():
    gate = busy()
    bulletin = make_bulletin(date=DAY, at=BEAT)
    with CaptureQueriesContext(connection) as few:
        facts.counted(bulletin)
    assert len(few) == 2
    assert CountedVehicle.objects.filter(bulletin=bulletin).count() == 9
    assert gate.staff
    assert Bulletin.objects.count() == 1
