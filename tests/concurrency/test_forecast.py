"""Two workers at one evening's forecasts: one round, whoever comes second. Counts on PostgreSQL only."""

from datetime import timedelta

import pytest
from django.db import connection

from forecast.models import Forecast, GateDay, Round, Standing
from forecast.operations import making, scoring
from forecast.operations.making import make_forecasts
from forecast.operations.scoring import score_forecasts
from forecast.queries.history import scopes
from tests.concurrency.racing import Meeting, race
from tests.forecast.past import LAST, ONE, evening, invented, keep
from tests.reports.days import Traffic

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def test_two_workers_make_one_evening(monkeypatch):
    """They count the same days, score the same forecasts and reckon the same week, and meet before they keep it."""
    Traffic("HN").seen(evening(LAST - 2 * ONE))
    keep(invented(days=20, last=LAST - 2 * ONE))
    make_forecasts(at=evening(LAST - ONE))
    Forecast.objects.filter(gate__code="HN", what="arrivals").update(p10=1, p50=2, p90=3, why="", naive=2)
    meeting, real = Meeting(2, patience=10.0), making._forecasts

    def both(made_on):
        said = real(made_on)
        meeting()
        return said

    monkeypatch.setattr(making, "_forecasts", both)
    assert race(*[lambda: make_forecasts(at=evening() + timedelta(minutes=1))] * 2) == ["done", "done"]

    assert Round.objects.filter(made_on=LAST).count() == 1
    assert Forecast.objects.filter(round__made_on=LAST).count() == len(scopes()) * 14
    assert Standing.objects.count() == 2  # tomorrow of the evening before, in both directions
    assert GateDay.objects.filter(date=LAST).count() == len(scopes()) - 2


def test_two_workers_reckon_the_same_standings(monkeypatch):
    """Nothing new is to be scored, so nothing but the lock keeps them apart."""
    keep(invented(days=20))
    made = Round.objects.create(made_on=LAST - ONE, made_at=evening(LAST - ONE))
    Forecast.objects.create(
        round=made, direction="export", what="arrivals", horizon=1, for_date=LAST, p10=1, p50=2, p90=3, naive=2
    )  # fmt: skip
    score_forecasts(last=LAST, at=evening())
    meeting, real = Meeting(2), scoring._standings

    def both(last):
        found = real(last)
        meeting()
        return found

    monkeypatch.setattr(scoring, "_standings", both)
    assert race(*[lambda: score_forecasts(last=LAST, at=evening())] * 2) == ["done", "done"]
    assert Standing.objects.get().days == 1
