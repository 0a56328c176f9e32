"""What a page is told while it is typed in: what is wrong where somebody has been, and how a field is written.

A field that nobody has been to and that is empty is not told that it is needed; a word that is being typed is not told
that it is wrong. Which rules there are is not known here: all are asked, and some of what they say is kept back.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict

from contract.finding import Finding, Severity
from declarations.findings import Examination
from declarations.operations.foreseeing import foresee
from declarations.web.form.bound import bind
from declarations.web.form.fields import Kind
from declarations.web.form.options import load_options
from declarations.web.form.overview import Entry, overview
from declarations.web.form.parts import Count, Form, Limits, Line, Shown, Summary, gravest
from declarations.web.form.places import Place, look
from declarations.web.form.steps import STEPS, step_of

_MISSING = frozenset({"required", "consignment_not_carried"})
_WRITTEN = frozenset({Kind.PLATE, Kind.CODE, Kind.DIGITS, Kind.PHONE})


class Asked(NamedTuple):
    """Where the page says that somebody has been. All but `passed` are names of fields."""

    touched: frozenset[str]
    passed: frozenset[str]
    typing: str
    left: frozenset[str]

    @classmethod
    def of(cls, posted: QueryDict) -> "Asked":
        """As the page posts it, each a list of words in one value."""
        words = {name: frozenset(posted.get(f"been-{name}", "").split()) for name in ("touched", "passed", "left")}
        return cls(**words, typing=posted.get("been-typing", ""))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page that says something."""

    id: str
    findings: list[Finding]

    @property
    def severity(self) -> str:
        return gravest(self.findings)


class Written(NamedTuple):
    """A field that is written otherwise than it was typed."""

    name: str
    typed: str
    written: str


@dataclass(slots=True)
class Told:
    """All that is said, and in which parts of the page."""

    summary: Summary
    parts: list[Part]
    counts: list[Count]
    written: list[Written]
    overview: list[Entry]


def tell(
    document: dict[str, Any],
    examination: Examination,
    *,
    asked: Asked,
    limits: Limits | None,
    named: Callable[[Place], Place],
    at: datetime,
) -> Told:
    """Say what there is to say about a document that is still being typed.

    :param named: where the page has what stands at a place of the document; its rows may be numbered with gaps.
    """
    form = bind(document, options=load_options(), findings=examination.findings, limits=limits, named=named)
    kept_back: set[int] = set()
    parts = [part for home in _homes(form) if (part := _part(home, asked, kept_back))]
    lines = [line for line in form.summary if id(line.finding) not in kept_back]
    summary = summed_up(lines, is_whole=set(STEPS) <= asked.passed)
    entries = overview(form, fees=foresee(examination.document, at=at))
    return Told(summary, parts, counted(summary.errors), _written(form, examination, asked), entries)


def summed_up(lines: Sequence[Line], *, is_whole: bool) -> Summary:
    """The errors and the warnings among what is said."""
    errors = [line for line in lines if line.finding.severity == Severity.ERROR]
    return Summary(errors, [line for line in lines if line.finding.severity == Severity.WARNING], is_whole)


def counted(errors: Sequence[Line]) -> list[Count]:
    """How many errors each step holds."""
    found = Counter(line.step for line in errors)
    return [Count(step, title, found[step]) for step, title in STEPS.items()]


class _Home(NamedTuple):
    """What can say something: a field, a row or a list."""

    id: str
    name: str
    step: str
    findings: list[Finding]


def _homes(form: Form) -> Iterator[_Home]:
    for shown in form.fields:
        yield _Home(shown.id, shown.name, step_of(shown.place), shown.findings)
    for row in form.rows:
        yield _Home(row.id, row.name, step_of(row.place), row.findings)
    for name in form.lists:
        yield _Home(f"list-{name}", name, step_of((name,)), form.list_findings.get(name, []))


def _part(home: _Home, asked: Asked, kept_back: set[int]) -> Part | None:
    told: list[Finding] = []
    for finding in home.findings:
        missing_yet = finding.code in _MISSING and not (home.name in asked.touched or _is_passed(finding, home, asked))
        if missing_yet or home.name == asked.typing:
            kept_back.add(id(finding))
        else:
            told.append(finding)
    return Part(f"{home.id}-found", told) if told else None


def _is_passed(finding: Finding, home: _Home, asked: Asked) -> bool:
    step = "vehicles" if finding.code == "consignment_not_carried" else home.step
    return step in asked.passed


def _written(form: Form, examination: Examination, asked: Asked) -> list[Written]:
    """How the fields that were left are written, where that differs from what was typed."""
    if not asked.left:
        return []
    document = examination.document.as_json()
    fields = [shown for shown in form.fields if shown.name in asked.left and _may_be_rewritten(shown)]
    read = [(shown, look(document, shown.place)) for shown in fields]
    return [Written(shown.name, shown.value, text) for shown, text in read if text and text != shown.value]


def _may_be_rewritten(shown: Shown) -> bool:
    wrong = any(finding.severity == Severity.ERROR for finding in shown.findings)
    return bool(shown.value) and shown.field.kind in _WRITTEN and not wrong and not shown.locked
