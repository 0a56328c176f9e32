"""Drafts: whatever was typed is kept as it is, may lack anything, and never blocks anybody. And copies."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from declarations.models import Declaration
from declarations.operations.filing import company_of, lock_draft
from declarations.operations.permitting import require_company
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import Status

NOT_COPIED = ("expected_arrival", "window", "client_reference")
"""What belongs to one passage only; a copy leaves it to be given."""


@transaction.atomic
def save_draft(*, body: dict[str, Any], by: User, at: datetime, copied_from: Declaration | None = None) -> Declaration:
    """Keep a draft.

    :raises OnlyCompanies: `by` belongs to no company.
    """
    return Declaration.objects.create(
        organisation_id=company_of(by), created_by=by, status=Status.DRAFT, draft=body, created_at=at,
        updated_at=at, copied_from=copied_from, client_reference=_reference(body),
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
    declaration.client_reference = _reference(body)
    declaration.version += 1
    declaration.save(update_fields=["draft", "updated_at", "version", "client_reference"])
    return declaration


@transaction.atomic
def discard_draft(*, declaration_id: int, by: User, version: int | None = None) -> None:
    """Throw a draft away.

    :raises WrongState: it is filed.   :raises NotYours: another company's.   :raises Stale: not at `version` any more.
    """
    lock_draft(declaration_id, by=by, version=version).delete()


@transaction.atomic
def copy(*, declaration_id: int, by: User, at: datetime) -> Declaration:
    """Start a draft from a former declaration of one's own company; the time of arrival is left to be given.

    :raises NotYours: another company's.
    """
    original = Declaration.objects.get(pk=declaration_id)
    require_company(by, original)
    body = as_document(load_one(declaration_id))
    body.update(dict.fromkeys(NOT_COPIED))
    return save_draft(body=body, by=by, at=at, copied_from=original)


def _reference(body: dict[str, Any]) -> str:
    reference = body.get("client_reference")
    return reference[:64] if isinstance(reference, str) else ""
