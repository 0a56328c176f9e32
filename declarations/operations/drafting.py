"""Drafts: whatever was typed is kept as it is, may lack anything, and never blocks anybody. And copies."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from declarations.marks import marks_of_draft
from declarations.models import Attachment, Declaration
from declarations.operations.filing import company_of, lock_draft
from declarations.operations.permitting import require_company
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import Status

NOT_COPIED = ("expected_arrival", "window", "client_reference")
NOT_COPIED_OF_GOODS = ("customs_number",)
NOT_COPIED_OF_TRUCKS = ("seal", "container")
"""What belongs to one passage only; a copy leaves it to be given."""
KEPT_OF_ANOTHER_TRUCK = ("key", "country", "consignments")
"""What is said of the truck where the same goods go on another one. Its kind and its fee class are its own."""


@transaction.atomic
def save_draft(*, body: dict[str, Any], by: User, at: datetime, copied_from: Declaration | None = None) -> Declaration:
    """Keep a draft.

    :raises OnlyCompanies: `by` belongs to no company.
    """
    return Declaration.objects.create(
        organisation_id=company_of(by), created_by=by, status=Status.DRAFT, draft=body, created_at=at,
        updated_at=at, copied_from=copied_from, client_reference=_reference(body), marks=marks_of_draft(body),
    )  # fmt: skip


@transaction.atomic
def replace_draft(
    *, declaration_id: int, body: dict[str, Any], by: User, at: datetime, version: int | None = None
) -> Declaration:
    """Put another body into a draft.

    :raises WrongState: it is filed.   :raises NotYours: another company's.   :raises Stale: not at `version` any more.
    """
    declaration = lock_draft(declaration_id, by=by, version=version)
    declaration.draft, declaration.updated_at = body, at
    declaration.client_reference, declaration.marks = _reference(body), marks_of_draft(body)
    declaration.version += 1
    declaration.save(update_fields=["draft", "updated_at", "version", "client_reference", "marks"])
    return declaration


@transaction.atomic
def discard_draft(*, declaration_id: int, by: User, version: int | None = None) -> None:
    """Throw a draft away, with the documents attached to it.

    :raises WrongState: it is filed.   :raises NotYours: another company's.   :raises Stale: not at `version` any more.
    """
    draft = lock_draft(declaration_id, by=by, version=version)
    Attachment.objects.filter(declaration=draft).delete()
    draft.delete()


@transaction.atomic
def copy(*, declaration_id: int, by: User, at: datetime) -> Declaration:
    """Start a draft from a former declaration of one's own company: a body like it (see `like`).

    :raises NotYours: another company's.
    """
    body = like(declaration_id=declaration_id, by=by)
    return save_draft(body=body, by=by, at=at, copied_from=Declaration.objects.get(pk=declaration_id))


def like(*, declaration_id: int, by: User, another_truck: bool = False) -> dict[str, Any]:
    """The body of a new declaration like a former one. Writes nothing.

    The time of arrival is left to be given; so are customs numbers, seals and containers, which are of one passage.

    :param another_truck: more of the same goods, on another truck: customs numbers stay, the truck is to be given.
    :raises NotYours: another company's.
    """
    require_company(by, Declaration.objects.get(pk=declaration_id))
    body = as_document(load_one(declaration_id))
    body.update(dict.fromkeys(NOT_COPIED))
    if another_truck:
        kept = [{name: vehicle.get(name) for name in KEPT_OF_ANOTHER_TRUCK} for vehicle in _rows(body, "vehicles")]
        return body | {"vehicles": kept, "receiving_vehicles": []}
    for goods in _rows(body, "consignments"):
        goods.update(dict.fromkeys(NOT_COPIED_OF_GOODS))
    for truck in (*_rows(body, "vehicles"), *_rows(body, "receiving_vehicles")):
        truck.update({name: None for name in NOT_COPIED_OF_TRUCKS if name in truck})
    return body


def _rows(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a list; a draft may hold anything."""
    rows = body.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reference(body: dict[str, Any]) -> str:
    reference = body.get("client_reference")
    return reference[:64] if isinstance(reference, str) else ""
