"""What the form's page is made of: fields, rows, the summary, and what may still be changed."""

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import ngettext

from contract.finding import Finding, Severity
from declarations.web.form.fields import Field, Kind, Text
from declarations.web.form.options import Choice, Group
from declarations.web.form.places import Place, name_of, widget_id

BAD_PLATES = frozenset({"bad_plate", "bad_plate_vn", "bad_plate_cn"})


@dataclasses.dataclass(slots=True)
class Shown:
    """One field as the page shows it."""

    field: Field
    place: Place
    posted: Place = ()  # where the page has it, if that is elsewhere
    value: Any = ""
    groups: list[Group] = dataclasses.field(default_factory=list)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    mend: str = ""
    locked: bool = False
    label: Text = ""
    as_text: bool = False  # an unreadable date: a field for dates would show nothing

    @property
    def name(self) -> str:
        return name_of(self.posted or self.place)

    @property
    def id(self) -> str:
        return widget_id(self.posted or self.place)

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
    posted: Place
    key: str
    title: str
    fields: list[Shown]
    more: list[Shown] = dataclasses.field(default_factory=list)
    items: list["Row"] = dataclasses.field(default_factory=list)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    may_go: bool = True
    fixed: str = ""

    @property
    def name(self) -> str:
        return name_of(self.posted)

    @property
    def id(self) -> str:
        return widget_id(self.posted)

    @property
    def more_is_open(self) -> bool:
        """Where a plate is refused, the mark of a special plate is shown too."""
        refused = any(finding.code in BAD_PLATES for shown in self.fields for finding in shown.findings)
        return refused or any(shown.is_used for shown in self.more)


class Line(NamedTuple):
    """One finding in the summary, and where it leads."""

    finding: Finding
    target: str
    label: str
    step: str = "file"


class Summary(NamedTuple):
    """What is said above the fields. `is_whole`: everything was asked, and nothing kept back."""

    errors: list[Line]
    warnings: list[Line]
    is_whole: bool

    @property
    def errors_said(self) -> str:
        return ngettext("%(n)d thing to mend", "%(n)d things to mend", len(self.errors)) % {"n": len(self.errors)}

    @property
    def warnings_said(self) -> str:
        said = ngettext("%(n)d thing to look at", "%(n)d things to look at", len(self.warnings))
        return said % {"n": len(self.warnings)}


class Count(NamedTuple):
    """How many errors a step holds."""

    step: str
    title: Text
    errors: int


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
    def rows(self) -> list[Row]:
        """All rows, and the goods within them."""
        rows = [row for among in self.lists.values() for row in among]
        return [part for row in rows for part in (row, *row.items)]

    @property
    def fields(self) -> list[Shown]:
        """All fields of the page."""
        return [*self.header, *(shown for row in self.rows for shown in (*row.fields, *row.more))]

    @property
    def is_empty(self) -> bool:
        """Whether its vehicles go without goods."""
        return bool(self.lists["vehicles"]) and not self.lists["consignments"]

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
    why_fixed: Callable[[Place], str] = lambda _place: ""
    """Of a row of which nothing may change: why; else empty."""


def gravest(findings: Iterable[Finding]) -> str:
    """The gravest severity among them; empty when there is none."""
    found = {finding.severity for finding in findings}
    return next((str(severity) for severity in Severity if severity in found), "")
