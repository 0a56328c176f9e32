"""An evening's forecasts: all or none and once, whatever is killed; told to the bulletins; scored afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from declarations.models import DayMode
from declarations.operations import placing
from forecast import tasks
from forecast.method.needs import HORIZONS
from forecast.models import Forecast, GateDay, Round, Standing
from forecast.operations import making
from forecast.operations.making import make_forecasts
from forecast.operations.scoring import score_forecasts
from forecast.queries.history import scopes
from reports.models import Outlook
from tests import given
from tests.forecast.past import LAST, ONE, evening, invented, keep

pytestmark = pytest.mark.django_db
ALL = 2 * 7  # of a scope: two things, seven days


def of(code="HN", what="arrivals", direction="export", **where):
    return list(Forecast.objects.filter(gate__code=code, what=what, direction=direction, **where).order_by("horizon"))


def test_an_evening_makes_a_week_for_every_gate_in_both_directions_and_for_all_together():
    keep(invented())

    made = make_forecasts(at=evening())

    assert made == Forecast.objects.count() == len(scopes()) * ALL
    assert Round.objects.get().made_on == LAST
    week = of()
    assert [one.for_date - LAST for one in week] == [ONE * h for h in HORIZONS]
    for one in week:
        assert 0 < one.p10 < one.p50 < one.p90
        assert one.naive == GateDay.objects.get(date=one.for_date - 7 * ONE).arrived
        assert (one.why, one.came, one.beats_naive) == ("", None, False)
    assert [one.p50 for one in of(what="left_over")] != [one.p50 for one in week]
    assert {one.why for one in [*of("TT"), *of(direction="import")]} == {"too_short"}
    # The only gate that has a past is all there is.
    both = Forecast.objects.filter(direction="export").order_by("what", "horizon")
    assert [o.p50 for o in both.filter(gate=None)] == [o.p50 for o in both.filter(gate__code="HN")]


def test_without_any_past_it_says_so_and_nothing_else():
    assert make_forecasts(at=evening()) == len(scopes()) * ALL
    assert set(Forecast.objects.values_list("why", "p50", "naive")) == {("too_short", None, None)}
    assert not Outlook.objects.exists()


def test_asked_again_the_same_evening_it_does_nothing():
    keep(invented(days=30))
    make_forecasts(at=evening())
    before = list(Forecast.objects.order_by("pk").values())
    assert make_forecasts(at=evening() + timedelta(hours=20)) == 0
    assert list(Forecast.objects.order_by("pk").values()) == before
    assert make_forecasts(at=evening(LAST + ONE)) > 0
    assert Round.objects.count() == 2


@pytest.mark.parametrize("stage", ["remember", "score_forecasts", "_forecasts", "_keep", "_note"])
def test_killed_at_any_stage_it_keeps_nothing_half_and_is_made_the_next_time(monkeypatch, stage):
    class Killed(BaseException):
        pass

    def killed(*_, **__):
        raise Killed

    keep(invented(days=20))
    with monkeypatch.context() as patch:
        patch.setattr(making, stage, killed)
        with pytest.raises(Killed):
            make_forecasts(at=evening())
    assert (Round.objects.count(), Forecast.objects.count(), Outlook.objects.count()) == (0, 0, 0)

    assert make_forecasts(at=evening()) == len(scopes()) * ALL


def test_who_comes_second_keeps_nothing(monkeypatch):
    """Another worker has kept the evening's forecasts while this one was still reckoning."""
    keep(invented(days=20))
    real = making._forecasts

    def slow(made_on):
        said = real(made_on)
        Round.objects.create(made_on=made_on, made_at=evening())
        return said

    monkeypatch.setattr(making, "_forecasts", slow)
    assert make_forecasts(at=evening()) == 0
    assert not Forecast.objects.exists()


def test_the_bulletins_are_told_what_is_left_over_of_exports():
    keep(invented())
    keep(invented(), direction="import")
    make_forecasts(at=evening())

    said = Outlook.objects.order_by("gate_id", "for_date")
    assert {one.made_on for one in said} == {LAST}
    mine = [
        (one.for_date, one.left_over_p10, one.left_over_p50, one.left_over_p90) for one in said.filter(gate__code="HN")
    ]
    assert mine == [(one.for_date, one.p10, one.p50, one.p90) for one in of(what="left_over")]
    assert (said.filter(gate=None).count(), said.count()) == (7, 14)
    assert not any(one.beats_naive for one in said)


