"""The study of a period: groups, percentiles on which both databases agree, peak hours, targets, what is not known."""

import math
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from declarations.errors import NotYours
from declarations.models import Gate
from release.models import Target
from release.operations.following import follow_due
from release.operations.targets import BadTarget, set_target
from release.queries import study
from release.queries.grouping import Against, Group
from release.queries.study import Asked
from release.queries.targets import Standing
from release.spread import Mode, Spread, rounded, spread_of
from release.standstill import Measured
from release.words import By, Outcome, Segment
from reports.queries.packing import grouped
from tests import given
from tests.release.days import MONDAY, Gates

pytestmark = pytest.mark.django_db
M, DAY = timedelta(minutes=1), timedelta(days=1)
TODAY = MONDAY.date()
LATER = MONDAY + 3 * DAY


def asked(first: date = TODAY, days: int = 1, **changes: Any) -> Asked:
    gates = tuple(Gate.objects.order_by("pk").values_list("pk", flat=True))
    return Asked(first, first + timedelta(days=days - 1), gates)._replace(**changes)


def times(groups: list[Group]) -> dict[Any, tuple[int, int | None]]:
    return {group.key: (group.size, group.net.p50 and group.net.p50 // 60) for group in groups}


@pytest.fixture
def gates() -> Gates:
    return Gates("HN", "TT")


# Spreads


def test_a_percentile_is_one_of_the_times():
    ten = list(range(10, 110, 10))

    assert spread_of(ten, bucket=10)[1:3] == (50, 90)
    assert spread_of([7], bucket=10)[1:3] == (7, 7)
    assert spread_of([30, 10, 20], bucket=10).p50 == 20


def test_the_mode_is_the_fullest_bucket_of_several_the_shortest_and_a_mean_is_rounded_half_up():
    found = spread_of([900, 1100, 100, 200, 3000], bucket=600)

    assert found == Spread(5, 900, 3000, 1060, Mode(0, 600), 100, 3000)
    assert [rounded(total, 2) for total in (1, 2, 3)] == [1, 1, 2]
    assert spread_of([], bucket=600) == Spread()


def defined(times: list[int], *, bucket: int) -> Spread:
    """The words of docs/release.md."""
    if not times:
        return Spread()

    def not_exceeded_by(percent: int) -> int:
        return next(time for time in times if 100 * sum(other <= time for other in times) >= percent * len(times))

    fullest = max(range(times[-1] // bucket + 1), key=lambda which: sum(time // bucket == which for time in times))
    mean = math.floor(sum(times) / len(times) + 0.5)
    mode = Mode(fullest * bucket, (fullest + 1) * bucket)
    return Spread(len(times), not_exceeded_by(50), not_exceeded_by(90), mean, mode, times[0], times[-1])


@pytest.mark.django_db
@settings(deadline=None, max_examples=25)
@drawn(st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(0, 5000)), max_size=30))
def test_the_times_of_groups_lie_as_they_do_by_definition(rows):
    """On both databases, whatever the times, ties and gaps."""
    Target.objects.all().delete()
    said: dict[str, Any] = {"gate_id": None, "by": given.manager(at=None), "at": MONDAY}
    agencies = ("customs", "medical", "plant")
    for number, (which, time) in enumerate(rows):
        minutes, day = None if time is None else time + 1, TODAY + number * DAY
        set_target(agency=agencies[which], starts_on=day, minutes=minutes, **said)

    found = grouped(Target.objects.all(), by=["agency"], times={"time": "minutes"}, counts={})

    expected = {}
    for which, agency in enumerate(agencies):
        known = [time + 1 for of, time in rows if of == which and time is not None]
        if any(of == which for of, _time in rows):
            expected[agency,] = defined(sorted(known), bucket=60)
    assert {group.key: spread_of(group.times["time"], bucket=60) for group in found} == expected


# Groups


def test_passages_and_checks_are_grouped_as_is_asked(gates):
    gates.passes(MONDAY)
    gates.passes(MONDAY + 60 * M, slower=2)
    gates.passes(MONDAY + DAY, slower=3, cargo_kind="general", direction="import", gate="TT")
    gates.turns_back(gates.seen(MONDAY), MONDAY + 10 * M)
    follow_due(at=LATER)
    week, targets = asked(days=3), Standing()
    codes = dict(Gate.objects.values_list("pk", "code"))

    (whole,) = study.passages(week, targets)
    assert (whole.size, whole.net.p50, whole.net.p90, whole.net.mean) == (3, 180 * 60, 270 * 60, 180 * 60)
    assert (whole.net.least, whole.net.most, whole.net.mode) == (90 * 60, 270 * 60, Mode(5400, 6000))
    assert study.turned_back(week) == 1
    by_gate = {codes[key]: said for key, said in times(study.passages(week, targets, by=By.GATE)).items()}
    assert by_gate == {"HN": (2, 90), "TT": (1, 270)}
    assert times(study.passages(week, targets, by=By.DIRECTION)) == {"export": (2, 90), "import": (1, 270)}
    assert times(study.passages(week, targets, by=By.CARGO)) == {"fruit": (2, 90), "general": (1, 270)}
    assert times(study.passages(week, targets, by=By.HOUR)) == {9: (2, 90), 10: (1, 180)}
    assert times(study.passages(week, targets, by=By.WEEKDAY)) == {0: (2, 90), 1: (1, 270)}
    assert times(study.passages(asked(days=3, direction="import"), targets)) == {"": (1, 270)}
    assert times(study.passages(asked(days=3, cargo="fruit"), targets)) == {"": (2, 90)}
    assert times(study.passages(asked(days=1), targets)) == {"": (2, 90)}
    assert times(study.passages(asked(days=3, cargo="empty"), targets)) == {"": (0, None)}

    by_agency = {group.key: group for group in study.checks_by(week, targets, by=By.AGENCY)}
    assert by_agency["medical"].net == Spread(3, 50 * 60, 75 * 60, 50 * 60, Mode(1500, 1800), 25 * 60, 75 * 60)
    assert by_agency["medical"].outcomes[Outcome.MEASURED] == 3
    assert by_agency["yard"].gross == Spread()
    assert by_agency["yard"].outcomes[Outcome.AUTOMATIC] == 6
    by_check = {group.key: group for group in study.checks_by(week, targets, by=By.CHECK)}
    assert by_check["customs_registration"].outcomes[Outcome.BY_ARRIVAL] == 3
    assert by_check["finish"].net.p50 == 40 * 60


def test_the_day_of_a_passage_is_the_bulletins_and_of_other_gates_nothing_counts(gates):
    gates.passes(MONDAY + timedelta(hours=9.75))  # left at 20:15, which is Tuesday's
    gates.passes(MONDAY, gate="TT")
    follow_due(at=LATER)
    here = (given.gate("HN").pk,)

    (monday,) = study.passages(asked(gates=here), Standing())
    (tuesday,) = study.passages(asked(first=TODAY + DAY, gates=here), Standing())
    assert (monday.size, tuesday.size) == (0, 1)


def test_the_parts_and_the_standstill_make_up_the_mean_of_the_whole(gates):
    gates.passes(MONDAY, late={"finish": 5, "customs_out": 5, "bg_out": 7})
    gates.passes(MONDAY + timedelta(hours=8), late={"customs_out": 14 * 60, "bg_out": 870})
    follow_due(at=LATER)

    parts = study.parts(asked(days=2))
    (whole,) = study.passages(asked(days=2), Standing())

    assert [part.segment for part in parts] == list(Segment)
    assert sum(part.total.net for part in parts) + whole.still.paused + whole.still.closed == whole.still.seconds
    assert (whole.gross.measured, whole.gross.mean) == (2, whole.still.seconds // 2)
    assert (whole.paused_mean, whole.closed_mean) == (0, 6 * 3600)
    assert {part.segment: part.gross.measured for part in parts} == dict.fromkeys(Segment, 2)


@pytest.mark.parametrize(
    ("sizes", "peak"),
    [({9: 5, 10: 3, 14: 2}, [9]), ({9: 4, 10: 3, 14: 3}, [9, 10]), ({14: 1, 9: 1}, [9]), ({}, [])],
)
def test_the_peak_is_the_fewest_hours_in_which_half_of_the_trucks_came(sizes, peak):
    empty = Group("", 0, Spread(), Spread(), Measured(), 0, 0, None, {})

    assert study.peak_hours([empty._replace(key=hour, size=size) for hour, size in sizes.items()]) == peak


def test_peak_and_off_peak_are_two_groups(gates):
    for n in range(2):
        gates.passes(MONDAY + n * M)
    gates.passes(MONDAY + 120 * M, slower=2)
    follow_due(at=LATER)

    groups = study.passages(asked(), Standing(), by=By.PEAK, peak=[9])

    assert times(groups) == {1: (2, 90), 0: (1, 180)}


# Targets


def test_the_target_of_a_gate_goes_before_that_of_all_and_the_later_before_the_earlier(gates):
    province = given.manager(at=None)

    def aim(minutes, *, agency="medical", gate=None, starts_on=TODAY):
        gate_id = gate and given.gate(gate).pk
        return set_target(agency=agency, gate_id=gate_id, starts_on=starts_on, minutes=minutes, by=province, at=MONDAY)

    gates.passes(MONDAY)  # medical 25 minutes
    gates.passes(MONDAY + DAY, slower=2)  # 50
    gates.passes(MONDAY, gate="TT")  # 25
    follow_due(at=LATER)

    def said(agency="medical"):
        groups = study.checks_by(asked(days=3), Standing(), by=By.AGENCY)
        found = next(group for group in groups if group.key == agency).against
        return found and (found.least // 60, found.most // 60, found.measured, found.within)

    assert said() is None
    aim(30)
    assert said() == (30, 30, 3, 2)
    aim(50, starts_on=TODAY + DAY)
    assert said() == (30, 50, 3, 3)
    aim(10, gate="TT")
    assert said() == (10, 50, 3, 2)
    aim(None, gate="TT")
    assert said() == (30, 50, 2, 2)  # at TT there is none
    aim(24)
    assert said() == (24, 50, 2, 1)  # the row of that day was changed
    assert said("transport") is None
    aim(120, agency="")
    (whole,) = study.passages(asked(days=3), Standing())
    assert whole.against == Against(7200, 7200, 3, 2)
    assert Target.objects.count() == 4


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"agency": "traffic_police"}, BadTarget),
        ({"agency": "nobody"}, BadTarget),
        ({"gate_id": 0}, BadTarget),
        ({"minutes": 0}, BadTarget),
        ({"minutes": 7 * 24 * 60 + 1}, BadTarget),
        ({"by": "manager"}, NotYours),
        ({"by": "officer"}, NotYours),
    ],
)
def test_a_target_that_could_not_hold_or_is_anothers_to_enter_is_refused(wrong, refusal):
    people: dict[str, Any] = {"manager": given.manager, "officer": given.officer}
    by = people[str(wrong["by"])]() if "by" in wrong else given.manager(at=None)
    said: dict[str, Any] = {"agency": "medical", "gate_id": None, "starts_on": TODAY, "minutes": 30, "at": MONDAY}

    with pytest.raises(refusal):
        set_target(**said | wrong | {"by": by})
    assert not Target.objects.exists()


def test_queries_are_the_same_for_one_passage_and_for_many(gates, django_assert_num_queries):
    today = asked()
    for n in (1, 2):
        gates.passes(MONDAY + n * M)
        follow_due(at=LATER + n * M)
        with django_assert_num_queries(5 if connection.vendor == "postgresql" else 9):
            targets = Standing()
            (whole,) = study.passages(today, targets)
            study.parts(today)
            study.passages(today, targets, by=By.HOUR)
            study.checks_by(today, targets, by=By.AGENCY)
        assert whole.size == n
