"""The method on invented days of a fixed seed: right bands, better than the naive one where it can be, honest else."""

import datetime as dt
from functools import cache

import numpy as np
import pytest

from forecast.method import invented
from forecast.method.backtest import tried
from forecast.method.calendar import KINDS, calendar_of, kinds_of, tet_of
from forecast.method.methods import ARRIVALS, LEFT_OVER
from forecast.method.naive import naive
from forecast.method.needs import HORIZONS
from forecast.method.outlook import Ahead, Band, arrivals_ahead, left_over_ahead
from forecast.method.scores import Day, Score, beats, score
from forecast.method.series import gapless
from forecast.method.trial import tried_days

pytestmark = pytest.mark.once

SEED, DAYS = 7, 1000
METHODS = {"arrivals": ARRIVALS, "left_over": LEFT_OVER}


@cache
def busy(days=DAYS):
    return invented.busy_gate(seed=SEED, days=days)


@cache
def summer():
    """Five months up to the first of August, a week without holidays ahead."""
    return invented.busy_gate(seed=SEED, days=150, first=dt.date(2024, 3, 4))


@cache
def trial(what):
    return tried_days(busy(), METHODS[what])


def errors(days):
    ours = np.mean([abs(day.came - day.p50) for day in days])
    return ours, np.mean([abs(day.came - day.naive) for day in days])


def scored(days, horizon) -> Score:
    found = score(days, horizon=horizon)
    assert found
    return found


def band(one: Ahead) -> Band:
    assert one.band
    return one.band


def coverage(days):
    return np.mean([day.p10 <= day.came <= day.p90 for day in days])


# The calendar


@pytest.mark.parametrize(
    ("date", "kinds"),
    [
        ("2026-02-17", {"tet"}), ("2026-02-16", {"tet_eve"}), ("2026-02-10", {"tet_week_before"}),
        ("2026-02-03", {"tet_weeks_before"}), ("2026-02-20", {"tet_first_days"}), ("2026-02-24", {"tet_week_after"}),
        ("2026-03-04", {"tet_weeks_after"}), ("2026-03-05", set()), ("2026-02-02", set()),
        ("2026-04-30", {"holiday_vn"}), ("2026-05-01", {"holiday_vn", "holiday_cn"}), ("2026-10-02", {"holiday_cn"}),
        ("2022-12-31", set()), ("2023-01-10", {"tet_weeks_before"}),
    ],
)  # fmt: skip
def test_a_day_is_known_by_the_holidays_of_both_countries_and_its_distance_from_tet(date, kinds):
    assert kinds_of(dt.date.fromisoformat(date)) == kinds
    assert kinds <= set(KINDS)


def test_tet_is_where_vietnam_has_it():
    """Published dates; of the years to come too, which the library reckons."""
    assert [tet_of(year) for year in (2022, 2024, 2026, 2030)] == [
        dt.date(2022, 2, 1), dt.date(2024, 2, 10), dt.date(2026, 2, 17), dt.date(2030, 2, 2),
    ]  # fmt: skip


def test_a_calendar_is_one_row_a_day():
    calendar = calendar_of(dt.date(2026, 2, 16), 3)
    assert calendar.ordinary[:, 1:7].argmax(axis=1).tolist() == [0, 0, 1]  # Monday has no column; Tuesday, Wednesday
    assert [KINDS[n] for n in calendar.kinds.argmax(axis=1)] == ["tet_eve", "tet", "tet"]


# How good it is


@pytest.mark.parametrize("what", METHODS)
def test_four_days_in_five_lie_within_the_band_at_every_horizon(what):
    shares = {h: coverage(days) for h, days in trial(what).items()}
    assert all(0.7 <= share <= 0.9 for share in shares.values()), shares
    assert all(len(days) > 300 for days in trial(what).values())


def test_arrivals_err_far_less_than_the_naive_forecast_and_are_said_to_beat_it():
    for h, days in trial("arrivals").items():
        ours, simple = errors(days)
        assert ours < 0.7 * simple, (h, ours, simple)
        assert scored(days, h).beats_naive


