"""Answers of the API as plain dicts: rows in hand in, the HTTP contract's members out. No query is made here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from contract.finding import Finding
from declarations.document import DeclarationBody
from declarations.estimates import Estimate
from declarations.findings import read
from declarations.models import Check, Event, Gate, Pause, Reason, Vehicle
from declarations.operations.filing import Filed
from declarations.operations.lapsing import is_overdue
from declarations.queries.board import Board, colour_of
from declarations.queries.document import as_document, booked_window, instant
from declarations.queries.pausing import public_notices
from declarations.queries.progress import TICKS
from declarations.queries.queues import Queue
from declarations.queries.shown import check_shown, estimate_shown, fee_shown, is_green, line_shown, progress_shown
from declarations.queries.whole import Whole, by_vehicle
from declarations.queries.windows import Offered
from declarations.stages import Role

_TRUCKS = (("vehicles", Role.CARRIER), ("receiving_vehicles", Role.RECEIVER))
_NO_PLACES: dict[int, int] = {}
_NO_ESTIMATES: dict[int, Estimate] = {}


def declaration(
    whole: Whole, *, at: datetime, places: Mapping[int, int] = _NO_PLACES,
    waits: Mapping[int, Estimate] = _NO_ESTIMATES, document: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One declaration, without findings.

    :param places: places in line by vehicle.   :param waits: how long each will wait.
    :param document: its document, where that is at hand already.
    """
    if whole.declaration.is_draft:
        return _header(whole, _draft(whole.declaration.draft), at=at) | {"checks": [], "fees": []}
    if document is None:
        document = as_document(whole)
    checks = by_vehicle(whole.checks)
    for name, role in _TRUCKS:
        for body, vehicle in zip(document[name], whole.of_role(role), strict=True):
            place, wait = places.get(vehicle.pk), waits.get(vehicle.pk)
            body |= passage(vehicle, checks[vehicle.pk], whole, place=place, wait=wait)
    return _header(whole, document, at=at) | {"checks": [check_shown(check) for check in checks[None]], "fees": []}


def filed(filing: Filed, *, at: datetime) -> dict[str, Any]:
    """A declaration that was filed this moment, from what filing has in hand."""
    row = filing.whole.declaration
    document = filing.document.as_json() | {
        "yard": row.yard.code if row.yard else None,
        "transshipment": filing.document.is_transshipped,
        "window": instant(booked_window(filing.whole.vehicles)),
    }
    return declaration(filing.whole, at=at, document=document) | {"findings": findings(filing.findings)}


