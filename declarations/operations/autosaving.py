"""Saving by itself: a page of the form keeps its draft, once however often the network makes it ask (docs/adr/0057).

A page numbers its saves. What it saved before it may replace, even when the answer was lost on the way; what another
page saved meanwhile it may not.
"""

import hashlib
import json
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.models import Declaration, DraftForm
from declarations.operations.drafting import replace_draft, save_draft
from declarations.operations.filing import Stale, company_of, lock_draft


def autosave(
    *,
    body: dict[str, Any],
    by: User,
    at: datetime,
    form: UUID,
    save: int | None = None,
    declaration_id: int | None = None,
    version: int | None = None,
) -> Declaration:
    """Keep what stands in a page of the form; the first save of a new page makes the draft.

    :param form: names the page.   :param save: counts its saves; None for one that a person asked for.
    :param declaration_id: of the draft that the page was opened with, None for a new one.
    :param version: of the draft, as the page knows it.
    :raises OnlyCompanies: `by` belongs to no company.   :raises NotYours: another company's draft.
    :raises WrongState: it is filed.   :raises Stale: it was changed elsewhere, or a later save overtook this one.
    """
    keep = partial(_keep, body=body, by=by, at=at, form=form, save=save)
    try:
        return keep(declaration_id=declaration_id, version=version)
    except IntegrityError:  # the same first save came twice at once: now there is a draft to go on with
        return keep(declaration_id=declaration_id, version=version)


@transaction.atomic
def _keep(
    *, body: dict[str, Any], by: User, at: datetime, form: UUID, save: int | None, declaration_id: int | None,
    version: int | None,
) -> Declaration:  # fmt: skip
    known = _form(company_of(by), form)
    if known is None and declaration_id is None:
        draft = save_draft(body=body, by=by, at=at)
        _note(DraftForm(organisation_id=draft.organisation_id, form=form, declaration=draft), draft, save)
        return draft
    draft = lock_draft(declaration_id or (known.declaration_id if known else 0), by=by)
    known = _form(draft.organisation_id, form) or DraftForm(
        organisation_id=draft.organisation_id, form=form, declaration=draft
    )
    if known.declaration_id != draft.pk:
        raise _stale()
    if known.version == draft.version:  # nobody else saved since: what this page saves goes on from there
        if save is not None and save <= known.saves:
            return _repeated(draft, body)
        version = draft.version
    elif version is None and (save is not None or known.pk):
        raise _stale()
    draft = replace_draft(declaration_id=draft.pk, body=body, by=by, at=at, version=version)
    _note(known, draft, save)
    return draft


def _form(company_id: int, form: UUID) -> DraftForm | None:
    found: DraftForm | None = DraftForm.objects.filter(organisation_id=company_id, form=form).first()
    return found


def _repeated(draft: Declaration, body: dict[str, Any]) -> Declaration:
    """A save that came before: done already when it says the same, else a late one of an older state."""
    if draft.draft == body:
        return draft
    raise _stale()


def _stale() -> Stale:
    return Stale(_("The declaration was changed since you read it; read it again."))


def _note(known: DraftForm, draft: Declaration, save: int | None) -> None:
    known.saves = max(known.saves, save or 0)
    known.version = draft.version
    known.digest = _digest(draft.draft)
    known.save()


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def filed_from(*, form: UUID, body: dict[str, Any], by: User) -> Declaration | None:
    """The declaration that was filed from that page with that very body: whoever sends it again has missed the answer.

    :raises OnlyCompanies: `by` belongs to no company.
    """
    known = _form(company_of(by), form)
    if known is None or known.declaration.is_draft or known.digest != _digest(body):
        return None
    return known.declaration
