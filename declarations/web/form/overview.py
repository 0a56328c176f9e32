"""What stands in the form, in a few lines: what a person reads once more before filing."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from declarations.web.form.fields import Kind
from declarations.web.form.parts import Form, Row, Shown

_HEAD = (("gate",), ("direction",), ("expected_arrival",))
_CONTACT = (("contact", "name"), ("contact", "phone"))
_TRUCK = (("plate",), ("trailer_plate",), ("container",), ("driver", "name"))
_MEMBERS = {
    "consignments": (("customs_number",), ("owner", "name")),
    "vehicles": (*_TRUCK, ("consignments",)),
    "receiving_vehicles": (*_TRUCK, ("unloads",)),
}


class Entry(NamedTuple):
    """One line of the overview, and where it leads."""

    title: str
    text: str
    target: str


def overview(form: Form) -> list[Entry]:
    """Where and when, then each consignment and each vehicle."""
    entries = [
        Entry(_("Where and when"), _among(form.header, _HEAD), "where"),
        Entry(_("Contact person"), _among(form.header, _CONTACT), "where"),
    ]
    for name, members in _MEMBERS.items():
        entries += [Entry(row.title, _of_row(row, members), row.id) for row in form.lists[name]]
    return entries


def _of_row(row: Row, members: tuple[tuple[str, ...], ...]) -> str:
    goods = [_among(item.fields, (("description",),)) for item in row.items]
    return " · ".join(filter(None, [_among(row.fields, members), ", ".join(filter(None, goods))]))


def _among(fields: list[Shown], members: tuple[tuple[str, ...], ...]) -> str:
    by_path = {shown.field.path: shown for shown in fields}
    return " · ".join(filter(None, (_said(by_path[path]) for path in members)))


def _said(shown: Shown) -> str:
    if shown.field.kind == Kind.REFS:
        keys = ", ".join(shown.value)
        if shown.field.path == ("unloads",):
            return _("unloads %(keys)s") % {"keys": keys} if keys else ""
        return _("carries %(keys)s") % {"keys": keys} if keys else _("empty")
    if shown.groups:
        return ", ".join(choice.label for choice in shown.chosen)
    return shown.in_words
