"""Carrying out a move on chosen checks: each truck in its own transaction, with its own message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from contract.errors import DomainError
from declarations.admin.moves import Move
from declarations.models import Check


def name_of(check: Check) -> str:
    """How people call what a check is about: the truck's plate, or the declaration's number."""
    return check.vehicle.plate if check.vehicle else str(check.declaration)


def perform(
    request: HttpRequest, move: Move, checks: Iterable[Check], *, by: User, at: datetime, said: dict[str, Any]
) -> int:
    """Do it to each, say what came of it, and answer how often it was done. One refusal stops none of the others."""
    done = 0
    for check in checks:
        try:
            move.does(check_id=check.pk, by=by, at=at, **said)
        except DomainError as refusal:
            text = _("%(truck)s: %(refusal)s") % {"truck": name_of(check), "refusal": refusal}
            messages.warning(request, text)
        else:
            done += 1
    if done:
        messages.success(request, move.done % {"count": done})
    return done