def test_what_is_filed_makes_tomorrow_surer_than_next_week():
    near, far = (errors(trial("arrivals")[h])[0] for h in (1, 7))
    assert near < 0.7 * far
    blind = busy()._replace(in_hand=np.full_like(busy().in_hand, np.nan))
    assert errors(tried_days(blind, ARRIVALS)[1])[0] > 1.3 * near


def test_left_over_errs_less_than_the_naive_forecast_for_the_next_days():
    for h in (1, 2, 3):
        ours, simple = errors(trial("left_over")[h])
        assert ours < 0.9 * simple, (h, ours, simple)


def test_the_days_around_tet_are_known_once_one_was_there():
    found = tried(busy(), ARRIVALS)
    of_tet = np.array([[kinds_of(busy().date(int(e) + h)) & {"tet", "tet_eve"} != set() for h in HORIZONS]
                       for e in found.evenings])  # fmt: skip
    missed = np.abs(np.expm1(found.came) - np.expm1(found.said))[of_tet]
    simple = naive(busy().arrivals, (found.evenings[:, None] + np.array(HORIZONS))[of_tet])
    assert np.nanmean(missed) < 0.3 * np.nanmean(np.abs(np.expm1(found.came[of_tet]) - simple))


def test_of_a_random_walk_nothing_is_claimed_that_the_last_day_does_not_say():
    """A week ahead of such days the naive forecast is the best there is: it is the last day itself."""
    claims = [scored(tried_days(invented.walk(seed=seed, days=500), ARRIVALS)[7], 7).beats_naive for seed in range(4)]
    assert claims == [False] * 4


def test_of_days_that_have_nothing_to_do_with_each_other_the_mean_is_said_with_a_right_band():
    """The naive forecast errs by two days' chance, the mean by one: √2 between them is all that can be had."""
    for h, days in tried_days(invented.noise(seed=SEED, days=700), ARRIVALS).items():
        ours, simple = errors(days)
        assert 0.6 < ours / simple < 0.85, h
        assert 0.7 <= coverage(days) <= 0.9


def test_days_that_repeat_to_the_vehicle_cannot_be_beaten():
    days = np.tile([100.0, 120, 130, 140, 150, 90, 40], 40)
    for h, found in tried_days(gapless(dt.date(2024, 3, 4), days), ARRIVALS).items():
        assert not scored(found, h).beats_naive


# Scores


def test_a_gain_counts_only_where_chance_does_not_explain_it():
    dice = np.random.default_rng(SEED)
    gains = dice.normal(1.0, 3.0, 84)
    assert beats(gains, horizon=1)
    assert not beats(gains[:27], horizon=1)
    assert not beats(-gains, horizon=1)
    assert not beats(np.zeros(84), horizon=1)
    # The same gains, four days each alike: a quarter of the evidence.
    assert not beats(np.repeat(dice.normal(1.0, 4.0, 21), 4), horizon=4)


def test_a_score_says_what_a_reader_can_check_by_hand():
    days = [Day(came=100, p10=90, p50=95, p90=99, naive=110), Day(came=50, p10=40, p50=60, p90=70, naive=50)]
    found = scored(days, 1)
    assert (found.days, found.error, found.naive_error, found.coverage) == (2, 7.5, 5.0, 0.5)
    assert found.pinball == pytest.approx(((1.0 + 2.5 + 0.9) / 3 + (1.0 + 5.0 + 2.0) / 3) / 2)
    assert not found.beats_naive
    assert score([], horizon=1) is None


def test_only_the_last_twelve_weeks_are_scored():
    wrong, right = Day(0, 90, 100, 110, 100), Day(100, 90, 100, 110, 100)
    assert scored([wrong] * 50 + [right] * 84, 1).error == 0


# What is said of the next days


def test_a_week_is_said_with_what_it_is_made_of():
    week = arrivals_ahead(summer())
    assert [one.horizon for one in week] == list(HORIZONS)
    for one in week:
        assert 0 <= band(one).p10 <= band(one).p50 <= band(one).p90
        assert one.naive == summer().arrivals[one.horizon - 8]
        assert one.made_of["usual"] > 0
    assert [("in_hand" in one.made_of) for one in week] == [True] * 3 + [False] * 4
    stock = left_over_ahead(summer())
    assert stock[0].made_of["stands"] == summer().left_over[-1]
    for one in stock:
        made = one.made_of
        assert abs(made["stands"] + made["arrived"] - made["cleared"] - band(one).p50) <= 0.3 * band(one).p50 + 2