def _header(whole: Whole, document: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    row = whole.declaration
    any_seen = any(vehicle.seen_at for vehicle in whole.vehicles)
    return document | {
        "id": row.pk,
        "number": row.number,
        "status": str(row.status),
        "overdue": is_overdue(row, any_seen=any_seen, at=at),
        "filed_at": instant(row.filed_at),
        "updated_at": instant(row.updated_at),
        "version": row.version,
    }


def _draft(typed: dict[str, Any] | None) -> dict[str, Any]:
    """A draft's document with every member, and vehicles that nothing has happened to yet."""
    document = read(typed or {}).document
    shown = document.as_json() | {"transshipment": document.transshipment}
    for name, _role in _TRUCKS:
        shown[name] = [body | _unfiled(document, body) for body in shown[name]]
    return shown


def _unfiled(document: DeclarationBody, body: dict[str, Any]) -> dict[str, Any]:
    carried = {goods.cargo_kind for goods in document.consignments if goods.key in set(body["consignments"])}
    return {
        "id": None,
        "stage": None,
        "ticks": [{"code": code, "at": None} for code in TICKS],
        "line": {"position": None, "line_time": None, "green": carried == {"fruit"}, "estimate": None},
        "checks": [],
        "fees": [],
    }


def passage(
    vehicle: Vehicle, checks: Sequence[Check], whole: Whole, *, place: int | None, wait: Estimate | None
) -> dict[str, Any]:
    """What is added to a vehicle as it was declared."""
    return {
        "id": vehicle.pk,
        **progress_shown(vehicle, checks),
        "line": line_shown(vehicle, place, wait),
        "checks": [check_shown(check) for check in checks],
        "fees": [fee_shown(fee) for fee in whole.fees.get(vehicle.pk, ())],
    }


def acted_vehicle(
    whole: Whole, vehicle_id: int, *, place: int | None, wait: Estimate | None, moved_to: str | None
) -> dict[str, Any]:
    """A vehicle after an act on it."""
    (vehicle,) = [row for row in whole.vehicles if row.pk == vehicle_id]
    return {
        "declaration": whole.declaration.number,
        "key": vehicle.key,
        "role": vehicle.role,
        "plate": vehicle.plate,
        "trailer_plate": vehicle.trailer_plate or None,
        "container": vehicle.container or None,
        "direction": vehicle.direction,
        "held": vehicle.road_held_at is not None,
        "moved_to": moved_to,
        **passage(vehicle, whole.checks_of(vehicle.pk), whole, place=place, wait=wait),
    }


def findings(found: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings in the active language."""
    return [finding.as_json() for finding in found]


def event(row: Event) -> dict[str, Any]:
    """One entry of the journal (rows with `actor` selected). Agencies act, not persons: nobody is named."""
    return {
        "seq": row.seq,
        "verb": row.verb,
        "vehicle_id": row.vehicle_id,
        "vehicle": row.vehicle_key or None,
        "check": row.check_code or None,
        "by": (row.actor.agency or row.actor.role) if row.actor else None,
        "happened_at": instant(row.happened_at),
        "recorded_at": instant(row.recorded_at),
        "data": row.data,
    }


def queue_row(row: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """A check that waits, from the columns of `queries.queues.ROW_FIELDS`."""
    ready_at: datetime | None = row["ready_at"]
    return {
        "id": row["id"],
        "check": row["code"],
        "state": row["state"],
        "vehicle_id": row["vehicle_id"],
        "declaration": row["declaration__number"],
        "plate": row["vehicle__plate"],
        "role": row["vehicle__role"],
        "trailer_plate": row["vehicle__trailer_plate"] or None,
        "container": row["vehicle__container"] or None,
        "cargo": row["vehicle__main_cargo"] or None,
        "direction": row["direction"],
        "green": is_green(row["vehicle__main_cargo"]),
        "seen": row["is_seen"],
        "ready_at": instant(ready_at),
        "waiting_seconds": max(0, int((at - ready_at).total_seconds())) if ready_at else None,
        "queue_at": instant(row["queue_at"]),
        "expected_arrival": instant(row["declaration__expected_arrival"]),
    }


def queue(row: Queue) -> dict[str, Any]:
    """One queue of an officer."""
    return row._asdict() | {"oldest_ready_at": instant(row.oldest_ready_at)}


def reason(row: Reason) -> dict[str, Any]:
    """A reason of an agency's catalogue, in the active language."""
    return {"code": row.code, "label": row.label, "decisions": row.decisions}


def gate(row: Gate) -> dict[str, Any]:
    """A gate (lanes, yards and hours at hand) in the active language."""
    return {
        "code": row.code,
        "name": row.name,
        "opposite": row.opposite or None,
        "kind": row.kind,
        "takes_trucks": row.takes_trucks,
        "hours": [
            {"weekday": hours.weekday, "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
            for hours in sorted(row.hours.all(), key=lambda hours: (hours.weekday, hours.opens))
        ],
        "lanes": [
            {"code": lane.code, "name": lane.name, "direction": lane.direction or None, "open": lane.is_open}
            for lane in sorted(row.lanes.all(), key=lambda lane: lane.code)
        ],
        "yards": [
            {
                "code": yard.code,
                "name": yard.name,
                "inside": yard.is_inside,
                "transshipment": yard.has_transshipment,
                "open": yard.is_open,
            }
            for yard in sorted(row.yards.all(), key=lambda yard: yard.code)
        ],
    }


def window(direction: str, row: Offered) -> dict[str, Any]:
    """An arrival window."""
    return {
        "starts_at": instant(row.offer.starts_at),
        "direction": direction,
        "capacity": row.offer.capacity,
        "free": row.free,
        "free_for_green": row.free_for_green,
    }


def board(
    gate: Gate, counted: Board, pauses: Sequence[Pause], waits: Mapping[str, Estimate], *, at: datetime
) -> dict[str, Any]:
    """The public board; its notice in the active language.

    :param waits: how long a truck would wait that arrives now, by direction.
    """
    sides = {
        direction: {
            **side._asdict(),
            "colour": colour_of(side.waiting),
            "estimate": estimate_shown(waits.get(direction)),
        }
        for direction, side in counted.sides.items()
    }
    return {
        "gate": gate.code,
        "as_of": instant(at),
        "state": counted.state,
        "notice": "\n".join(public_notices(gate, pauses)) or None,
        "pauses": [
            {
                "lane": pause.lane.code if pause.lane else None,
                "since": instant(pause.started_at),
                "until": instant(pause.until),
                "reason": pause.reason,
            }
            for pause in pauses
        ],
        "directions": sides,
    }
