"""Whole answers: what has to be looked up for one declaration or many, in a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from contract.finding import Finding
from declarations import estimates
from declarations.api import output
from declarations.findings import Examination
from declarations.models import Declaration
from declarations.operations.examining import examine_for
from declarations.queries.document import as_document
from declarations.queries.queues import places_in_line
from declarations.queries.whole import Whole, load
from declarations.stages import Status


def one(row: Declaration, *, by: User, at: datetime) -> dict[str, Any]:
    """A declaration (gate, lane and yard selected) with its findings.

    Of a draft, all there are; of an open one, warnings and hints: it was filed without errors. Of a closed one, none.
    """
    (whole,) = load([row])
    document = None if row.is_draft else as_document(whole)
    body = row.draft if row.is_draft else document
    found: tuple[Finding, ...] = ()
    if row.status in (Status.DRAFT, Status.OPEN):
        found = examine_for(body=body, by=by, at=at, leaving_out=row.pk).findings
    shown = [finding for finding in found if row.is_draft or not finding.is_error]
    places, waits = places_in_line(whole.vehicles), estimates.of_vehicles(whole.vehicles, at=at)
    answer = output.declaration(whole, at=at, places=places, waits=waits, document=document)
    return answer | {"findings": output.findings(shown)}


def draft(row: Declaration, examination: Examination, *, at: datetime) -> dict[str, Any]:
    """A draft that was examined already."""
    return output.declaration(Whole(row), at=at) | {"findings": output.findings(examination.findings)}


def many(rows: Iterable[Declaration], *, at: datetime) -> list[dict[str, Any]]:
    """Declarations (gate, lane and yard selected) without findings."""
    wholes = load(rows)
    vehicles = [vehicle for whole in wholes for vehicle in whole.vehicles]
    places, waits = places_in_line(vehicles), estimates.of_vehicles(vehicles, at=at)
    return [output.declaration(whole, at=at, places=places, waits=waits) for whole in wholes]


def vehicle(declaration_id: int, vehicle_id: int, *, at: datetime, moved_to: str | None = None) -> dict[str, Any]:
    """A vehicle after an act on it."""
    rows = Declaration.objects.filter(pk=declaration_id).select_related("gate", "lane", "yard")
    (whole,) = load(rows)
    acted = [row for row in whole.vehicles if row.pk == vehicle_id]
    place = places_in_line(acted).get(vehicle_id)
    wait = estimates.of_vehicles(acted, at=at).get(vehicle_id)
    return output.acted_vehicle(whole, vehicle_id, place=place, wait=wait, moved_to=moved_to)
