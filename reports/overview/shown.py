"""What the managers' page shows: figures, what is usual and where they lead; charts; the trucks that stand longest."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Agency
from declarations.models import Gate
from declarations.procedures import AGENCY_OF
from declarations.stages import CheckCode
from reports import words
from reports.charts import Chart, Series, bars
from reports.charts.parts import Value
from reports.overview.numbers import FIGURES, Figure, Number, What
from reports.overview.plan import Plan
from reports.overview.today import Today
from reports.overview.usual import HOURS, Usual

HEADLINE: Final = ("cleared", "export.total", "import.total", "left_over.total", "import_inside")
"""The figures that stand large at the top."""
KINDS: Final = ("export.fruit", "export.other", "import.goods", "import.new_vehicles")


class Told(NamedTuple):
    """A number and where it leads."""

    many: int
    address: str


class Row(NamedTuple):
    """A figure: all gates together, what is usual by this time and of a whole day, each gate."""

    path: str
    label: str
    is_part: bool
    total: Told
    by_now: float | None
    whole_day: float | None
    change: int | None
    """On the day before, of what is left over; None where nothing was published then."""
    gates: list[Told]


class Page(NamedTuple):
    """All of it, for the template."""

    today: Today
    usual: Usual
    plan: Plan | None
    rows: list[Row]
    headline: list[Row]
    by_hour: Chart
    by_gate: Chart | None
    by_kind: Chart
    waiting: Chart
    gates: list[dict[str, Any]]
    is_balanced: bool


def page_of(today: Today, usual: Usual, plan: Plan | None) -> Page:
    """The page of what was read."""
    rows = [_row(figure, today, usual) for figure in FIGURES]
    by_path = {row.path: row for row in rows}
    return Page(
        today=today,
        usual=usual,
        plan=plan,
        rows=rows,
        headline=[by_path[path] for path in HEADLINE],
        by_hour=_by_hour(today, usual),
        by_gate=_by_gate(today, usual) if len(today.gates) > 1 else None,
        by_kind=_by_kind([by_path[path] for path in KINDS], usual),
        waiting=_waiting(today),
        gates=[_gate(gate, today) for gate in today.gates],
        is_balanced=today.is_balanced(),
    )


def _told(today: Today, number: Number) -> Told:
    return Told(today.count(number), number.address)


def _row(figure: Figure, today: Today, usual: Usual) -> Row:
    date, total = today.day.date, _told(today, figure.number(date=today.day.date))
    eve = usual.eve if figure.path == "left_over.total" else None
    return Row(
        path=figure.path,
        label=str(dict(words.FIGURES)[figure.path]),
        is_part="." in figure.path and not figure.path.endswith(".total"),
        total=total,
        by_now=_by_now(today, usual, today.codes, figure) if figure.what == What.LEFT else None,
        whole_day=usual.figure(figure.path, today.codes),
        change=total.many - eve.figure(figure.path, today.codes) if eve else None,
        gates=[_told(today, figure.number(date=date, gate=code)) for code in today.codes],
    )


def _by_now(today: Today, usual: Usual, codes: Sequence[str], figure: Figure) -> float | None:
    return usual.left(until=today.elapsed_minutes, codes=codes, direction=figure.direction, cargo=figure.cargo)


def _by_hour(today: Today, usual: Usual) -> Chart:
    starts = timezone.localtime(today.day.starts_at)
    hours = [(starts.hour + number) % HOURS for number in range(HOURS)]
    now = (today.elapsed_minutes + starts.minute) // 60
    numbers = [Number(What.LEFT, today.day.date, hour=hour) for hour in hours]
    counted: list[Value] = [today.count(one) if place <= now else None for place, one in enumerate(numbers)]
    usually = usual.left_by_hour(today.codes)
    return bars(
        title=_("Let through, by the hour"),
        heading=_("Hour"),
        labels=[_("%(hour)02dh") % {"hour": hour} for hour in hours],
        series=[
            Series(_("Today"), counted, _links(numbers, counted)),
            *_usual(usual, _("Usual day"), [usually[hour] for hour in hours]),
        ],
        unit=_("vehicles"),
    )


def _links(numbers: Sequence[Number], counted: Sequence[Value]) -> list[str]:
    """Where numbers lead; nothing stands behind what is unknown or nought."""
    return [number.address if many else "" for number, many in zip(numbers, counted, strict=True)]


def _usual(usual: Usual, label: str, values: Sequence[Value]) -> list[Series]:
    """What is usual, where anything is: a column of dashes says nothing."""
    return [Series(label, values)] if usual.days else []


def _by_gate(today: Today, usual: Usual) -> Chart:
    cleared = FIGURES[0]
    numbers = [cleared.number(date=today.day.date, gate=code) for code in today.codes]
    counted: list[Value] = [today.count(one) for one in numbers]
    return bars(
        title=_("Let through, by gate"),
        heading=_("Gate"),
        labels=[gate.name for gate in today.gates],
        series=[
            Series(_("Today so far"), counted, _links(numbers, counted)),
            *_usual(usual, _("Usual by this time"), [_by_now(today, usual, [code], cleared) for code in today.codes]),
        ],
        aside=_usual(usual, _("Usual day"), [usual.figure(cleared.path, [code]) for code in today.codes]),
        unit=_("vehicles"),
    )


def _by_kind(rows: Sequence[Row], usual: Usual) -> Chart:
    return bars(
        title=_("Let through, by kind"),
        heading=_("Kind"),
        labels=[row.label for row in rows],
        series=[
            Series(
                _("Today so far"),
                [row.total.many for row in rows],
                [row.total.address if row.total.many else "" for row in rows],
            ),
            *_usual(usual, _("Usual by this time"), [row.by_now for row in rows]),
        ],
        aside=_usual(usual, _("Usual day"), [row.whole_day for row in rows]),
        unit=_("vehicles"),
    )


def check_name(code: str) -> str:
    """A check with its agency before it, where its own name does not say it."""
    agency, name = str(Agency(AGENCY_OF[code]).label), str(CheckCode(code).label)
    if agency.casefold() in name.casefold():
        return name
    return _("%(agency)s: %(check)s") % {"agency": capfirst(agency), "check": name}


def _waiting(today: Today) -> Chart:
    """What agencies have before them, in the order of the way through the gate; checks without any are left out."""
    found = {one.check for one in today.waits}
    codes = [code for code in AGENCY_OF if code in found]
    waiting = [Number(What.WAITING, check=code) for code in codes]
    held = [Number(What.HELD, check=code) for code in codes]
    counted: list[Value] = [today.count(one) for one in waiting]
    held_up: list[Value] = [today.count(one) for one in held]
    return bars(
        title=_("What trucks at the gate wait for"),
        heading=_("Check"),
        labels=[check_name(code) for code in codes],
        series=[Series(_("Waiting"), counted, _links(waiting, counted))],
        aside=[
            Series(_("Longest, minutes"), [_longest_minutes(today, code) for code in codes]),
            Series(_("Held"), held_up, _links(held, held_up)),
        ],
        unit=_("vehicles"),
    )


def _longest_minutes(today: Today, code: str) -> int | None:
    oldest = [one.oldest for one in today.waits if one.check == code and one.oldest]
    return int((today.at - min(oldest)).total_seconds() // 60) if oldest else None


def _gate(gate: Gate, today: Today) -> dict[str, Any]:
    return {"gate": gate, "is_closed": gate.code in today.closed, "oldest_at": today.oldest_at(gate.code)}
