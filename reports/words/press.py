"""The text of a bulletin as the press office sends it: sentences of the active language around the figures.

What is not known is not said, what is nought and says nothing is left out. Pure: no database, no clock.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.words import figure, named, numbers, sentences, trades
from reports.words.told import Figures, Told, counts, listed
from reports.words.when import title


class Former(NamedTuple):
    """The revision that this one replaces; `published_at` in Hanoi time."""

    published_at: dt.datetime
    figures: Figures


class Press(NamedTuple):
    """The text, part by part. `notes` say that it is provisional, or which bulletin it corrects and in what."""

    title: str
    notes: list[str]
    lead: list[str]
    gates: list[str]
    rest: list[str]
    assessment: str
    replaces: str = ""
    """Of a correction alone which bulletin it replaces; `notes` says it with all that was corrected."""
    outlook: str = ""
    """What is expected of the day after."""

    def text(self) -> str:
        """All of it as plain text."""
        gates = ["\n".join([_("By gate:"), *(f"- {line}" for line in self.gates)])] if self.gates else []
        blocks = [self.title, *self.notes, *self.lead, *gates, *self.rest, self.assessment]
        blocks += [self.outlook] if self.outlook else []
        return "\n\n".join(blocks) + "\n"


def press(told: Told, *, revision: int, assessment: str, former: Former | None = None) -> Press:
    """The text of a bulletin; revision 0 is provisional, and `former` the published one before it."""
    notes = [] if revision else [_("Provisional figures, not published yet.")]
    replaces = _replaces(former, number=revision - 1) if former else ""
    if former:
        notes.append(numbers.joined([replaces, *_corrected(told, former)]))
    lead = (
        sentences.cleared, sentences.average, sentences.followed, sentences.compared, sentences.planned,
        sentences.left_over, sentences.flows,
    )  # fmt: skip
    rest = (_idle, sentences.closed, sentences.farm_produce, sentences.trade, sentences.fees)
    return Press(
        title=title(told.kind, told.starts_on, told.ends_on),
        notes=notes,
        lead=[said for said in (sentence(told) for sentence in lead) if said],
        gates=[_gate(told, code) for code, part in told.figures["gates"].items() if _is_busy(part)],
        rest=[said for said in (sentence(told) for sentence in rest) if said],
        assessment=assessment,
        replaces=replaces,
        outlook=sentences.outlook(told),
    )


def _is_busy(part: dict[str, Any]) -> bool:
    return bool(part["cleared"] or part["left_over"]["total"] or part["turned_back"] or part["arrived"])


def _gate(told: Told, code: str) -> str:
    part = told.figures["gates"][code]
    said = {
        "gate": told.gate(code),
        **counts(part),
        "left_over": numbers.whole(part["left_over"]["total"]),
        "turned_back": numbers.whole(part["turned_back"]),
        "average": told.a_day(part["cleared"]),
    }
    if told.kind == "day":
        line = _(
            "%(gate)s: %(cleared)s; export %(export)s (fruit %(fruit)s, other goods %(other)s), import %(import)s"
            " (goods %(goods)s, new vehicles %(new)s); left over %(left_over)s; turned back %(turned_back)s."
        )
    else:
        line = _(
            "%(gate)s: %(cleared)s, on the average day %(average)s; export %(export)s (fruit %(fruit)s, other goods"
            " %(other)s), import %(import)s (goods %(goods)s, new vehicles %(new)s); left over %(left_over)s; turned"
            " back %(turned_back)s."
        )
    return numbers.joined([line % said, *_lanes(part)])


def _lanes(part: dict[str, Any]) -> list[str]:
    lanes = part.get("lanes") or {}
    if not any(code for code in lanes):
        return []
    said = [
        _("%(lane)s: %(cleared)s") % {"lane": code or _("no lane named"), "cleared": numbers.whole(lane["cleared"])}
        for code, lane in sorted(lanes.items(), key=lambda one: (not one[0], one[0]))
    ]
    return [_("By lane: %(lanes)s.") % {"lanes": listed(said)}]


def _idle(told: Told) -> str:
    """The gates of which there is nothing to say; closed ones are named as closed."""
    gates, shut = told.figures["gates"], told.figures["closed_gates"]
    idle = [told.gate(code) for code, part in gates.items() if not _is_busy(part) and code not in shut]
    return _("No goods vehicles: %(gates)s.") % {"gates": listed(idle)} if idle else ""


def _replaces(former: Former, *, number: int) -> str:
    said = {
        "number": number,
        "clock": numbers.clock(former.published_at.time()),
        "day": numbers.day(former.published_at.date()),
    }
    return (
        _("Correction no. %(number)s: this bulletin replaces the one that was published at %(clock)s on %(day)s.")
        % said
    )


def _corrected(told: Told, former: Former) -> list[str]:
    changes = pgettext("between amounts", "; ").join(_changes(told, former.figures))
    return [_("Corrected: %(changes)s.") % {"changes": changes}] if changes else []


def _changes(told: Told, former: Figures) -> list[str]:
    """Which figures are others now: those of all gates, then those of each gate."""
    labels = [*named(told.figures), *((path, label) for path, _way, _currency, label in trades(told.figures))]
    found = _between(told.total, former["total"], labels, _("%(figure)s from %(old)s to %(new)s"), "")
    for code, part in told.figures["gates"].items():
        phrase = _("%(gate)s, %(figure)s from %(old)s to %(new)s")
        found += _between(part, former["gates"].get(code, {}), labels, phrase, told.gate(code))
    return found


def _between(
    new: dict[str, Any], old: dict[str, Any], labels: list[tuple[str, str]], phrase: str, gate: str
) -> list[str]:
    written = [(label, _written(figure(old, path)), _written(figure(new, path))) for path, label in labels]
    return [
        phrase % {"gate": gate, "figure": label, "old": before, "new": now}
        for label, before, now in written
        if before != now
    ]


def _written(value: Any) -> str:
    return numbers.decimal(value) if isinstance(value, str) else numbers.whole(value)
