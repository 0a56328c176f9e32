"""The usual day: the median of the same weekdays, whole and by this time, and only of what is published."""

from datetime import timedelta

import pytest
from django.db import connection

from reports.operations.bulletins import make_bulletin
from reports.overview.usual import WEEKS, Usual, usual_day
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.overview.conftest import publish_past_weeks

pytestmark = pytest.mark.django_db
TEN = 14 * 60
"""Minutes from 20:00 to 10:00."""


def test_without_published_days_nothing_is_usual():
    usual = usual_day(DAY)
    assert usual == Usual([], None)
    assert usual.figure("cleared", ["HN"]) is None
    assert usual.left(until=TEN, codes=["HN"]) is None
    assert set(usual.left_by_hour(["HN"])) == {None}


def test_it_is_the_median_of_the_same_weekday():
    publish_past_weeks(Traffic("HN"), exits=[1, 3, 2])
    make_bulletin(date=DAY - timedelta(days=1), at=CUT_OFF - timedelta(days=1) + timedelta(minutes=5))
    usual = usual_day(DAY)
    assert [day.date for day in usual.days] == [DAY - timedelta(weeks=week) for week in (1, 2, 3)]
    assert usual.eve is not None
    assert usual.eve.date == DAY - timedelta(days=1)
    assert usual.figure("cleared", ["HN", "TT"]) == 2
    assert usual.figure("import.total", ["HN"]) == 0
    assert usual.figure("cleared", ["TT"]) == 0


def test_by_this_time_counts_what_had_left_by_then():
    publish_past_weeks(Traffic("HN"), exits=[1, 2])
    usual = usual_day(DAY)
    assert usual.left(until=TEN, codes=["HN"]) == 0
    assert usual.left(until=TEN + 1, codes=["HN"]) == 1.5
    assert usual.left(until=TEN + 1, codes=["HN"], direction="import") == 0
    assert usual.left(until=TEN + 1, codes=["HN"], cargo="other") == 1.5
    assert usual.left(until=TEN + 1, codes=["HN"], cargo="fruit") == 0
    assert usual.left(until=TEN + 1, codes=["TT"]) == 0
    hours = usual.left_by_hour(["HN", "TT"])
    assert (hours[10], sum(hour or 0 for hour in hours)) == (1.5, 1.5)


def test_only_so_many_weeks_and_none_too_long_ago_make_it():
    for week in (*range(1, WEEKS + 3), 30):
        make_bulletin(date=DAY - timedelta(weeks=week), at=CUT_OFF)
    assert [day.date for day in usual_day(DAY).days] == [DAY - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    assert usual_day(DAY + timedelta(weeks=40)).days == []


def test_a_correction_is_read_anew_though_exits_are_kept(django_assert_num_queries):
    traffic = Traffic("HN")
    publish_past_weeks(traffic, exits=[1])
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 5):
        assert usual_day(DAY).left(until=TEN + 1, codes=["HN"]) == 1
    with django_assert_num_queries(1):
        assert usual_day(DAY).left(until=TEN + 1, codes=["HN"]) == 1
    week_ago = DAY - timedelta(weeks=1)
    truck = traffic.leaves(traffic.seen(clock("08:00", day=week_ago)), clock("08:30", day=week_ago))
    again = traffic.leaves(traffic.seen(clock("08:00", day=week_ago)), clock("08:30", day=week_ago))
    traffic.comes_back(again, clock("08:35", day=week_ago))
    assert truck.end == "left"
    make_bulletin(date=week_ago, at=CUT_OFF)
    usual = usual_day(DAY)
    assert usual.days[0].revision == 2
    assert (usual.figure("cleared", ["HN"]), usual.left(until=TEN + 1, codes=["HN"])) == (2, 2)
