"""Refusing a bulletin whose events contradict each other, and naming which."""

from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from contract.errors import Conflict
from declarations.days import Day
from reports.figures import Figures
from reports.lists import Row, figures_of
from reports.queries import counting, listing
from reports.sums import differences

Disagreement = dict[str, Any]
"""Where figures do not make their whole: see UNSAID for its members."""
STOCK: Final = "stock"
UNSAID: Final[Disagreement] = {
    "gate": "", "direction": "", "cargo": "", "figure": STOCK, "carried_over": 0, "arrived": 0, "left": 0,
    "turned_back": 0, "left_over": 0, "counted": None, "listed": None, "date": None, "declarations": [], "events": [],
}  # fmt: skip
"""`figure` `stock`: the five numbers of a gate, direction and kind of cargo. `carried_over`: what a day of a period
(`date`) carried over, and what the day before left over. Another: what was counted, and what the trucks behind it make.
`declarations` and `events` contradict each other.
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
        return BulletinDoesNotBalance([one for one in self.disagreements if one["gate"] in gates])


def sentence(disagreement: Disagreement) -> str:
    """A disagreement in one line."""
    said = UNSAID | disagreement
    if said["figure"] == STOCK:
        text = _(
            "%(gate)s %(direction)s %(cargo)s: carried over %(carried_over)s + arrived %(arrived)s is not left %(left)s"
            " + turned back %(turned_back)s + left over %(left_over)s"
        )
    elif said["figure"] == "carried_over":
        text = _("%(gate)s %(date)s: carried over %(counted)s, but the day before left over %(listed)s")
    else:
        text = _("%(gate)s %(figure)s: counted %(counted)s, but its trucks make %(listed)s")
    if not said["events"]:
        return str(text % said)
    return f"{text % said} ({_('events')} {', '.join(str(event) for event in said['events'])})"


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
