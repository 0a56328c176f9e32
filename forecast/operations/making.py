"""An evening's forecasts: days remembered, former forecasts scored, the next seven days said. Once an evening."""

import datetime as dt

from django.db import transaction

from declarations.days import last_due_date
from declarations.models import Gate
from declarations.stages import Direction
from forecast.method.needs import HORIZONS
from forecast.method.outlook import OUTLOOKS, Ahead
from forecast.method.series import Series
from forecast.models import Forecast, Round, Standing, What, Why
from forecast.operations.remembering import KEPT_DAYS, remember
from forecast.operations.scoring import score_forecasts
from forecast.queries import history
from forecast.queries.counting import DAY
from forecast.queries.history import Scope
from reports.operations import outlooks


def make_forecasts(*, at: dt.datetime) -> int:
    """Make the forecasts of the evening that has last begun, unless they are there; answer how many were kept.

    Killed anywhere and begun again it does the same: what was remembered and scored is overwritten by the same, and the
    forecasts of an evening are kept all together. Of two at once, the one that comes second keeps nothing.
    """
    made_on = last_due_date(at)
    if Round.objects.filter(made_on=made_on).exists():
        return 0
    remember(last=made_on, at=at)
    score_forecasts(last=made_on, at=at)
    said = _forecasts(made_on)
    return _keep(made_on, said, at=at)


def _forecasts(made_on: dt.date) -> list[Forecast]:
    series = history.all_series(last=made_on, since=made_on - DAY * KEPT_DAYS)
    better = set(Standing.objects.filter(beats_naive=True).values_list("gate_id", "direction", "what", "horizon"))
    return [
        _forecast(scope, what, ahead, made_on, beats_naive=(*scope, what.value, ahead.horizon) in better)
        for scope in history.scopes()
        for what in What
        for ahead in _ahead(series.get(scope), what)
    ]


def _ahead(series: Series | None, what: What) -> list[Ahead]:
    if series is None:
        return [Ahead(h, None, Why.TOO_SHORT, None, {}) for h in HORIZONS]
    return OUTLOOKS[what.value](series)


def _forecast(scope: Scope, what: What, ahead: Ahead, made_on: dt.date, *, beats_naive: bool) -> Forecast:
    p10, p50, p90 = ahead.band or (None, None, None)
    return Forecast(
        gate_id=scope.gate_id, direction=scope.direction, what=what, horizon=ahead.horizon,
        for_date=made_on + DAY * ahead.horizon, p10=p10, p50=p50, p90=p90, why=ahead.why, naive=ahead.naive,
        made_of=ahead.made_of, beats_naive=beats_naive and ahead.band is not None,
    )  # fmt: skip


@transaction.atomic
def _keep(made_on: dt.date, said: list[Forecast], *, at: dt.datetime) -> int:
    # Whoever comes second waits for the first one's end at the unique key, and finds it taken.
    mine, is_mine = Round.objects.get_or_create(made_on=made_on, defaults={"made_at": at})
    if not is_mine:
        return 0
    for one in said:
        one.round = mine
    Forecast.objects.bulk_create(said, batch_size=500)
    _note(made_on, said, at=at)
    return len(said)


def _note(made_on: dt.date, said: list[Forecast], *, at: dt.datetime) -> None:
    """Tell the bulletins, which call left over what stands there of exports."""
    codes = dict(Gate.objects.values_list("pk", "code"))
    for one in said:
        if one.what == What.LEFT_OVER and one.direction == Direction.EXPORT and one.p50 is not None:
            outlooks.note(
                made_on=made_on, for_date=one.for_date, gate=codes[one.gate_id] if one.gate_id else None,
                left_over_p10=one.p10 or 0, left_over_p50=one.p50, left_over_p90=one.p90 or 0,
                beats_naive=one.beats_naive, at=at,
            )  # fmt: skip
