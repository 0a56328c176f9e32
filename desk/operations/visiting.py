"""Noting who looked at what in the desk, and forgetting it in time (ADR 0085)."""

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import models

from accounts.models import User
from desk.models import Visit, VisitKind
from desk.queries.visits import dossier_behind

KEPT: Final = timedelta(days=180)
"""For so long one can ask who looked ○."""
AT_ONCE: Final = 5_000


def note(
    *, by: User, at: datetime, kind: VisitKind, page: str, row: int | None, address: str | None
) -> Visit:  # fmt: skip
    """Keep one visit: one insert, and one look-up more where the dossier is not named by the page's own address."""
    return Visit.objects.create(
        person=by, at=at, kind=kind, page=page[:80], row=row, declaration_ref=dossier_behind(page, row),
        address=address,
    )  # fmt: skip


def forget(*, at: datetime) -> int:
    """Delete visits, sign-ins and failed sign-ins older than `KEPT`, a few thousand at a time; answer how many."""
    before = at - KEPT
    many = _delete(Visit, {"at__lt": before})
    for model in (AccessLog, AccessFailureLog, AccessAttempt):
        many += _delete(model, {"attempt_time__lt": before})
    return many


def _delete(model: type[models.Model], old: dict[str, datetime]) -> int:
    rows, many = model._default_manager.filter(**old).order_by("pk"), 0
    while ids := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        many += model._default_manager.filter(pk__in=ids).delete()[0]
    return many
