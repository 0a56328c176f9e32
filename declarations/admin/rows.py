"""The rows of a queue: everything an officer decides by, in a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from declarations.admin import looking
from declarations.admin.beside import beside_rows
from declarations.admin.columns import trucks_of
from declarations.admin.moves import Offer, offers
from declarations.admin.performing import name_of
from declarations.models import Check, Fee, Vehicle
from declarations.queries import desk
from declarations.queries.shown import is_green
from declarations.stages import CargoKind, CheckState

MOST_TRUCKS = 3
"""So many plates stand on the row of a whole declaration; the rest is counted."""
ON_ROW = frozenset({"confirm", "pay", "release", "hold", "refuse", "withdraw"})
"""The moves that a row offers; the others are the truck's page's."""


class Flag(NamedTuple):
    """A few words that make an officer look twice."""

    text: str
    look: str  # class of the mark: bad, warn, or none


class Row(NamedTuple):
    """One check as the queue shows it."""

    check: Check
    name: str
    trucks: list[Vehicle]
    more: int
    """Trucks that are not shown."""
    cargo: str
    green: bool
    flags: list[Flag]
    looks: list[str]
    """Colleagues who look at it now."""
    offers: list[Offer]
    owed: int | None
    """What is owed under a fee's check, in đồng."""
    failed: str
    """Why the officer's last move of it was refused."""


class Beside(NamedTuple):
    """What is known of the checks of a page besides themselves."""

    stops: dict[int, desk.Beside]
    flags: dict[int, list[str]]
    looks: list[looking.Look]
    failed: dict[int, str]
    owed: dict[int, Fee]


def rows_of(
    checks: list[Check], *, by: User, at: datetime, looks: list[looking.Look], failed: dict[int, str]
) -> list[Row]:
    """Rows of checks that were read with what stands on them (`queries.desk.with_row`)."""
    beside = Beside(desk.beside(checks), beside_rows(checks, by=by, at=at), looks, failed, desk.owed(checks))
    return [_row(check, beside) for check in checks]


def _row(check: Check, beside: Beside) -> Row:
    trucks = trucks_of(check)
    kinds = list(dict.fromkeys(truck.main_cargo for truck in trucks if truck.main_cargo))
    fee = beside.owed.get(check.pk)
    far = {"confirm", "pay"} if check.state == CheckState.PENDING else set()  # from the dossier, which says why not
    return Row(
        check,
        name_of(check),
        trucks[:MOST_TRUCKS],
        max(0, len(trucks) - MOST_TRUCKS),
        " · ".join(str(CargoKind(kind).label) for kind in kinds) or _("Empty"),
        any(map(is_green, kinds)),
        [*_flags(trucks, beside.stops[check.pk]), *(Flag(text, "warn") for text in beside.flags.get(check.pk, ()))],
        looking.names_at(check, beside.looks),
        [offer for offer in offers(check, check.vehicle) if offer.move.name in ON_ROW - far],
        fee.amount if fee else None,
        beside.failed.get(check.pk, ""),
    )


def _flags(trucks: Iterable[Vehicle], stops: desk.Beside) -> list[Flag]:
    flags = [Flag(_("Held on the road"), "bad")] if any(truck.road_held_at for truck in trucks) else []
    for other in stops.held:
        said = _("Sent back to be mended") if other.fields_to_mend else other.get_state_display()
        flags.append(Flag(f"{other.get_code_display()}: {said}", "bad"))
    if stops.changes:
        text = ngettext("%(n)d change asked for", "%(n)d changes asked for", stops.changes) % {"n": stops.changes}
        flags.append(Flag(text, "warn"))
    return flags
