"""Taking in a file of many trucks, and asking for it to be checked or filed. The work itself is done by `bulk_work`."""

import hashlib
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.companies import may_act_for
from accounts.models import Organisation, User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours, WrongState
from declarations.findings import read
from declarations.findings.facts import keys_of
from declarations.operations.filing import company_of
from declarations.operations.permitting import require_filer
from workspace.bulk.entries import Entry, Placed, compose, grouped, repeated_plate
from workspace.bulk.sheet import read_file
from workspace.bulk.telling import kept
from workspace.bulk.values import CellReader, load_places
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState

MOST_ROWS: Final = 2_000
MOST_AT_WORK: Final = 3
"""So many files of one company are worked at or wait for it: the workers are everybody's."""
FOLDER: Final = "bulk"
LEFT_ALONE: Final = timedelta(days=1)
"""So long bytes may lie without a row: whoever wrote them may still be about to write it."""


class Taken(NamedTuple):
    """What became of an upload: a new file, or the one of the same bytes that was there."""

    file: BulkFile
    is_new: bool


class TooManyFiles(Conflict):
    """The company's former files are still being worked at."""

    code = "too_many_files"


class NothingToFile(Invalid):
    """No row of the file can be filed."""

    code = "nothing_to_file"


def take(*, data: bytes, name: str, by: User, at: datetime) -> Taken:
    """Take a file in and owe its checking. Bytes that the company has sent before are not taken again.

    Numbers and words are read in the active language, for 1.234 is not the same in all of them.

    :raises BadSheet: it cannot be read, or holds no column or no row that is known.
    :raises TooManyFiles: others are still at work.   :raises OnlyCompanies, ViewerOnly, NotYours: not his to do.
    """
    company_id, sha256 = company_of(by), hashlib.sha256(data).hexdigest()
    former = BulkFile.objects.filter(organisation_id=company_id, sha256=sha256).first()
    if former:
        return Taken(former, False)
    sheet = read_file(data, name=name, most_rows=MOST_ROWS)
    reader = CellReader(load_places())
    entries = [compose(rows, reader) for rows in grouped(sheet.rows)]
    mark_repeated(entries)
    file = BulkFile(
        organisation_id=company_id, name=_shown(name), kind=sheet.kind, size_bytes=len(data), sha256=sha256,
        columns=sheet.columns, row_count=len(sheet.rows), uploaded_by=by, uploaded_at=at, asked_by=by,
    )  # fmt: skip
    file.stored_as = default_storage.save(f"{FOLDER}/{get_random_string(32)}", ContentFile(data))
    try:
        with transaction.atomic():
            require_room(company_id)
            file.save()
            BulkEntry.objects.bulk_create([_row(file, entry) for entry in entries], batch_size=500)
    except (IntegrityError, TooManyFiles):
        default_storage.delete(file.stored_as)
        former = BulkFile.objects.filter(organisation_id=company_id, sha256=sha256).first()
        if former is None:
            raise
        return Taken(former, False)  # the same file came twice at the same moment
    return Taken(file, True)


def sweep(*, at: datetime) -> int:
    """Remove bytes of which no row speaks, as a killed process leaves them; answer how many files that were."""
    if not default_storage.exists(FOLDER):
        return 0
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < at - LEFT_ALONE]
    swept = 0
    for start in range(0, len(old), 500):
        some = old[start : start + 500]
        kept = set(BulkFile.objects.filter(stored_as__in=some).values_list("stored_as", flat=True))
        for name in some:
            if name not in kept:
                default_storage.delete(name)
                swept += 1
    return swept


@transaction.atomic
def check_again(*, file_id: int, by: User) -> BulkFile:
    """Owe another check of what is not filed: the world may have changed since.

    :raises WrongState: it is at work, or all of it is filed.   :raises TooManyFiles, NotYours, ViewerOnly: as for take.
    """
    file = _lock(file_id, by=by, among=(BulkState.CHECKED, BulkState.FILED))
    open_entries = BulkEntry.objects.filter(file=file).exclude(state=EntryState.FILED)
    if not open_entries.update(state=EntryState.PENDING):
        raise WrongState(_("All rows of this file are filed."))
    return _owe(file, BulkState.CHECKING, by=by)


@transaction.atomic
def order_filing(*, file_id: int, by: User) -> BulkFile:
    """Owe the filing of every row that can be filed.

    :raises WrongState: it is not checked, or at work.   :raises NothingToFile: no row can be filed.
    :raises TooManyFiles, NotYours, ViewerOnly: as for take.
    """
    file = _lock(file_id, by=by, among=(BulkState.CHECKED,))
    if not BulkEntry.objects.filter(file=file, state=EntryState.GOOD).exists():
        raise NothingToFile(_("No row of this file can be filed as it is."))
    return _owe(file, BulkState.FILING, by=by)


def _lock(file_id: int, *, by: User, among: tuple[BulkState, ...]) -> BulkFile:
    file = BulkFile.objects.select_for_update(of=("self",), no_key=True).get(pk=file_id)
    if not may_act_for(by, file.organisation_id):
        raise NotYours(_("Only the company that sent this file may do this."))
    require_filer(by)
    if file.state not in among:
        raise WrongState(_("This file is %(state)s.") % {"state": file.get_state_display()})
    return file


def _owe(file: BulkFile, state: BulkState, *, by: User) -> BulkFile:
    require_room(file.organisation_id)
    file.state, file.asked_by, file.leased_until = state, by, None
    file.save(update_fields=["state", "asked_by", "leased_until"])
    return file


def require_room(company_id: int) -> None:
    """Refuse when enough files of the company are at work. Needs a transaction: two of them wait for each other here.

    :raises TooManyFiles: they are.
    """
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=company_id)
    if BulkFile.objects.filter(organisation_id=company_id).at_work().count() >= MOST_AT_WORK:
        raise TooManyFiles(
            _("Other files of your company are still being worked at; send this one when they are done.")
        )


def mark_repeated(entries: list[Entry]) -> None:
    """Say of a vehicle that stands in two declarations of the file so: only one of them could be filed."""
    first: dict[tuple[str, str], int] = {}
    for entry in entries:
        plates = keys_of(read(entry.document).document).plates
        rows = sorted(first[plate] for plate in plates if plate in first)
        if rows:
            entry.findings.append(Placed(repeated_plate(rows[0]), 0, "plate"))
        for plate in plates:
            first.setdefault(plate, entry.rows[0].number)


def _shown(name: str) -> str:
    """The end of a file's name, where people number their files, without what cannot be shown."""
    return "".join(character for character in name if character.isprintable())[-160:].strip() or "…"


def _row(file: BulkFile, entry: Entry) -> BulkEntry:
    numbers = [row.number for row in entry.rows]
    return BulkEntry(
        file=file, position=numbers[0], row_count=len(numbers), document=entry.document, origins=entry.origins,
        lines=[{"row": row.number, "cells": row.cells} for row in entry.rows],
        sheet_findings=kept(entry.findings, numbers),
    )  # fmt: skip
