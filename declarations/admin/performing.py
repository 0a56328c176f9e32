"""Carrying out a move on chosen checks: each truck in its own transaction, with its own message."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contract.errors import DomainError
from declarations.admin.moves import READ_FIRST, Move
from declarations.admin.words import dong
from declarations.models import Check
from declarations.queries.cash import last_receipts

_LONGEST_ID = 18
_MOST_RECEIPTS = 20
"""So many are named after many payments at once; the list of receipts has them all."""


def name_of(check: Check) -> str:
    """How people call what a check is about: the truck's plate, or the declaration's number."""
    return check.vehicle.plate if check.vehicle else str(check.declaration)


def read_by(request: HttpRequest) -> dict[int, int]:
    """Up to where the officer had read the journal of each check's dossier, by the check: `read` is `12:5` of each."""
    sent = request.POST.getlist("read") if request.method == "POST" else request.GET.getlist("read")
    pairs = (one.partition(":") for one in sent)
    return {int(pk): int(to) for pk, _sep, to in pairs if _is_number(pk) and _is_number(to)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def attempt(
    move: Move, check: Check, *, by: User, at: datetime, said: dict[str, Any], read: Mapping[int, int] | None = None
) -> DomainError | None:
    """Do it, and answer with the refusal if there was one."""
    if move.name in READ_FIRST:
        said = {**said, "read_to": (read or {}).get(check.pk)}
    try:
        move.does(check_id=check.pk, by=by, at=at, **said)
    except DomainError as refusal:
        return refusal
    return None


def tell(request: HttpRequest, move: Move, outcomes: Sequence[tuple[Check, DomainError | None]]) -> None:
    """Say of each truck what came of it: those that were refused one by one, the others counted."""
    done = 0
    for check, refusal in outcomes:
        if refusal is None:
            done += 1
        else:
            text = _("%(truck)s: %(refusal)s") % {"truck": name_of(check), "refusal": refusal}
            messages.warning(request, text)
    if done:
        messages.success(request, _said(move, outcomes, done))


def _said(move: Move, outcomes: Sequence[tuple[Check, DomainError | None]], done: int) -> str:
    """To how many it was done; after payments with the way to their receipts, for whoever waits for one."""
    said: str = move.done % {"count": done}
    if move.name != "pay":
        return said
    receipts = last_receipts(check for check, refusal in outcomes if refusal is None)[:_MOST_RECEIPTS]
    page = "admin:declarations_receipt_change"
    links = [(reverse(page, args=[row.pk]), row.number, dong(row.said["amount"])) for row in receipts]
    return format_html("{} {}: {}", said, _("Receipts"), format_html_join(" · ", '<a href="{}">{}</a> {}', links))


def count(request: HttpRequest, move: Move, outcomes: Sequence[tuple[Check, DomainError | None]]) -> None:
    """Say how many it was done to and how many were refused, where the reasons stand beside their rows."""
    refused = [refusal is not None for _check, refusal in outcomes]
    if any(refused):
        text = ngettext(
            "%(count)d could not be done: it stays selected, with the reason.",
            "%(count)d could not be done: they stay selected, each with its reason.",
            sum(refused),
        )
        messages.warning(request, text % {"count": sum(refused)})
    if not all(refused):
        messages.success(request, _said(move, outcomes, len(refused) - sum(refused)))