def test_a_closed_gate_has_no_forecast_for_that_day():
    keep(invented())
    manager = given.manager(at="HN")
    placing.keep(place=DayMode(gate=given.gate("HN"), date=LAST + 2 * ONE, mode="closed"), by=manager)
    make_forecasts(at=evening())
    for what in ("arrivals", "left_over"):
        assert [one.why for one in of(what=what)] == ["", "closed", "", "", "", "", ""]
    assert Outlook.objects.filter(gate__code="HN").count() == 6


def test_a_forecast_is_scored_when_its_day_is_there_and_follows_late_reports():
    series = invented(more=8)
    keep(series, until=150)
    make_forecasts(at=evening())
    keep(series, since=150, until=152)

    assert score_forecasts(last=LAST + 2 * ONE, at=evening(LAST + 2 * ONE)) == 8  # two days, two things, HN and all
    first, second, third, *_rest = of()
    assert (first.came, second.came, third.came) == (series.arrivals[150], series.arrivals[151], None)
    assert first.scored_at == evening(LAST + 2 * ONE)
    assert of(what="left_over")[0].came == series.left_over[150]
    assert score_forecasts(last=LAST + 2 * ONE, at=evening(LAST + 3 * ONE)) == 0

    GateDay.objects.filter(date=LAST + ONE).update(arrived=3)
    assert score_forecasts(last=LAST + 2 * ONE, at=evening(LAST + 3 * ONE)) == 2
    first.refresh_from_db()
    assert (first.came, first.scored_at) == (3, evening(LAST + 3 * ONE))


def test_a_day_on_which_the_gate_was_closed_after_all_is_not_scored():
    series = invented(more=1)
    keep(series, until=150)
    make_forecasts(at=evening())
    keep(series, since=150)
    GateDay.objects.filter(date=LAST + ONE).update(is_closed=True)
    assert score_forecasts(last=LAST + ONE, at=evening(LAST + ONE)) == 0
    assert of()[0].came is None


def test_after_enough_evenings_a_better_forecast_is_said_to_be_better_and_the_bulletins_hear_it():
    """Thirty evenings of the day ahead, as they would have been kept, then the evening's own round."""
    series = invented(days=180)
    keep(series)
    for n in range(30):
        made = Round.objects.create(made_on=LAST - (30 - n) * ONE, made_at=evening())
        for what, values in (("arrivals", series.arrivals), ("left_over", series.left_over)):
            came = int(values[150 + n])
            Forecast.objects.create(
                round=made, gate=given.gate("HN"), direction="export", what=what, horizon=1,
                for_date=made.made_on + ONE, p10=came - 9, p50=came + 5, p90=came + 9, naive=came + 30 + n,
            )  # fmt: skip

    make_forecasts(at=evening())

    standing = Standing.objects.get(gate__code="HN", what="left_over", horizon=1)
    assert (standing.days, standing.error, standing.coverage, standing.beats_naive) == (30, 5.0, 1.0, True)
    assert standing.naive_error == pytest.approx(44.5)
    assert [one.beats_naive for one in of(round__made_on=LAST)] == [True] + [False] * 6
    assert Outlook.objects.get(gate__code="HN", for_date=LAST + ONE).beats_naive
    assert not Outlook.objects.get(gate__code="HN", for_date=LAST + 2 * ONE).beats_naive


@pytest.mark.parametrize(
    "wrong", [{"p10": 9, "p50": 5}, {"p90": 4}, {"why": "closed"}, {"came": 3}, {"p50": None}]
)  # fmt: skip
def test_the_database_itself_refuses_what_is_no_forecast(wrong):
    made = Round.objects.create(made_on=LAST, made_at=evening())
    right = {
        "p10": 1,
        "p50": 5,
        "p90": 8,
        "horizon": 1,
        "for_date": LAST + ONE,
        "what": "arrivals",
        "direction": "export",
    }
    Forecast.objects.create(round=made, **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Forecast.objects.create(round=made, **right | {"horizon": 2} | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Forecast.objects.create(round=made, **right)


def test_the_task_takes_whatever_a_newer_publisher_says():
    with time_machine.travel(evening(), tick=False):
        assert tasks.look_ahead(newer="x") > 0
        assert tasks.look_ahead(newer="x") == 0


def test_an_evening_costs_few_queries_however_long_the_past(django_assert_max_num_queries):
    keep(invented(days=20))
    with django_assert_max_num_queries(45):
        make_forecasts(at=evening())
