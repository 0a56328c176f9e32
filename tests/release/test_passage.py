"""A passage cut into its parts: they are the whole, nothing is filled in, and what stood still is apart."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from release.passage import Told, ToldCheck, reckon, sums
from release.spans import length, merged, within, without
from release.standstill import Clock, Measured, PauseOf
from release.words import Outcome, Segment
from tests.given import HANOI

pytestmark = pytest.mark.once

MINUTE, HOUR = 60, 3600
NINE = int(dt.datetime(2026, 11, 23, 9, 0, tzinfo=HANOI).timestamp())
ALWAYS = Clock()
WORKDAYS = Clock({day: ((dt.time(7), dt.time(12)), (dt.time(13), dt.time(19))) for day in range(5)})
WAY = ("bg_arrival", "customs_arrival", "yard_in", "finish", "customs_out")


def told(
    minutes: Mapping[str, int | None] = MappingProxyType({}),
    *,
    ended: int = 100,
    lane: int | None = None,
    checks: Iterable[ToldCheck] = (),
) -> Told:
    """A vehicle that came at nine; of each check the minute of its confirmation, None: not known."""
    known = [check(code, at) for code, at in minutes.items()]
    return Told(NINE, NINE + ended * MINUTE, {one.code: one for one in (*known, *checks)}, lane=lane)


def check(code: str, at: int | None, *, ready: int | None = 0, **said: object) -> ToldCheck:
    confirmed = None if at is None else NINE + at * MINUTE
    said = {"first": confirmed, "confirmed": confirmed, **said}
    return ToldCheck(code, "customs", None if ready is None else NINE + ready * MINUTE, **said)  # type: ignore[arg-type]


def minutes_of(found) -> dict[str, int]:
    return {str(segment): time.seconds // MINUTE for segment, time in found.segments.items()}


WHOLE = {"bg_arrival": 10, "customs_arrival": 5, "yard_in": 20, "finish": 60, "customs_out": 80}


def test_each_part_lasts_from_one_milestone_to_the_next_and_entry_needs_both_arrivals():
    found = reckon(told(WHOLE), ALWAYS)

    assert minutes_of(found) == {"entry": 10, "yard": 10, "finish": 40, "customs_out": 20, "exit": 20, "untold": 0}
    assert found.whole == Measured(100 * MINUTE)


def test_what_was_done_before_the_milestone_before_it_takes_no_time_of_its_own():
    """At an outside yard, customs, yard and fee come before the border guard (docs/lifecycle.md)."""
    found = reckon(told(WHOLE | {"bg_arrival": 50}), ALWAYS)

    assert minutes_of(found) == {"entry": 50, "yard": 0, "finish": 10, "customs_out": 20, "exit": 20, "untold": 0}


@pytest.mark.parametrize(
    ("missing", "measured", "untold"),
    [
        ({"bg_arrival": None}, {"finish": 40, "customs_out": 20, "exit": 20}, 20),
        ({"yard_in": None}, {"entry": 10, "customs_out": 20, "exit": 20}, 50),
        ({"finish": None, "customs_out": None}, {"entry": 10, "yard": 10}, 80),
        ({"finish": 101}, {"entry": 10, "yard": 10, "exit": 20}, 60),  # after the truck had left: it cannot be
    ],
)
def test_where_a_milestone_is_not_known_the_time_around_it_is_not_told_apart(missing, measured, untold):
    found = reckon(told(WHOLE | missing), ALWAYS)

    assert minutes_of(found) == measured | {"untold": untold}


def test_a_gate_without_yards_has_no_such_part():
    way = {code: at for code, at in WHOLE.items() if code != "yard_in"}

    assert minutes_of(reckon(told(way), ALWAYS)) == {
        "entry": 10, "finish": 50, "customs_out": 20, "exit": 20, "untold": 0,
    }  # fmt: skip


def test_closed_hours_and_pauses_stand_apart_and_a_pause_counts_only_within_the_hours_of_work():
    # From 9:00 to 14:00; closed 12:00-13:00, paused 11:30-12:30 and, on lane 2 alone, 13:30-14:00.
    clock = Clock(
        WORKDAYS.hours,
        pauses=(
            PauseOf(None, NINE + 150 * MINUTE, NINE + 210 * MINUTE),
            PauseOf(2, NINE + 270 * MINUTE, None),
        ),
    )
    on_lane_1, on_lane_2 = (reckon(told(ended=300, lane=lane), clock).whole for lane in (1, 2))

    assert on_lane_1 == Measured(300 * MINUTE, paused=30 * MINUTE, closed=60 * MINUTE)
    assert on_lane_1.net == 210 * MINUTE
    assert on_lane_2.paused == 60 * MINUTE


def test_a_day_that_was_closed_and_the_days_off_are_closed_hours():
    monday = dt.datetime.fromtimestamp(NINE, HANOI).date()
    clock = Clock(WORKDAYS.hours, closed_days=frozenset({monday}))
    always_but_monday = Clock(closed_days=frozenset({monday}))

    assert reckon(told(ended=60), clock).whole.closed == HOUR
    assert reckon(told(ended=60), always_but_monday).whole.closed == HOUR
    # From Monday nine to Tuesday nine: what is left of Monday, then Tuesday's night until seven.
    assert reckon(told(ended=24 * 60), clock).whole.closed == 22 * HOUR


@pytest.mark.parametrize(
    ("one", "outcome", "minutes"),
    [
        (check("medical", 30, ready=10), Outcome.MEASURED, 20),
        (check("medical", 30, ready=-600), Outcome.MEASURED, 30),  # ready while still on the road: from its arrival
        (check("medical", 0, ready=-600), Outcome.BY_ARRIVAL, None),
        (check("medical", -5), Outcome.BY_ARRIVAL, None),
        (check("yard_in", 10, automatic=True), Outcome.AUTOMATIC, None),
        (check("medical", 30, ready=31), Outcome.UNKNOWN, None),  # recorded later than it was done
        (check("medical", 30, ready=None), Outcome.UNKNOWN, None),
        (check("medical", 101), Outcome.UNKNOWN, None),
        (check("medical", None), Outcome.UNKNOWN, None),
    ],
)
def test_a_check_is_measured_from_ready_to_confirmed_while_the_truck_is_there_or_not_at_all(one, outcome, minutes):
    (found,) = reckon(told(checks=[one]), ALWAYS).checks

    assert found.outcome == outcome
    assert (found.measured and found.measured.seconds) == (None if minutes is None else minutes * MINUTE)


def test_time_held_is_said_beside_and_counts_once():
    held = tuple((NINE + start * MINUTE, NINE + end * MINUTE) for start, end in ((-10, 10), (20, 40)))
    other = ((NINE + 30 * MINUTE, NINE + 50 * MINUTE),)
    found = reckon(told(checks=[check("medical", 90, held=held), check("finish", 95, held=other)]), ALWAYS)

    assert [time.held // MINUTE for time in found.checks] == [30, 20]
    assert (found.held // MINUTE, found.whole.seconds // MINUTE) == (40, 100)


# Properties

instants = st.integers(NINE - 2 * 24 * HOUR, NINE + 4 * 24 * HOUR)
spans = st.tuples(instants, instants)
clock_times = st.times(min_value=dt.time(0, 1), max_value=dt.time(23, 59)).map(lambda time: time.replace(microsecond=0))
openings = st.tuples(clock_times, clock_times).map(sorted).filter(lambda pair: pair[0] < pair[1]).map(tuple)
gates = st.builds(
    Clock,
    st.dictionaries(st.integers(0, 6), st.lists(openings, max_size=2).map(tuple), max_size=7),
    st.frozensets(st.dates(dt.date(2026, 11, 21), dt.date(2026, 11, 28)), max_size=3),
    st.lists(st.builds(PauseOf, st.sampled_from([None, 1, 2]), instants, st.none() | instants), max_size=4).map(tuple),
)


@st.composite
def vehicles(draw) -> Told:
    arrived, ended = sorted(draw(spans))
    checks = {}
    for code in draw(st.sets(st.sampled_from((*WAY, "medical", "plant")))):
        ready, confirmed, first = (draw(st.none() | instants) for _ in range(3))
        held = draw(st.lists(spans, max_size=3).map(tuple))
        checks[code] = ToldCheck(code, "customs", ready, confirmed, first, draw(st.booleans()), held)
    return Told(arrived, ended, checks, draw(st.lists(spans, max_size=2).map(tuple)), draw(st.sampled_from([None, 1])))


@settings(deadline=None, max_examples=100)
@drawn(vehicles(), gates)
def test_the_parts_are_the_whole_in_every_column_and_nothing_stands_still_longer_than_it_lasts(vehicle, clock):
    found = reckon(vehicle, clock)

    assert sums(found.segments.values()) == found.whole
    assert found.whole.seconds == vehicle.ended - vehicle.arrived
    times = [found.whole, *found.segments.values(), *(one.measured for one in found.checks if one.measured)]
    for time in times:
        assert min(time) >= 0
        assert time.paused + time.closed <= time.seconds
        assert time.net == time.seconds - time.paused - time.closed
    for one in found.checks:
        assert (one.measured is not None) == (one.outcome == Outcome.MEASURED)
        assert one.measured is None or one.measured.seconds <= found.whole.seconds
        assert one.held <= found.held <= found.whole.seconds
    for segment in (Segment.ENTRY, Segment.YARD, Segment.FINISH, Segment.CUSTOMS_OUT):
        assert segment not in found.segments or segment in found.milestones


@drawn(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_spans_are_sets_of_seconds(some, others):
    within_reach = [(start % 500, end % 500) for start, end in some]
    taken = [(start % 500, end % 500) for start, end in others]
    seconds = [{at for start, end in spans for at in range(start, end)} for spans in (within_reach, taken)]

    assert {at for start, end in without(within_reach, taken) for at in range(start, end)} == seconds[0] - seconds[1]
    assert length(within_reach) == len(seconds[0])
    assert length(within(within_reach, 100, 200)) == len(seconds[0] & set(range(100, 200)))
    assert merged(merged(within_reach)) == merged(within_reach)