def test_twice_as_many_filings_as_usual_raise_tomorrow_and_no_day_after_the_third():
    filed = summer().in_hand.copy()
    filed[150, 0] *= 2
    before, after = arrivals_ahead(summer()), arrivals_ahead(summer()._replace(in_hand=filed))
    assert band(after[0]).p50 > 1.5 * band(before[0]).p50
    assert after[0].made_of["filings_percent"] > 50
    assert after[1:] == before[1:]


def test_a_new_habit_of_filing_is_soon_the_usual_one_and_no_rise_of_arrivals():
    """For a bit more than three weeks twice as many are filed a day ahead, and as many come as before."""
    filed = summer().in_hand.copy()
    filed[125:, 0] *= 2
    before, after = arrivals_ahead(summer())[0], arrivals_ahead(summer()._replace(in_hand=filed))[0]
    assert after.made_of["in_hand"] == 2 * before.made_of["in_hand"]
    assert after.made_of["in_hand_usually"] > 0.75 * after.made_of["in_hand"]
    assert abs(band(after).p50 - band(before).p50) < 0.05 * band(before).p50


def test_one_stray_day_bends_no_level():
    stray = summer().arrivals.copy()
    stray[-3] = 0
    before, after = arrivals_ahead(summer()), arrivals_ahead(summer()._replace(arrivals=stray))
    for one, other in zip(before[:3], after[:3], strict=True):
        assert abs(band(one).p50 - band(other).p50) < 0.15 * band(one).p50


@pytest.mark.parametrize(("days", "says"), [(40, False), (83, False), (100, True)])
def test_with_few_days_nothing_is_said(days, says):
    short = invented.busy_gate(seed=SEED, days=days, first=dt.date(2024, 5, 6))
    for one in [*arrivals_ahead(short), *left_over_ahead(short)]:
        assert (one.band is not None) is says
        assert one.why == ("" if says else "too_short")
        assert one.naive is not None


def test_a_kind_of_day_that_was_never_there_is_not_guessed():
    """History from spring to the eve of the first Tết: of its weeks nothing is known yet."""
    first = dt.date(2024, 3, 4)
    days = (tet_of(2025) - first).days - 14  # the next day is the first of the fortnight before
    short = invented.busy_gate(seed=SEED, days=days, first=first)
    for week in (arrivals_ahead(short), left_over_ahead(short)):
        assert [one.why for one in week] == ["unlike"] * 7
    before = invented.busy_gate(seed=SEED, days=days - 3, first=first)
    assert [one.why for one in arrivals_ahead(before)] == [""] * 3 + ["unlike"] * 4


def test_a_closed_day_has_no_forecast_and_teaches_nothing():
    closed = summer()._replace(is_open=summer().is_open.copy(), arrivals=summer().arrivals.copy())
    closed.is_open[150 + 1] = False
    week = arrivals_ahead(closed)
    assert [one.why for one in week] == ["", "closed", "", "", "", "", ""]
    assert week[0] == arrivals_ahead(summer())[0]
    stock = left_over_ahead(closed)
    assert stock[1].why == "closed"
    assert stock[2].made_of["stands"] == pytest.approx(
        stock[0].made_of["stands"] + stock[0].made_of["arrived"] - stock[0].made_of["cleared"], abs=2
    )

    closed.arrivals[-7:], closed.is_open[150 - 7 : 150] = np.nan, False
    for one in arrivals_ahead(closed):
        if one.band:
            assert one.naive
            assert one.naive == summer().arrivals[one.horizon - 15]  # the week before was closed
            assert band(one).p50 > 0.5 * one.naive


def test_a_gate_without_traffic_is_forecast_as_such():
    quiet = gapless(dt.date(2024, 3, 4), np.zeros(300), np.zeros(300))
    assert {band(one) for one in arrivals_ahead(quiet)} == {(0, 0, 0)}
    assert {band(one) for one in left_over_ahead(quiet)} == {(0, 0, 0)}
