"""A document with its findings, ready to be shown: fields in sections and rows, each finding at its place."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contract.finding import Finding
from declarations.formats import read_date
from declarations.web.form import fields
from declarations.web.form.fields import Field, Kind
from declarations.web.form.options import Options
from declarations.web.form.parts import Form, Limits, Line, Row, Shown
from declarations.web.form.places import Place, json_path, look
from declarations.web.form.steps import step_of
from declarations.web.form.typed import shown_instant, shown_number
from declarations.web.form.wording import worded

INDEX, LIST, KEY = "__n__", "__list__", "__key__"
"""What stands in a template for a new row where a row has its index, its list and its key."""


def bind(
    document: dict[str, Any],
    *,
    options: Options,
    findings: Sequence[Finding] = (),
    limits: Limits | None = None,
    named: Callable[[Place], Place] = tuple,
) -> Form:
    """Prepare the form of a document, which may hold anything.

    :param named: where the page has what stands at a place of the document; by default at the same place.
    """
    binder = _Binder(document, options, limits, named)
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
    elif form.lists["receiving_vehicles"]:
        form.transshipment.value = True  # what has receivers is transshipped, ticked or not
    _place_findings(form, findings)
    return form


class _Binder:
    def __init__(
        self,
        document: dict[str, Any],
        options: Options,
        limits: Limits | None,
        named: Callable[[Place], Place] = tuple,
    ) -> None:
        self.document, self.options, self.limits, self.named = document, options, limits, named

    def shown(self, row: Place, members: Iterable[Field]) -> list[Shown]:
        return [self.one(row, member) for member in members]

    def one(self, row: Place, member: Field) -> Shown:
        place = (*row, *member.path)
        shown = Shown(member, place, self.named(place), look(self.document, place), label=capfirst(str(member.label)))
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
        row = Row(place, self.named(place), str(key or ""), _title(name, str(key or "")), [])
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
        if self.limits:
            row.may_go, row.fixed = self.limits.may_remove(place), self.limits.why_fixed(place)
        return row

    def template(self, name: str) -> Row:
        """An empty row, for a script to copy."""
        binder = _Binder({"country": "VN"}, self.options, None)
        place: Place = (LIST, INDEX) if name == "items" else (name, INDEX)
        row = Row(place, place, KEY, _title(name, KEY), [])
        members = fields.VEHICLE if name == "vehicles" else fields.LISTS[name]
        row.fields = binder.shown(place, members)
        row.more = binder.shown(place, fields.VEHICLE_MORE) if name == "vehicles" else []
        if name == "consignments":
            items: Place = (*place, "items", 0)
            row.items = [Row(items, items, "", _title("items", ""), binder.shown(items, fields.ITEM))]
        for shown in row.fields:
            if shown.field.path == ("country",):
                shown.groups = self.options.groups(shown.field.options, "VN")
        return row


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
    try:
        if kind == Kind.INSTANT:
            datetime.strptime(value, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - only its form is asked for
        elif kind == Kind.DAY:
            read_date(value)
    except ValueError:
        return False
    return True


class _Home(NamedTuple):
    """What a finding stands at, and how the summary names it."""

    findings: list[Finding]
    target: str
    label: str
    step: str


def _place_findings(form: Form, findings: Sequence[Finding]) -> None:
    """Put each finding at its field, else at the row or list that holds it, else into the summary alone."""
    homes: dict[str, _Home] = {}
    for shown in form.header:
        homes[json_path(shown.place)] = _Home(shown.findings, shown.id, str(shown.label), step_of(shown.place))
    for name, rows in form.lists.items():
        homes[f"$.{name}"] = _Home(form.list_findings.setdefault(name, []), f"list-{name}", "", step_of((name,)))
        for row in rows:
            _add_homes(homes, row, row.title)
    for finding in map(worded, findings):
        path = finding.path
        while path not in homes and path != "$":
            path = path[: max(path.rfind("."), path.rfind("["))]
        home = homes.get(path, _Home([], "filing", "", "file"))
        home.findings.append(finding)
        form.summary.append(Line(finding, home.target, home.label, home.step))


def _add_homes(homes: dict[str, _Home], row: Row, title: str) -> None:
    step = step_of(row.place)
    homes[json_path(row.place)] = _Home(row.findings, row.id, title, step)
    for shown in (*row.fields, *row.more):
        homes[json_path(shown.place)] = _Home(shown.findings, shown.id, f"{title} · {shown.label}", step)
    for item in row.items:
        _add_homes(homes, item, title)
