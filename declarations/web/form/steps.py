"""The steps of the form: what a phone shows at a time, and a desk one below the other."""

from django.utils.translation import gettext_lazy as _

from declarations.web.form.fields import Text
from declarations.web.form.places import Place

STEPS: dict[str, Text] = {
    "where": _("Where and when"),
    "goods": _("Goods"),
    "vehicles": _("Vehicles"),
    "transshipment": _("Transshipment"),
    "file": _("Check and file"),
}
"""The parts of the form, in the order in which a phone shows them."""
_STEP_OF = {
    "consignments": "goods",
    "vehicles": "vehicles",
    "receiving_vehicles": "transshipment",
    "transshipment": "transshipment",
}


def step_of(place: Place) -> str:
    """The part of the form in which a member stands."""
    return _STEP_OF.get(str(place[0]), "where") if place else "file"
