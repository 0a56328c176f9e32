"""What stands in the form, in a few lines: what a person reads once more before filing, and what it will cost."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from declarations.operations.assessing import Assessment
from declarations.operations.foreseeing import Foreseen
from declarations.stages import FeeKind, Role
from declarations.web import written
from declarations.web.form.fields import Kind
from declarations.web.form.parts import Form, Row, Shown

Member = tuple[str, ...]
_HEAD = (("gate",), ("direction",), ("expected_arrival",), ("window",))
_REGIME = (("regime",),)
_CONTACT = (("contact", "name"), ("contact", "phone"))
_PLATES = (("plate",), ("trailer_plate",), ("container",))
_DRIVER = (("driver", "name"), ("driver", "id_number"))
_LINES: dict[str, tuple[tuple[Member, ...], ...]] = {
    "consignments": (
        (("cargo_kind",), ("customs_number",), ("customs_regime",)),
        (("owner", "name"), ("owner", "tax_code")),
    ),
    "vehicles": (_PLATES, (("kind",),), (("fee_class",),), _DRIVER, (("consignments",),)),
    "receiving_vehicles": (_PLATES, (("fee_class",),), _DRIVER, (("unloads",),)),
}
_DIGITS = 18
_LONGEST_CODE = 16
_NBSP = "\u00a0"
_ROLES = {"vehicles": Role.CARRIER, "receiving_vehicles": Role.RECEIVER}


class Entry(NamedTuple):
    """One part of the overview: its lines, and where it leads, if anywhere."""

    title: str
    lines: list[str]
    target: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " · ".join(self.lines)

    @property
    def shown(self) -> list[SafeString]:
        """Its lines, in which no plate is parted at its hyphen."""
        return [format_html_join(" · ", "{}", ((_whole(part),) for part in line.split(" · "))) for line in self.lines]


def _whole(part: str) -> str:
    is_code = "-" in part and " " not in part and len(part) <= _LONGEST_CODE
    return format_html('<span class="nowrap">{}</span>', part) if is_code else part


def overview(form: Form, *, fees: Foreseen | None = None) -> list[Entry]:
    """Where and when, each consignment, each vehicle.

    :param fees: what each vehicle would owe; then each says its fee, and all fees together stand at the end.
    """
    entries = [
        Entry(_("Where and when"), _lines([_among(form.header, _HEAD), _among(form.header, _REGIME)]), "where"),
        Entry(_("Contact person"), _lines([_among(form.header, _CONTACT)]), "where"),
    ]
    for name, members in _LINES.items():
        for position, row in enumerate(form.lists[name]):
            fee = _fee(fees or {}, name, position)
            entries.append(Entry(row.title, [*_of_row(row, members), *fee], row.id))
    return (
        entries
        if fees is None
        else [*entries, *_together(fees, len(form.lists["vehicles"]) + len(form.lists["receiving_vehicles"]))]
    )


def _fee(fees: Foreseen, name: str, position: int) -> list[str]:
    key = (_ROLES.get(name, ""), position)
    if key not in fees:
        return []
    fee = fees[key]
    return [_one(fee)] if fee else [_("No fee is due.")]


def _one(fee: Assessment) -> str:
    said = _("%(fee)s: %(sum)s") % {"fee": FeeKind(fee.kind).label, "sum": _dong(fee.amount)}
    return f"{said} ({_('assumed rate, not published')})" if fee.basis["assumed"] else said


def _together(fees: Foreseen, vehicles: int) -> Iterable[Entry]:
    """What is to be paid in all, as far as that can be said of every vehicle."""
    if not vehicles:
        return []
    if len(fees) < vehicles:
        lines = [_("Known once direction, goods and fee class of every vehicle are given.")]
    else:
        lines = [_dong(sum(fee.amount for fee in fees.values() if fee))]
    return [Entry(_("Fees in all"), lines, "")]


def _dong(sum_of_money: int) -> str:
    return written.dong(sum_of_money).replace(" ", _NBSP)


def _of_row(row: Row, members: tuple[tuple[Member, ...], ...]) -> list[str]:
    return _lines([*(_among(row.fields, line) for line in members), *map(_goods, row.items)])


def _goods(item: Row) -> str:
    """One line of goods with all that stands beside its name, for a saved thing may have filled it in."""
    said = {shown.field.path[0]: shown.in_words for shown in item.fields}
    parts = [
        said["description"],
        said["hs_code"] and f"HS{_NBSP}{said['hs_code']}",
        said["origin"] and _("from %(country)s") % {"country": said["origin"]},
        _measured(said["quantity"], said["unit"]),
        _measured(said["value"], said["currency"]),
        _measured(said["weight_kg"], "kg" if said["weight_kg"] else ""),
    ]
    return " · ".join(filter(None, parts))


def _measured(number: str, unit: str) -> str:
    """A number, grouped where it is whole, and what it counts: not parted at the end of a line."""
    shown = written.amount(int(number)) if number.isdecimal() and len(number) <= _DIGITS else number
    return _NBSP.join(filter(None, (shown, unit)))


def _lines(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line]


def _among(fields: list[Shown], members: tuple[Member, ...]) -> str:
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
