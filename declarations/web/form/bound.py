"""A document with its findings, ready to be shown: fields in sections and rows, each finding at its place."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from contract.finding import Finding, Severity
from declarations.formats import BadFormat, read_date
from declarations.web.form import fields
from declarations.web.form.fields import Field, Kind, Text
from declarations.web.form.options import Choice, Group, Options
from declarations.web.form.places import Place, json_path, look, name_of, widget_id
from declarations.web.form.typed import shown_instant, shown_number

INDEX, LIST, KEY = "__n__", "__list__", "__key__"
"""What stands in a template for a new row where a row has its index, its list and its key."""


@dataclasses.dataclass(slots=True)
class Shown:
    """One field as the page shows it."""

    field: Field
    place: Place
    value: Any = ""
    groups: list[Group] = dataclasses.field(default_factory=list)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    mend: str = ""
    locked: bool = False
    label: Text = ""
    as_text: bool = False  # an unreadable date: a field for dates would show nothing

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def id(self) -> str:
        return widget_id(self.place)

    @property
    def severity(self) -> str:
        """Of its gravest finding."""
        return gravest(self.findings)

    @property
    def is_used(self) -> bool:
        """Whether it has something to say: what only stands there and is locked has not."""
        return bool((self.value and not self.locked) or self.findings or self.mend)

    @property
    def in_words(self) -> str:
        """The value where it cannot be changed."""
        if self.field.kind == Kind.INSTANT and not self.as_text and self.value:
            return datetime.fromisoformat(self.value).strftime("%d/%m/%Y %H:%M")
        return str(self.value)

    @property
    def chosen(self) -> list[Choice]:
        return [choice for group in self.groups for choice in group.choices if choice.chosen]


@dataclasses.dataclass(slots=True)
class Row:
    """One row of a list."""

    place: Place
    key: str
    title: str
    fields: list[Shown]
    more: list[Shown] = dataclasses.field(default_factory=list)
    items: list["Row"] = dataclasses.field(default_factory=list)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    may_go: bool = True

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def id(self) -> str:
        return widget_id(self.place)

    @property
    def more_is_open(self) -> bool:
        return any(shown.is_used for shown in self.more)


class Line(NamedTuple):
    """One finding in the summary, and where it leads."""

    finding: Finding
    target: str
    label: str


@dataclasses.dataclass(slots=True)
class Form:
    """The whole page."""

    where: list[Shown]
    where_more: list[Shown]
    contact: list[Shown]
    transshipment: Shown
    lists: dict[str, list[Row]]
    templates: dict[str, Row]
    list_findings: dict[str, list[Finding]] = dataclasses.field(default_factory=dict)
    summary: list[Line] = dataclasses.field(default_factory=list)
    may_add: frozenset[str] = frozenset(("consignments", "vehicles", "receiving_vehicles", "items"))

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.summary if line.finding.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Line]:
        return [line for line in self.summary if line.finding.severity == Severity.WARNING]

    @property
    def mends(self) -> list[tuple[str, Shown]]:
        """What was sent back: the row it is in, and the field."""
        found = [("", shown) for shown in self.header]
        for row in (row for among in self.lists.values() for row in among):
            for part in (row, *row.items):
                found += [(row.title, shown) for shown in (*part.fields, *part.more)]
        return [(title, shown) for title, shown in found if shown.mend]

    @property
    def header(self) -> list[Shown]:
        return [*self.where, *self.where_more, *self.contact, self.transshipment]

    @property
    def more_is_open(self) -> bool:
        return any(shown.is_used for shown in self.where_more)

    @property
    def receivers_used(self) -> bool:
        """Whether the part for imports says something although the direction is another one."""
        return bool(self.lists["receiving_vehicles"] or self.transshipment.value)


class Limits(NamedTuple):
    """What of a filed declaration may still be changed, and what was sent back with which words."""

    may_change: Callable[[Place], bool]
    may_remove: Callable[[Place], bool]
    mend: Callable[[Place], str]
    may_add: frozenset[str]


def bind(
    document: dict[str, Any], *, options: Options, findings: Sequence[Finding] = (), limits: Limits | None = None
) -> Form:
    """Prepare the form of a document, which may hold anything."""
    binder = _Binder(document, options, limits)
    form = Form(
        where=binder.shown((), fields.WHERE),
        where_more=binder.shown((), (*fields.WHERE_MORE, *fields.PAYER)),
        contact=binder.shown((), fields.CONTACT),
        transshipment=binder.one((), fields.TRANSSHIPMENT),
        lists={name: binder.rows(name) for name in ("consignments", "vehicles", "receiving_vehicles")},
        templates={name: binder.template(name) for name in fields.LISTS},
    )
    if limits:
        form.may_add = limits.may_add
    _place_findings(form, findings)
    return form


class _Binder:
    def __init__(self, document: dict[str, Any], options: Options, limits: Limits | None) -> None:
        self.document, self.options, self.limits = document, options, limits

    def shown(self, row: Place, members: Iterable[Field]) -> list[Shown]:
        return [self.one(row, member) for member in members]

    def one(self, row: Place, member: Field) -> Shown:
        place = (*row, *member.path)
        shown = Shown(member, place, look(self.document, place), label=member.label)
        if self.limits:
            shown.locked, shown.mend = not self.limits.may_change(place), self.limits.mend(place)
        self._show_value(shown)
        return shown

    def _show_value(self, shown: Shown) -> None:
        kind, value = shown.field.kind, shown.value
        if kind == Kind.REFS:
            chosen = [str(one) for one in value] if isinstance(value, list) else []
            shown.value = chosen
            shown.groups = self.options.references(shown.field.options, self.document, chosen)
            return
        if kind == Kind.FLAG:
            shown.value = value is True
            return
        shown.value = "" if value is None else _written(kind, value)
        shown.as_text = bool(shown.value) and not _fits(kind, shown.value)
        if shown.field.options:
            shown.groups = self.options.groups(shown.field.options, shown.value)

    def rows(self, name: str) -> list[Row]:
        found = look(self.document, (name,))
        return [self.row((name, index)) for index in range(len(found))] if isinstance(found, list) else []

    def row(self, place: Place) -> Row:
        name = str(place[-2])
        key = look(self.document, (*place, "key"))
        row = Row(place, str(key or ""), _title(name, str(key or "")), [])
        if name == "vehicles":
            row.fields, row.more = self.shown(place, fields.VEHICLE), self.shown(place, fields.VEHICLE_MORE)
        else:
            row.fields = self.shown(place, fields.LISTS[name])
        if name == "consignments":
            found = look(self.document, (*place, "items"))
            count = len(found) if isinstance(found, list) else 0
            row.items = [self.row((*place, "items", index)) for index in range(count)]
            for item in row.items:
                item.may_go = item.may_go and count > 1
        row.may_go = self.limits is None or self.limits.may_remove(place)
        return row

    def template(self, name: str) -> Row:
        """An empty row, for a script to copy."""
        binder = _Binder({"country": "VN"}, self.options, None)
        place: Place = (LIST, INDEX) if name == "items" else (name, INDEX)
        row = Row(place, KEY, _title(name, KEY), [])
        members = fields.VEHICLE if name == "vehicles" else fields.LISTS[name]
        row.fields = binder.shown(place, members)
        row.more = binder.shown(place, fields.VEHICLE_MORE) if name == "vehicles" else []
        if name == "consignments":
            items: Place = (*place, "items", 0)
            row.items = [Row(items, "", _title("items", ""), binder.shown(items, fields.ITEM))]
        for shown in row.fields:
            if shown.field.path == ("country",):
                shown.groups = self.options.groups(shown.field.options, "VN")
        return row


def gravest(findings: Iterable[Finding]) -> str:
    """The gravest severity among them; empty when there is none."""
    found = {finding.severity for finding in findings}
    return next((str(severity) for severity in Severity if severity in found), "")


def _title(name: str, key: str) -> str:
    return {
        "consignments": _("Consignment %(key)s"),
        "vehicles": _("Vehicle %(key)s"),
        "receiving_vehicles": _("Receiving vehicle %(key)s"),
        "items": _("Goods"),
    }[name] % {"key": key}


def _written(kind: Kind, value: object) -> str:
    if kind == Kind.INSTANT and isinstance(value, str):
        return shown_instant(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return shown_number(value)


def _fits(kind: Kind, value: str) -> bool:
    if kind == Kind.INSTANT:
        try:
            datetime.strptime(value, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - only its form is asked for
        except ValueError:
            return False
    if kind == Kind.DAY:
        try:
            read_date(value)
        except BadFormat:
            return False
    return True


def _place_findings(form: Form, findings: Sequence[Finding]) -> None:
    """Put each finding at its field, else at the row or list that holds it, else into the summary alone."""
    homes: dict[str, tuple[list[Finding], str, str]] = {}
    for shown in form.header:
        homes[json_path(shown.place)] = (shown.findings, shown.id, str(shown.label))
    for name, rows in form.lists.items():
        homes[f"$.{name}"] = (form.list_findings.setdefault(name, []), f"list-{name}", "")
        for row in rows:
            _add_homes(homes, row, row.title)
    for finding in findings:
        path = finding.path
        while path not in homes and path != "$":
            path = path[: max(path.rfind("."), path.rfind("["))]
        at_home, target, label = homes.get(path, ([], "filing", ""))
        at_home.append(finding)
        form.summary.append(Line(finding, target, label))


def _add_homes(homes: dict[str, tuple[list[Finding], str, str]], row: Row, title: str) -> None:
    homes[json_path(row.place)] = (row.findings, row.id, title)
    for shown in (*row.fields, *row.more):
        homes[json_path(shown.place)] = (shown.findings, shown.id, f"{title} · {shown.label}")
    for item in row.items:
        _add_homes(homes, item, title)
