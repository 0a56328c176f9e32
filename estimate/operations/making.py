"""Estimates for every truck that waits, and for a newcomer: all of one side of a gate at one moment, or none."""

import datetime as dt
from typing import Final

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from declarations.models import Gate
from declarations.queries.board import state_of
from declarations.stages import Direction
from estimate.method.band import bands
from estimate.method.observed import Floats
from estimate.method.scores import naive_minutes
from estimate.models import Estimate, Round
from estimate.queries.known import known_of, taken_last_hour
from estimate.queries.line import newcomer, waiting_line
from estimate.queries.working import closes_at

SPARE: Final = dt.timedelta(minutes=2)
"""So long after the next ones are due an estimate is still shown: its making takes a moment."""


def make_estimates(*, at: dt.datetime) -> int:
    """Make those of the moment that has last begun, at every gate that works; answer how many trucks got one.

    Moments lie ESTIMATE_MINUTES apart. Of two makers at once the second keeps nothing; one that was killed has kept
    whole sides or nothing, and the next round makes what is missing.
    """
    step = dt.timedelta(minutes=settings.ESTIMATE_MINUTES)
    local = timezone.localtime(at)
    moment = at - (local - local.replace(hour=0, minute=0, second=0, microsecond=0)) % step
    made = 0
    for gate in Gate.objects.filter(takes_trucks=True).order_by("pk"):
        if state_of(gate, at=at) in ("paused", "closed"):
            continue  # nobody knows when it goes on: no number is better than a wrong one
        for direction in Direction.values:
            if not Round.objects.filter(gate=gate, direction=direction, made_at=moment).exists():
                made += _make(gate, direction, moment, at=at, good_for=step + SPARE)
    return made


def _make(gate: Gate, direction: str, moment: dt.datetime, *, at: dt.datetime, good_for: dt.timedelta) -> int:
    known = known_of(gate, direction, at=at)
    if known is None:
        return 0
    line = waiting_line(gate.pk, direction)
    places = [*(one.place for one in line), newcomer(line)]
    found = bands(known, places, seed=int(moment.timestamp()) % 2**32)
    taken = taken_last_hour(gate, direction, at=at)
    closes = closes_at(gate, at=at)
    columns = _Columns(found.entry, found.exit)
    with transaction.atomic():
        made, is_mine = Round.objects.get_or_create(
            gate=gate, direction=direction, made_at=moment,
            defaults={"good_until": min(filter(None, (moment + good_for, closes))), **columns.of(len(line))},
        )  # fmt: skip
        if not is_mine:
            return 0
        rows = [
            Estimate(
                round=made, vehicle_id=one.vehicle, position=one.place.ahead + 1, **columns.of(index),
                **dict(zip(("drawn_p10", "drawn_p50", "drawn_p90"), found.drawn[:, index].tolist(), strict=True)),
                naive=naive_minutes(position=one.place.ahead + 1, taken_last_hour=taken),
            )
            for index, one in enumerate(line)
            if np.isfinite(found.entry[:, index]).all()
        ]  # fmt: skip
        return len(Estimate.objects.bulk_create(rows, batch_size=500))


class _Columns:
    """Bands as the columns of a row: whole minutes; a band that is not wholly in sight is not there."""

    def __init__(self, entry: Floats, leaving: Floats | None) -> None:
        self.entry, self.exit = entry, leaving

    def of(self, index: int) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for name, band in (("entry", self.entry), ("exit", self.exit)):
            column = None if band is None or not np.isfinite(band[:, index]).all() else band[:, index]
            for row, quantile in enumerate(("p10", "p50", "p90")):
                found[f"{name}_{quantile}"] = None if column is None else round(float(column[row]))
        return found
