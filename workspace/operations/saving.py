"""Saved things by hand: add, change, forget.

One company's saved things have one writer at a time, whoever it is: the company's row is the lock of them all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from contract.errors import Conflict, Invalid
from contract.finding import Finding
from contract.jsonpath import json_path
from declarations.findings import Facts, examine
from declarations.operations.filing import company_of
from workspace.models import SavedDriver, SavedRow, SavedTruck
from workspace.shelves import SHELVES, Shelf, Values


class BadRow(Invalid):
    """What is to be saved has errors; the findings say where in the document it is a piece of."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(_("This cannot be saved as it is; each finding says what to do."), findings=findings)


class AlreadySaved(Conflict):
    """The company has one of that plate, ID, tax code or description."""

    code = "already_saved"


@transaction.atomic
def add(*, what: str, body: dict[str, Any], by: User, at: datetime) -> SavedRow:
    """Save something by hand.

    :param what: the name of its shelf.
    :param body: a document that holds it alone, in its first row.
    :raises BadRow: it has errors.   :raises AlreadySaved: there is one like it.
    :raises OnlyCompanies, ViewerOnly, NotYours: not his to write.
    """
    shelf, company_id = SHELVES[what], company_of(by)
    values = _read(shelf, body, at=at)
    lock_saved_things(company_id)
    row: SavedRow | None = shelf.model.objects.filter(organisation_id=company_id, key=shelf.key(values)).first()
    if row is not None and row.forgotten_at is None:
        raise _already(values)
    row = row or shelf.model(organisation_id=company_id)
    row.times_used = 0
    return _write(shelf, row, values, at=at)


@transaction.atomic
def change(*, what: str, row_id: int, body: dict[str, Any], by: User, at: datetime) -> SavedRow:
    """Put other values into a saved thing.

    :raises BadRow, AlreadySaved, OnlyCompanies, ViewerOnly, NotYours: as for add.
    :raises SavedRow.DoesNotExist: there is none of that id, or it is not one of the company he works for.
    """
    shelf, company_id = SHELVES[what], company_of(by)
    values = _read(shelf, body, at=at)
    lock_saved_things(company_id)
    row: SavedRow = shelf.model.objects.at_hand(by).get(pk=row_id)
    others = shelf.model.objects.filter(organisation_id=company_id, key=shelf.key(values)).exclude(pk=row.pk)
    if others.filter(forgotten_at__isnull=True).exists():
        raise _already(values)
    others.delete()  # the mark of a forgotten one, whose place this takes
    return _write(shelf, row, values, at=at)


@transaction.atomic
def forget(*, what: str, row_id: int, by: User, at: datetime) -> None:
    """Forget a saved thing: its values go, its key stays, so that what was filed before does not bring it back.

    :raises OnlyCompanies, ViewerOnly, NotYours, SavedRow.DoesNotExist: as for change.
    """
    shelf = SHELVES[what]
    lock_saved_things(company_of(by))
    row: SavedRow = shelf.model.objects.at_hand(by).get(pk=row_id)
    if isinstance(row, SavedDriver):
        SavedTruck.objects.filter(driver=row).update(driver=None)
    if isinstance(row, SavedTruck):
        row.driver = None
    for column in shelf.places:
        setattr(row, column, shelf.stored(column, None))
    row.words, row.times_used, row.learnt_from, row.forgotten_at = "", 0, None, at
    row.save()


def lock_saved_things(company_id: int) -> None:
    """Nobody else writes saved things of this company until the transaction ends. Filings do not wait for it."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=company_id)


def _read(shelf: Shelf, body: dict[str, Any], *, at: datetime) -> Values:
    """The values as they will be kept.

    :raises BadRow: one of them is wrong, or what it is known by is missing.
    """
    examined = examine(body, facts=Facts(), at=at)
    ours = {json_path((*shelf.row, *place)): column for column, place in shelf.places.items()}
    found = [finding for finding in examined.findings if finding.is_error and finding.path in ours]
    found = [finding for finding in found if finding.code != "required" or ours[finding.path] in shelf.needed]
    values = shelf.taken_from(examined.document.model_dump())
    if found or not shelf.key(values):
        raise BadRow(found)
    return values


def _write(shelf: Shelf, row: SavedRow, values: Values, *, at: datetime) -> SavedRow:
    for column, value in values.items():
        setattr(row, column, shelf.stored(column, value))
    row.key, row.words = shelf.key(values), shelf.words(values)
    row.last_used_at, row.learnt_from, row.forgotten_at = at, None, None
    row.save()
    return row


def _already(values: Values) -> AlreadySaved:
    said = next(value for value in values.values() if value)
    return AlreadySaved(_("“%(said)s” is saved already; change that one.") % {"said": said})
