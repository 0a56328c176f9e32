"""No strike for who was caught in what stood still, a strike for who was not; and what strikes lead to."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given as made_up
from hypothesis import strategies as some

from declarations.findings.limits import GATE_TIME
from declarations.line import duties
from declarations.line.duties import AFTER, AT_ONCE, IN_TIME, Duty, Excuse, Held, Still
from declarations.line.ladder import Ladder, Level, rung
from declarations.line.times import GRACE
from declarations.line.windows import LENGTH

pytestmark = pytest.mark.once
NOON = datetime(2026, 11, 21, 12, tzinfo=GATE_TIME)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFSETS = some.integers(-1500, 1500).map(lambda minutes: MINUTE * minutes)
KINDS = some.sampled_from([Excuse.PAUSE, Excuse.STOPPED, Excuse.OUTAGE, Excuse.FAULT])
INSTANTS = OFFSETS.map(lambda offset: NOON + offset)


@some.composite
def stills(draw) -> Still:
    since = draw(INSTANTS)
    lasts = draw(some.none() | some.integers(0, 600))
    return Still(draw(KINDS), since, None if lasts is None else since + MINUTE * lasts)


@some.composite
def places(draw) -> Held:
    taken = NOON - MINUTE * draw(some.integers(0, 3 * 24 * 60))
    given_back = draw(some.none() | some.integers(0, 5 * 24 * 60))
    return Held(NOON, taken, None if given_back is None else taken + MINUTE * given_back, draw(some.booleans()))


def verdict(place: Held, *stood_still: Still, **said: bool) -> duties.Verdict | None:
    case = duties.of_place(place)
    return duties.judge(case, stood_still, **said) if case else None


@made_up(places(), some.lists(stills(), max_size=4), some.booleans(), some.booleans())
def test_no_strike_for_a_truck_caught_in_what_stood_still_or_in_the_two_hours_after(place, stood_still, held, refused):
    found = verdict(place, *stood_still, was_held=held, was_refused=refused)
    should_come = place.window_at, place.window_at + LENGTH + GRACE
    is_caught = any(
        one.since <= should_come[1] and (one.until is None or should_come[0] <= one.until + AFTER)
        for one in stood_still
    )
    if is_caught:
        assert found is None or not found.is_strike


@made_up(places(), some.lists(stills(), max_size=4))
def test_what_stood_still_at_another_time_excuses_nobody(place, stood_still):
    """The excuse is not for everybody: far away in time it changes nothing."""
    far = [one._replace(since=one.since - 30 * DAY, until=one.since - 20 * DAY) for one in stood_still]
    assert verdict(place, *far) == verdict(place)


@made_up(places(), some.lists(stills(), max_size=4), some.randoms())
def test_the_same_facts_bring_the_same_verdict_however_they_are_told(place, stood_still, chance):
    told = list(stood_still)
    chance.shuffle(told)
    found, again = verdict(place, *stood_still), verdict(place, *told)
    assert (found and found.is_strike) == (again and again.is_strike)


@made_up(places(), some.integers(0, 3 * 24 * 60))
def test_a_place_that_was_given_back_in_time_is_nobodys_fault(place, minutes):
    assert duties.of_place(place._replace(given_back_at=place.window_at - IN_TIME - MINUTE * minutes)) is None


@pytest.mark.parametrize(
    ("place", "said", "found"),
    [
        (Held(NOON, NOON - DAY), {}, (Duty.NO_SHOW, None)),
        (Held(NOON, NOON - DAY, seen_at=NOON + 5 * HOUR), {}, None),
        (Held(NOON, NOON - DAY, NOON - IN_TIME), {}, None),
        (Held(NOON, NOON - DAY, NOON - IN_TIME + MINUTE), {}, (Duty.LATE_CANCEL, None)),
        (Held(NOON, NOON - DAY, NOON + LENGTH), {}, (Duty.NO_SHOW, None)),
        (Held(NOON, NOON - HOUR, NOON - HOUR + AT_ONCE), {}, (Duty.LATE_CANCEL, Excuse.AT_ONCE)),
        (Held(NOON, NOON - DAY, NOON, by_gate=True), {}, (Duty.LATE_CANCEL, Excuse.GATE)),
        (Held(NOON, NOON - DAY), {"was_held": True}, (Duty.NO_SHOW, Excuse.HELD)),
        (Held(NOON, NOON - DAY), {"was_refused": True}, (Duty.NO_SHOW, Excuse.CAME)),
    ],
)
def test_a_place_is_to_be_used_or_given_back_in_time(place, said, found):
    told = verdict(place, **said)
    assert (told and (told.duty, told.excuse)) == found


def test_one_load_needs_one_place():
    first = Held(NOON, NOON - DAY)
    second = Held(NOON + HOUR, NOON - DAY + HOUR)
    assert duties.of_double(second, [first])
    # Another day's journey of the same trailer, and a slip that was put right at once.
    assert not duties.of_double(second._replace(window_at=NOON + 8 * HOUR), [first])
    assert not duties.of_double(second, [first._replace(given_back_at=second.taken_at + AT_ONCE)])
    assert not duties.of_double(second._replace(given_back_at=second.taken_at + AT_ONCE), [first])


def test_the_third_time_of_a_day_is_churn_and_not_the_second_or_the_fourth():
    held = [
        Held(NOON + DAY + n * HOUR, NOON + n * HOUR, NOON + (n + 1) * HOUR) for n in range(5)
    ]  # each is given back an hour later, when the next one is taken
    told = [bool(duties.of_churn(place, [other for other in held if other is not place])) for place in held]
    assert told == [False, False, True, False, False]  # the last was followed by none
    a_day_apart = [Held(place.window_at, NOON + n * DAY, NOON + (n + 1) * DAY) for n, place in enumerate(held)]
    assert not [p for p in a_day_apart if duties.of_churn(p, [other for other in a_day_apart if other is not p])]


def test_the_ladder_is_climbed_strike_by_strike_and_descended_as_they_lapse():
    ladder = Ladder()
    strikes = [NOON + n * DAY for n in range(5)]
    levels = [rung(strikes[: n + 1], places=0, ladder=ladder, at=strikes[n]).level for n in range(5)]
    assert levels == [Level.WARNING, Level.WARNING, Level.SHORTER, Level.SHORTER, Level.OUT]

    out = rung(strikes, places=0, ladder=ladder, at=strikes[-1])
    assert out.until == strikes[-1] + 7 * DAY
    assert not out.allows(strikes[-1], at=strikes[-1])
    assert out.until
    shorter = rung(strikes, places=0, ladder=ladder, at=out.until)
    assert (shorter.level, shorter.until) == (Level.SHORTER, strikes[2] + 30 * DAY)
    assert shorter.allows(NOON + DAY, at=NOON)
    assert not shorter.allows(NOON + DAY + MINUTE, at=NOON)
    assert shorter.until
    warned = rung(strikes, places=0, ladder=ladder, at=shorter.until)
    assert (warned.level, warned.until) == (Level.WARNING, strikes[-1] + 30 * DAY)
    assert warned.until
    assert rung(strikes, places=0, ladder=ladder, at=warned.until).level == Level.CLEAR


def test_who_brings_many_trucks_may_miss_a_few():
    strikes = [NOON] * 5
    assert rung(strikes, places=101, ladder=Ladder(), at=NOON).level == Level.CLEAR
    assert rung(strikes, places=100, ladder=Ladder(), at=NOON).level == Level.OUT


@made_up(some.lists(INSTANTS, max_size=12), some.integers(0, 200), INSTANTS)
def test_a_strike_less_never_makes_it_worse(strikes, places, at):
    """So a granted appeal can only help."""
    order = list(Level)
    before = rung(strikes, places=places, ladder=Ladder(), at=at)
    for n in range(len(strikes)):
        after = rung(strikes[:n] + strikes[n + 1 :], places=places, ladder=Ladder(), at=at)
        assert order.index(after.level) <= order.index(before.level)
