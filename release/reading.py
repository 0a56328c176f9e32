"""What a reader gets: the study of a period at his gates, by one dimension, and as the HTTP contract writes it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from declarations.models import Gate
from declarations.queries.document import instant
from release.models import Follow
from release.queries import study
from release.queries.grouping import Against, Group
from release.queries.study import Asked, Part
from release.queries.targets import Standing
from release.spread import Spread, rounded
from release.words import EMPTY, OF_CHECKS, By

MOST_DAYS: Final = 92
"""The longest period that is studied at once."""
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(9998, 1, 1)


class Study(NamedTuple):
    """A period's passages: all of them, their parts, and in groups. `peak` are hours of the day, if that is asked."""

    asked: Asked
    by: By
    whole: Group
    turned_back: int
    parts: list[Part]
    groups: list[Group]
    peak: list[int] | None
    followed_at: dt.datetime | None


def asked_for(*, first: dt.date, last: dt.date, gates: Iterable[str], direction: str = "", cargo: str = "") -> Asked:
    """Which passages are asked for, gates by code (1 query). Days beyond what calendars hold are brought within."""
    ids = Gate.objects.filter(code__in=list(gates), takes_trucks=True).order_by("pk").values_list("pk", flat=True)
    return Asked(_bounded(first), _bounded(last), tuple(ids), direction, cargo)


def _bounded(date: dt.date) -> dt.date:
    return min(max(date, EARLIEST), LATEST)


def read(asked: Asked, *, by: By) -> Study:
    """The study, in a handful of queries."""
    targets, peak = Standing(), None
    found = study.passages_in_cells(asked, targets, by=() if by in OF_CHECKS else (by,))
    if by in OF_CHECKS:
        groups = study.checks_by(asked, targets, by=by)
    else:
        peak = study.peak_hours(study.groups_of(found, by=By.HOUR)) if by == By.PEAK else None
        groups = study.groups_of(found, by=by, peak=peak or ())
    return Study(
        asked, by, study.whole_of(found), study.turned_back(asked), study.parts(asked), groups, peak, followed_at()
    )  # fmt: skip


def followed_at() -> dt.datetime | None:
    """Up to when the journal has been taken in (1 query)."""
    found: dt.datetime | None = Follow.objects.values_list("at", flat=True).first()
    return found


def key_of(by: By, key: Any, codes: dict[int, str]) -> str:
    """A group's key as word."""
    if by == By.GATE:
        return codes[key]
    if by == By.PEAK:
        return "peak" if key else "off_peak"
    if by == By.CARGO:
        return key or EMPTY
    return str(key)


def document(found: Study) -> dict[str, Any]:
    """The study as the HTTP contract writes it; times in seconds."""
    codes = dict(Gate.objects.filter(pk__in=found.asked.gates).order_by("pk").values_list("pk", "code"))
    return {
        "from": found.asked.first.isoformat(),
        "to": found.asked.last.isoformat(),
        "gates": list(codes.values()),
        "direction": found.asked.direction or None,
        "cargo": found.asked.cargo or None,
        "followed_at": instant(found.followed_at),
        "turned_back": found.turned_back,
        "passages": _figures(found.whole),
        "segments": [_segment(part, found.whole.size) for part in found.parts],
        "by": found.by.value,
        "peak_hours": found.peak,
        "groups": [{"key": key_of(found.by, group.key, codes), **_figures(group)} for group in found.groups],
    }


def _figures(group: Group) -> dict[str, Any]:
    return {
        "count": group.size,
        "gross": _spread(group.gross),
        "net": _spread(group.net),
        "paused_mean_seconds": group.paused_mean,
        "closed_mean_seconds": group.closed_mean,
        "held": group.held,
        "held_mean_seconds": rounded(group.held_seconds, group.held) if group.held else None,
        "target": None if group.against is None else _target(group.against),
        "outcomes": {outcome.value: size for outcome, size in group.outcomes.items()} or None,
        "restarted": group.restarts,
    }


def _target(against: Against) -> dict[str, Any]:
    return {
        "least_seconds": against.least,
        "most_seconds": against.most,
        "measured": against.measured,
        "within": against.within,
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "measured": spread.measured,
        "p50_seconds": spread.p50,
        "p90_seconds": spread.p90,
        "mean_seconds": spread.mean,
        "mode": None
        if spread.mode is None
        else {"since_seconds": spread.mode.since, "until_seconds": spread.mode.until},
        "least_seconds": spread.least,
        "most_seconds": spread.most,
    }


def _segment(part: Part, size: int) -> dict[str, Any]:
    return {
        "segment": part.segment.value,
        "gross": _spread(part.gross),
        "net": _spread(part.net),
        "share_seconds": rounded(part.total.seconds, size) if size else None,
        "share_paused_seconds": rounded(part.total.paused, size) if size else None,
        "share_closed_seconds": rounded(part.total.closed, size) if size else None,
    }
