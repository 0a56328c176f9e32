"""A dossier as the desk shows it: everything that was declared and happened, and what this officer may do now."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.admin.acts import ActOffer, act_offers
from declarations.admin.moves import MOVES, Offer, offers
from declarations.models import Attachment, Check, Consignment, Event, Fee, Item, Vehicle
from declarations.operations.explaining import Explained
from declarations.queries import changes
from declarations.queries.desk import journal_of
from declarations.queries.progress import progress
from declarations.queries.shown import is_green
from declarations.queries.whole import Whole, load_one
from declarations.stages import CheckState, PaymentMethod, Role, Stage, Verb

TICK_LABELS = {
    "enter_gate": _("Enter gate"),
    "into_yard": _("Into yard"),
    "in_yard": _("In yard"),
    "payment": _("Payment"),
    "out_of_yard": _("Out of yard"),
    "left_gate": _("Left the gate"),
}


class CheckLine(NamedTuple):
    """A check, what it waits for, and the buttons of whoever may work it."""

    check: Check
    waits: str
    offers: list[Offer]
    mine: bool


class Tick(NamedTuple):
    """One of the six stages that the enterprise follows."""

    label: str
    at: datetime | None


class Panel(NamedTuple):
    """One truck with all that belongs to it."""

    vehicle: Vehicle
    stage: Stage
    ticks: list[Tick]
    green: bool
    unloads: list[str]
    carried: list[str]
    checks: list[CheckLine]
    fees: list[Fee]
    acts: list[ActOffer]


class Goods(NamedTuple):
    """One consignment with its items."""

    consignment: Consignment
    items: list[Item]


class Entry(NamedTuple):
    """One line of the journal, in words."""

    event: Event
    truck: str
    said: list[str]


class Shown(NamedTuple):
    """The page."""

    whole: Whole
    own: list[CheckLine]
    panels: list[Panel]
    goods: list[Goods]
    documents: list[Attachment]
    journal: list[Entry]
    changes: list[changes.ShownRequest]
    asks_us: set[int]
    """Ids of the change requests that wait for the reader's agency."""

    def line_of(self, check_id: int) -> CheckLine | None:
        """The line of one check, with its buttons."""
        lines = [*self.own, *(line for panel in self.panels for line in panel.checks)]
        return next((line for line in lines if line.check.pk == check_id), None)


class _Reader(NamedTuple):
    by: User
    explained: Explained


def show(declaration_id: int, *, by: User, at: datetime, first: int | None = None) -> Shown:
    """Read a filed dossier for an officer who may see it, in a constant number of queries.

    :param first: the vehicle that he decides about, which stands before the others.
    """
    whole = load_one(declaration_id)
    prefetch_related_objects(whole.checks, "decided_by")
    reader = _Reader(by, Explained(whole, at=at))
    asked = [changes.show(request) for request in changes.requests_of(whole.declaration)]
    return Shown(
        whole,
        [_line(check, None, reader) for check in whole.checks_of(None)],
        [_panel(whole, vehicle, reader) for vehicle in _in_order(whole, first)],
        [Goods(goods, whole.items[goods.pk]) for goods in whole.consignments],
        list(Attachment.objects.standing().filter(declaration=declaration_id).select_related("vehicle").order_by("pk")),
        _journal(whole),
        asked,
        {one.request.pk for one in asked if one.waiting_for(by.agency)},
    )


def _journal(whole: Whole) -> list[Entry]:
    plates = {vehicle.pk: vehicle.plate for vehicle in whole.vehicles}
    return [
        Entry(event, plates.get(event.vehicle_id or 0, event.vehicle_key), _said(event, whole.vehicles))
        for event in journal_of(whole.declaration)
    ]


def _in_order(whole: Whole, first: int | None) -> list[Vehicle]:
    vehicles = [*whole.of_role(Role.CARRIER), *whole.of_role(Role.RECEIVER)]
    return sorted(vehicles, key=lambda vehicle: vehicle.pk != first) if first else vehicles


def _panel(whole: Whole, vehicle: Vehicle, reader: _Reader) -> Panel:
    checks = whole.checks_of(vehicle.pk)
    reached = progress(vehicle, checks)
    return Panel(
        vehicle,
        reached.stage,
        [Tick(str(TICK_LABELS[code]), at) for code, at in reached.ticks.items()],
        is_green(vehicle.main_cargo),
        whole.unloads.get(vehicle.pk, []),
        whole.carried.get(vehicle.pk, []),
        [_line(check, vehicle, reader) for check in checks if check.state != CheckState.NOT_REQUIRED],
        whole.fees.get(vehicle.pk, []),
        act_offers(vehicle, checks, reader.by),
    )


def _line(check: Check, vehicle: Vehicle | None, reader: _Reader) -> CheckLine:
    mine = check.agency == reader.by.agency
    waits = reader.explained.why_not_ready(check)
    shown: list[Offer] = []
    if mine:
        stays = ""
        if check.state in (CheckState.CONFIRMED, CheckState.REFUSED):
            stays = reader.explained.why_not_withdrawn(check)
        shown = offers(check, vehicle, waits=waits, stays=stays)
    if check.requested_by_agency == reader.by.agency and check.state in (CheckState.PENDING, CheckState.READY):
        shown = [*shown, Offer(MOVES["drop"])]
    return CheckLine(check, waits, shown, mine)


def _said(event: Event, trucks: list[Vehicle]) -> list[str]:
    """What an event says beside its verb, as lines: old → new of changes, reasons, sums."""
    data: dict[str, Any] = event.data
    lines = [changes.change_in_words(change) for change in data.get("changes", [])]
    lines += changes.answered(data, trucks)
    if event.verb == Verb.FILED:
        return [vehicle["plate"] for vehicle in data.get("vehicles", []) + data.get("receiving_vehicles", [])]
    for name in ("reason", "note", "document", "title", "to_gate", "receipt_number", "old", "new"):
        if data.get(name):
            lines.append(str(data[name]))
    if "amount" in data:
        lines.append(f"{data['amount']:,} đ".replace(",", "."))
    if data.get("method"):
        lines.append(str(PaymentMethod(data["method"]).label))
    lines += [changes.path_in_words(str(path)) for path in data.get("fields", [])]
    if data.get("automatic"):
        lines.append(str(_("Automatic")))
    return lines
