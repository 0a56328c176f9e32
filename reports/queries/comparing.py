"""What a period is compared with: the same days a year before, and what was planned for it. Base values only.

A day that was published here counts as published here; where there is none, what others published of it (or of a
stretch that it lies in) stands in, and `sources` names whose word that is. What is unknown is None, never a nought.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from reports.bases import Base, Compared, knows_trade, values_of
from reports.covering import Coverage, Covered, Piece, coverage, covered, named
from reports.models import Bulletin, PastBulletin, Plan
from reports.queries.counting import truck_gates
from reports.spans import MONTHS, Span, a_year_before, planned_span

ALL = ""
"""Stands for all gates together, where others are named by their code."""
UNPLANNED: Final = ("day", "week")
Pieces = dict[str, list[Piece]]


def year_before(*, starts_on: dt.date, ends_on: dt.date) -> Compared:
    """What is known of the same days a year before.

    `starts_on`, `ends_on` are those days (None where there are none: 29 February), `days` how many; `known_days
    {total, gates}` how many of them something is known of, `{here, elsewhere}`; `sources` whose bulletins the figures
    rest on besides those published here; `total` and `gates` the bases.
    """
    return known_of(a_year_before(starts_on, ends_on))


def known_of(span: Span | None) -> Compared:
    """What is known of these days, said as of those a year before."""
    pieces = _pieces(span) if span else {}
    codes = _codes(pieces)
    found = _covered(pieces, span, codes) if span else {}
    days = {code: coverage(pieces.get(code, [])) for code in (ALL, *codes)}
    return {
        **_dates(span),
        "known_days": {"total": _said(days[ALL]), "gates": {code: _said(days[code]) for code in codes}},
        "sources": sorted({source for one in found.values() for source in one.sources}),
        "total": found[ALL].base if found else None,
        "gates": {code: found[code].base if found else None for code in codes},
    }


def _covered(pieces: Pieces, span: Span, codes: list[str]) -> dict[str, Covered]:
    """By gate code, and for all together, what is known of the period; all of them say the same currencies."""
    currencies = named(piece for of_gate in pieces.values() for piece in of_gate)
    return {code: covered(pieces.get(code, []), span, currencies=currencies) for code in (ALL, *codes)}


def _said(known: Coverage) -> dict[str, int]:
    return known._asdict()


def _dates(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"starts_on": None, "ends_on": None, "days": 0}
    return {"starts_on": span.starts_on.isoformat(), "ends_on": span.ends_on.isoformat(), "days": span.days}


def _codes(pieces: Iterable[str]) -> list[str]:
    """The gates that a bulletin names, and after them those that only other bulletins do."""
    gates = truck_gates()
    return [*gates, *sorted(set(pieces) - {ALL, *gates})]


def _pieces(span: Span) -> Pieces:
    """By gate code what is known of these days and of stretches within them."""
    pieces: Pieces = defaultdict(list)
    counted = Bulletin.objects.days().published().latest_revisions().filter(date__range=span)
    for date, figures in counted.values_list("date", "figures"):
        for code, part in [(ALL, figures["total"]), *figures["gates"].items()]:
            pieces[code].append(Piece(date, date, values_of(part), knows_trade=knows_trade(part)))
    past = PastBulletin.objects.holding().filter(starts_on__gte=span.starts_on, ends_on__lte=span.ends_on)
    for row in past:
        values = values_of(_nested(row.figures))
        pieces[row.gate_code].append(Piece(row.starts_on, row.ends_on, values, source=row.source))
    return dict(pieces)


def _nested(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures by path as the nested document that a bulletin's part is."""
    nested: dict[str, Any] = {}
    for path, value in figures.items():
        *steps, last = path.split(".")
        inner = nested
        for step in steps:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return nested


def plan(*, kind: str, starts_on: dt.date, ends_on: dt.date) -> Compared:
    """What was planned for a period: for just these days, in one plan or as the sum of their parts' plans.

    A period of free choice that is not planned itself is compared with the shortest planned month, quarter or year
    that begins with it and holds it ("60,1 % of the year's plan after eight months"); `so_far` says so. A day and a
    week have no plan of their own. `kind`, `starts_on`, `ends_on` are those of the plan, None where there is none.
    """
    for planned, span in _candidates(kind, Span(starts_on, ends_on)):
        pieces = _planned(span)
        codes = _codes(pieces)
        found = {code: one.base for code, one in _covered(pieces, span, codes).items()}
        if any(found.values()):
            return _plan(planned, span, found, codes, so_far=span.ends_on != ends_on)
    return _plan(None, None, {}, truck_gates(), so_far=False)


def _plan(
    kind: str | None, span: Span | None, found: dict[str, Base | None], codes: list[str], *, so_far: bool
) -> Compared:
    dates = _dates(span)
    return {
        "kind": kind,
        "starts_on": dates["starts_on"],
        "ends_on": dates["ends_on"],
        "so_far": so_far,
        "total": found.get(ALL),
        "gates": {code: found.get(code) for code in codes},
    }


def _candidates(kind: str, span: Span) -> Iterator[tuple[str, Span]]:
    """The days themselves; for a period of free choice then the planned periods that begin with them."""
    if kind in UNPLANNED:
        return
    yield kind, span
    for longer in sorted(MONTHS, key=lambda one: MONTHS[one]) if kind == "period" else ():
        if span.starts_on.day == 1 and (span.starts_on.month - 1) % MONTHS[longer] == 0:
            whole = planned_span(longer, span.starts_on)
            if span.ends_on < whole.ends_on:
                yield str(longer), whole


def _planned(span: Span) -> Pieces:
    """By gate code the plans of this period and of the periods within it."""
    values: dict[tuple[str, Span], dict[str, Any]] = defaultdict(dict)
    for row in Plan.objects.holding().filter(starts_on__range=span):
        within = planned_span(row.kind, row.starts_on)
        if within.ends_on <= span.ends_on and row.value is not None:
            values[row.gate_code, within][row.measure] = row.value
    pieces: Pieces = defaultdict(list)
    for (code, within), planned in values.items():
        pieces[code].append(Piece(*within, planned))
    return dict(pieces)
