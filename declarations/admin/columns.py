"""The columns of a queue: everything an officer decides by, on one row. Made anew for each request, with its clock."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from declarations.admin.moves import offers
from declarations.admin.performing import name_of
from declarations.models import Check, Declaration, Vehicle
from declarations.procedures import FEE_CHECKS
from declarations.queries.shown import is_green
from declarations.stages import CargoKind, CheckState


class QueueColumns:
    """Cells of one page of a queue; `back` is where a button of a row leads back to."""

    def __init__(self, *, at: datetime, back: str) -> None:
        self.at = at
        self.back = back

    def all(self) -> list[Any]:
        """In their order."""
        return [self.truck, self.what, self.cargo, self.waiting, self.state, self.buttons]

    @admin.display(description=_("Truck"))
    def truck(self, check: Check) -> SafeString:
        """Plate, trailer, container, and the number that leads to the dossier."""
        return _cell("truck", trucks=trucks_of(check), check=check)

    @admin.display(description=_("Check"))
    def what(self, check: Check) -> SafeString:
        """Which check, at which gate, in which direction."""
        return _cell("what", check=check)

    @admin.display(description=_("Cargo"))
    def cargo(self, check: Check) -> SafeString:
        """What it carries, and whether it takes the green lane."""
        return cargo_cell(trucks_of(check))

    @admin.display(description=_("Waiting"))
    def waiting(self, check: Check) -> SafeString:
        """How long it has been ready; whether the truck stands there."""
        return _cell("waiting", check=check, at=self.at)

    @admin.display(description=_("State"))
    def state(self, check: Check) -> SafeString:
        """The state, and why it is held or refused."""
        return _cell("state", check=check, held=CheckState.HELD)

    @admin.display(description=_("Decide"))
    def buttons(self, check: Check) -> SafeString:
        """What can be done to it from here; the rest is in the dossier."""
        elsewhere = {"send-back"} | ({"confirm", "pay"} if check.state == CheckState.PENDING else set())
        short = [offer for offer in offers(check, check.vehicle) if offer.move.name not in elsewhere]
        return _cell("buttons", offers=short, check=check, name=name_of(check), back=self.back)


def trucks_of(check: Check) -> list[Vehicle]:
    """The check's own truck, or those of the whole declaration."""
    if check.vehicle:
        return [check.vehicle]
    return trucks_in(check.declaration)


def trucks_in(declaration: Any) -> list[Vehicle]:
    """The trucks that were read with the row (queries.desk)."""
    trucks: list[Vehicle] = declaration.trucks
    return trucks


def cargo_cell(trucks: list[Vehicle]) -> SafeString:
    """The kinds of cargo of some trucks, with the mark of the green lane."""
    kinds = list(dict.fromkeys(truck.main_cargo for truck in trucks if truck.main_cargo))
    label = " · ".join(str(CargoKind(kind).label) for kind in kinds) or _("Empty")
    mark = format_html('<span class="green-lane">{}</span>', _("Green lane")) if any(map(is_green, kinds)) else ""
    return format_html("{} {}", label, mark)


def plates_cell(declaration: Declaration) -> SafeString:
    """The plates of a dossier in a list of dossiers."""
    return _cell("plates", trucks=trucks_in(declaration))


def is_fee(check: Check) -> bool:
    """Whether a payment, not a confirmation, decides it."""
    return check.code in FEE_CHECKS


def _cell(template: str, **context: Any) -> SafeString:
    return render_to_string(f"admin/desk/cells/{template}.html", context)
