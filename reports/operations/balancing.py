"""Refusing a bulletin whose events contradict each other, and naming which."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from contract.errors import Conflict
from declarations.days import Day
from declarations.stages import CargoKind, Direction
from reports import words
from reports.figures import TOTAL, Figures, PartsDoNotAdd, Wrong
from reports.lists import Row, figures_of
from reports.queries import counting, listing
from reports.queries.suspecting import suspects
from reports.sums import differences

Disagreement = dict[str, Any]
"""Where figures do not make their whole: see UNSAID for its members."""
STOCK: Final = "stock"
UNSAID: Final[Disagreement] = {
    "gate": "", "direction": "", "cargo": "", "figure": STOCK, "carried_over": 0, "arrived": 0, "left": 0,
    "turned_back": 0, "left_over": 0, "counted": None, "listed": None, "of_parts": False, "date": None,
    "declarations": [], "events": [],
}  # fmt: skip
"""`figure` `stock`: the five numbers of a gate, direction and kind of cargo. `carried_over`: what a day of a period
(`date`) carried over, and what the day before left over. Another: what was counted, and what the trucks behind it make
or, `of_parts`, its own parts; of no gate, it is of all of them. `declarations` and `events` contradict each other.
"""
NAMED_AT_MOST: Final = 10


class BulletinDoesNotBalance(Conflict):
    """Parts do not make their whole; `disagreements` name where, and which events."""

    code = "bulletin_does_not_balance"

    def __init__(self, disagreements: list[Disagreement]) -> None:
        self.disagreements = disagreements
        where = "; ".join(sentence(disagreement) for disagreement in disagreements) or _("at another gate")
        super().__init__(_("The day's events do not add up, so no bulletin was made: %(where)s") % {"where": where})

    def cut(self, gates: Collection[str]) -> "BulletinDoesNotBalance":
        """The same refusal for somebody who may see these gates only."""
        return BulletinDoesNotBalance(seen(self.disagreements, gates))


def seen(disagreements: list[Disagreement], gates: Collection[str]) -> list[Disagreement]:
    """Those that somebody may see who sees these gates; what is wrong of all gates together, only who sees all."""
    is_whole = set(gates) >= set(counting.truck_gates())
    return [UNSAID | one for one in disagreements if one["gate"] in gates or (is_whole and not one["gate"])]


def sentence(disagreement: Disagreement) -> str:
    """A disagreement in one line, in the active language."""
    said = UNSAID | disagreement
    figure = said["figure"]
    said |= {
        "gate": said["gate"] or _("All gates"),
        "figure": _called(figure),
        "direction": dict(Direction.choices).get(said["direction"], said["direction"]),
        "cargo": dict(CargoKind.choices).get(said["cargo"], said["cargo"]) or _("Empty"),
    }
    if figure == STOCK and not said["of_parts"]:
        text = _(
            "%(gate)s, %(direction)s, %(cargo)s: carried over %(carried_over)s + arrived %(arrived)s is not left"
            " %(left)s + turned back %(turned_back)s + left over %(left_over)s"
        )
    elif figure == "carried_over" and said["date"]:
        text = _("%(gate)s %(date)s: carried over %(counted)s, but the day before left over %(listed)s")
    elif said["of_parts"]:
        text = _("%(gate)s, %(figure)s: counted %(counted)s, but its parts make %(listed)s")
    else:
        text = _("%(gate)s, %(figure)s: counted %(counted)s, but its trucks make %(listed)s")
    if not said["events"]:
        return str(text % said)
    events = ", ".join(str(event) for event in said["events"])
    return str(_("%(sentence)s (events %(events)s)") % {"sentence": text % said, "events": events})


def _called(figure: str) -> str:
    """What a figure is called; a currency's, a lane's and the five numbers' together, which the tables do not name."""
    others = {STOCK: _("what came and what went"), "lanes": _("Lanes"), "fees": _("Fees")}
    return str(dict(words.named({})).get(figure) or others.get(figure.partition(".")[0], figure))


@contextmanager
def refused_unless_whole(day: Day | None = None) -> Iterator[None]:
    """Refuse figures whose parts do not make their wholes, and name the day's events behind them.

    :raises BulletinDoesNotBalance: they do not.
    """
    try:
        yield
    except PartsDoNotAdd as wrong:
        raise BulletinDoesNotBalance([_of_parts(one, day) for one in wrong.wrongs]) from wrong


def _of_parts(one: Wrong, day: Day | None) -> Disagreement:
    gate = "" if one.place == TOTAL else one.place
    said = {"gate": gate, "figure": one.figure, "counted": one.whole, "listed": one.parts, "of_parts": True}
    if day is None:
        return UNSAID | said
    found = suspects(day, gate, one.figure)
    events = [event for event, _number in found]
    return UNSAID | said | {"declarations": sorted({number for _event, number in found}), "events": events}


def require_balance(day: Day, counted: list[counting.Tally]) -> None:
    """Carried over + arrived = left + turned back + left over, in every gate, direction and kind of cargo.

    :raises BulletinDoesNotBalance: not in one of them.
    """
    disagreements = []
    for tally in counted:
        if tally.is_balanced:
            continue
        found = counting.culprits(day, tally.group)
        numbers = {name: value for name, value in tally._asdict().items() if name != "group"}
        declarations = sorted({culprit.number for culprit in found})
        events = [event for culprit in found for event in culprit.events]
        disagreements.append(
            UNSAID | tally.group._asdict() | numbers | {"declarations": declarations, "events": events}
        )
    if disagreements:
        raise BulletinDoesNotBalance(disagreements)


def require_proof(day: Day, figures: Figures, rows: list[Row]) -> None:
    """What was counted is what the trucks make, one by one, and what they paid is what their fees say.

    :raises BulletinDoesNotBalance: it is not.
    """
    with refused_unless_whole(day):
        listed = figures_of(rows, given=figures)
    disagreements = [
        UNSAID | {"gate": gate, "figure": path, "counted": counted, "listed": found}
        for gate, part in figures["gates"].items()
        for path, counted, found in differences(part, listed["gates"].get(gate, {}))
    ]
    for row in listing.unlike_fees(day, rows)[:NAMED_AT_MOST]:
        paid = sum(amount for _event, _gate, _kind, amount in row.payments)
        events = [event for event, *_ in row.payments]
        said = {"figure": "fees", "counted": paid, "declarations": [row.number], "events": events}
        disagreements.append(UNSAID | {"gate": row.gate_code, "direction": row.direction} | said)
    if disagreements or figures != listed:
        raise BulletinDoesNotBalance(disagreements)
