"""A filed declaration on the page that changes it: groups that say what stands, and open to what they hold.

Nothing needs to be scrolled through to change one thing, with or without script.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from declarations.web.form.fields import Kind
from declarations.web.form.parts import Form, Row, Shown

_TRUCK: Final = (("plate",), ("trailer_plate",), ("container",), ("driver", "name"))
LISTS: Final = {
    "consignments": (("customs_number",), ("owner", "name"), ("description",)),
    "vehicles": _TRUCK,
    "receiving_vehicles": _TRUCK,
}
"""By what one knows a row of each list again."""


class Group(NamedTuple):
    """One group: what stands there in a line, its fields, whether it opens by itself, whether it says another thing
    than what is filed.
    """

    id: str
    title: str
    text: str
    fields: list[Shown]
    row: Row | None
    is_open: bool
    is_changed: bool


class Groups(NamedTuple):
    """All groups of the page, in its order."""

    header: list[Group]
    lists: dict[str, list[Group]]
    transshipment: Group


def groups_of(form: Form, *, filed: Form) -> Groups:
    """The groups of a form.

    :param filed: the form of what is filed, to tell what was typed from what stands.
    """
    was = {shown.name: shown.value for shown in filed.fields}
    header = [
        ("where", _("Where and when"), form.where),
        ("contact", _("Contact person"), form.contact),
        ("more", _("Lane, yard, fee payer and notes"), form.where_more),
    ]
    return Groups(
        [_group(was, name, title, _said(fields), fields) for name, title, fields in header],
        {name: [_of_row(was, row, members) for row in form.lists[name]] for name, members in LISTS.items()},
        _group(was, "transshipment", _("Transshipment"), _said([form.transshipment]) or _("no"), [form.transshipment]),
    )


def _group(
    was: dict[str, object], name: str, title: str, text: str, fields: Sequence[Shown], row: Row | None = None
) -> Group:
    changed = any(was.get(shown.name, "") != shown.value for shown in fields)
    parts = (row, *row.items) if row else ()
    told = any(shown.findings or shown.mend for shown in fields) or any(part.findings for part in parts)
    return Group(f"group-{name}", title, text, list(fields), row, changed or told, changed)


def _of_row(was: dict[str, object], row: Row, members: Sequence[tuple[str, ...]]) -> Group:
    fields = [*row.fields, *row.more, *(shown for item in row.items for shown in item.fields)]
    known = _said(shown for member in members for shown in fields if shown.field.path == member)
    return _group(was, row.name, row.title, known, fields, row)


def _said(fields: Iterable[Shown]) -> str:
    """What was chosen or written there, in a line."""
    return " · ".join(_word(shown) for shown in fields if shown.value)


def _word(shown: Shown) -> str:
    if shown.field.kind == Kind.FLAG:
        return _("yes")
    return ", ".join(choice.label for choice in shown.chosen) or shown.in_words
