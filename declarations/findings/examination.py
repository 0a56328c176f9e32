"""The examination of a declaration: one pure function from a body and facts to a document and its findings."""

import re
from dataclasses import dataclass
from datetime import datetime

from contract.finding import Finding, Severity
from declarations import document as documents
from declarations.document import DeclarationBody
from declarations.findings.case import Case
from declarations.findings.catalogue import CONFLICTS, SHAPE_CODES
from declarations.findings.facts import Facts
from declarations.findings.goods import goods
from declarations.findings.header import header
from declarations.findings.reading import Reading, read
from declarations.findings.references import references
from declarations.findings.times import times
from declarations.findings.vehicles import receivers, vehicles
from declarations.findings.windows import window

_RULES = (header, times, window, goods, vehicles, receivers, references)
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]|\['")


@dataclass(frozen=True, slots=True)
class Examination:
    """A document as it would be kept (plates and phones in their shown form) and all there is to say about it."""

    document: DeclarationBody
    findings: tuple[Finding, ...]
    next_free: tuple[datetime, ...] = ()
    """The windows that are free, where the one asked for is not."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.ERROR)

    @property
    def malformed(self) -> tuple[Finding, ...]:
        """Errors of shape: what they are about was left out of the document, so not even a draft keeps it."""
        return tuple(finding for finding in self.findings if finding.code in SHAPE_CODES)

    @property
    def is_fileable(self) -> bool:
        return not self.errors

    @property
    def only_conflicts(self) -> bool:
        """Whether there are errors and all of them are conflicts (409 instead of 422)."""
        return bool(self.errors) and all(finding.code in CONFLICTS for finding in self.errors)

    def by_path(self) -> dict[str, list[Finding]]:
        """The findings at their places, for a form."""
        places: dict[str, list[Finding]] = {}
        for finding in self.findings:
            places.setdefault(finding.path, []).append(finding)
        return places


def examine(body: object, *, facts: Facts, at: datetime) -> Examination:
    """Read a body and apply every rule to what could be read; never raises for anything a user can send.

    :param at: the instant of asking, with its zone.
    """
    return examine_reading(read(body), facts=facts, at=at)


def examine_reading(reading: Reading, *, facts: Facts, at: datetime) -> Examination:
    """As `examine`, for a body that was read before, to learn which facts it needs. Takes the document over."""
    case = Case(reading.document, facts, at, reading.unreadable, list(reading.findings))
    for rules in _RULES:
        rules(case)
    if len(case.found) > 1:
        case.found.sort(key=_place)
    return Examination(case.document, tuple(case.found), case.next_free)


# By the member that holds a body: its own members, in the order in which the document shows them.
_BODIES: dict[str, type[documents.Body]] = {
    "": documents.DeclarationBody,
    "contact": documents.ContactBody,
    "fee_payer": documents.FeePayerBody,
    "consignments": documents.ConsignmentBody,
    "owner": documents.OwnerBody,
    "items": documents.ItemBody,
    "vehicles": documents.VehicleBody,
    "driver": documents.DriverBody,
    "companion": documents.CompanionBody,
    "receiving_vehicles": documents.ReceivingVehicleBody,
}
_ORDER = {(holder, name): place for holder, body in _BODIES.items() for place, name in enumerate(body.model_fields)}
_LAST = 1_000


def _place(finding: Finding) -> tuple[tuple[int, str], ...]:
    """Where a finding stands in the document: members in the document's order, entries by index."""
    place: list[tuple[int, str]] = []
    holder = ""
    for name, index in _STEP.findall(finding.path):
        if index:
            place.append((int(index), ""))
        else:
            place.append((_ORDER.get((holder, name), _LAST), name))
            holder = name
    return tuple(place)
