"""Rows as the HTTP contract shows them: plain dicts, ready for JSON. What is kept of a scan's answer looks so too."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from declarations.estimates import Estimate
from declarations.models import Check, Fee, Vehicle
from declarations.queries.document import instant
from declarations.queries.progress import Progress, progress
from declarations.stages import CargoKind, CheckState

_OPEN = frozenset({CheckState.NOT_REQUIRED, CheckState.PENDING, CheckState.READY})


def check_shown(check: Check) -> dict[str, Any]:
    """One agency's step. `at`: when it was confirmed, held or refused; null while that is still to come.

    `fields`: what the declarant is to mend before a check that was sent back goes on.
    """
    state = check.state
    return {
        "id": check.pk,
        "code": check.code,
        "agency": check.agency,
        "state": state,
        "at": None if state in _OPEN else instant(check.decided_at),
        "note": check.note or None,
        "automatic": check.automatic,
        "reason": check.reason or None,
        "fields": check.fields_to_mend,
    }


def fee_shown(fee: Fee) -> dict[str, Any]:
    """One sum that a vehicle owes or has paid."""
    return {
        "id": fee.pk,
        "kind": fee.kind,
        "amount": fee.amount,
        "paid_at": instant(fee.paid_at),
        "receipt_number": fee.receipt_number or None,
        "basis": fee.basis,
    }


def progress_shown(vehicle: Vehicle, checks: Iterable[Check]) -> dict[str, Any]:
    """Stage and ticks."""
    return told(progress(vehicle, checks))


def told(reached: Progress) -> dict[str, Any]:
    """Stage and ticks as members of a vehicle."""
    return {
        "stage": reached.stage.value,
        "ticks": [{"code": code, "at": instant(at)} for code, at in reached.ticks.items()],
    }


def line_shown(vehicle: Vehicle, place: int | None, estimate: Estimate | None) -> dict[str, Any]:
    """Its place in line, null while it stands in none; how long it will wait, null where nothing can be said."""
    return {
        "position": place,
        "line_time": instant(vehicle.line_time),
        "green": is_green(vehicle.main_cargo),
        "estimate": estimate_shown(estimate),
    }


def estimate_shown(estimate: Estimate | None) -> dict[str, Any] | None:
    """Minutes from `made_at` until the truck is let in; to its exit where that is known too."""
    if estimate is None:
        return None
    leaving = estimate.exit and {f"{name}_minutes": minutes for name, minutes in asdict(estimate.exit).items()}
    entry = {f"{name}_minutes": minutes for name, minutes in asdict(estimate.entry).items()}
    return entry | {"to_exit": leaving, "made_at": instant(estimate.made_at)}


def is_green(cargo: str | None) -> bool:
    """Fresh fruit goes first (domain §7)."""
    return cargo == CargoKind.FRUIT.value


def vehicle_in_brief(vehicle: Vehicle, checks: Iterable[Check]) -> dict[str, Any]:
    """What an officer at the barrier needs to recognise a truck; no person is named."""
    return {
        "id": vehicle.pk,
        "declaration": vehicle.declaration.number,
        "key": vehicle.key,
        "role": vehicle.role,
        "plate": vehicle.plate,
        "trailer_plate": vehicle.trailer_plate or None,
        "container": vehicle.container or None,
        "direction": vehicle.direction,
        "cargo": vehicle.main_cargo or None,
        "green": is_green(vehicle.main_cargo),
        "stage": progress(vehicle, checks).stage.value,
    }
