"""The work that a file of many trucks is owed: its rows checked, its good rows filed, a few at a time.

A lease keeps two workers from one file; it holds for a minute and is renewed with every step, so a killed worker is
followed soon. It proves nothing: what is filed once and never again is said by the entry itself, which is locked,
filed and marked in one transaction.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.companies import work_for
from accounts.models import User
from contract.errors import DomainError
from contract.finding import Finding, Severity
from declarations.errors import NotYours
from declarations.findings import Examination
from declarations.operations.examining import examine_all_for
from declarations.operations.filing import Prepared, Unfileable, company_of, file_prepared, file_whole, prepare_all
from workspace.bulk.telling import kept, placed
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState

LEASE: Final = timedelta(minutes=1)
CHECKED_AT_ONCE: Final = 100
FILED_AT_ONCE: Final = 25
"""Rows a step: it takes about a second, so that progress is seen, no lease runs out, and what was looked up for all of
them at once is fresh (ADR 0061)."""


@transaction.atomic
def lease(*, at: datetime) -> int | None:
    """Take the file that has waited longest since anybody was at it; answers its id, None when nothing is owed."""
    due = _skipping(BulkFile.objects.due(at)).order_by(F("leased_until").asc(nulls_first=True), "pk")
    file: BulkFile | None = due.first()
    if file is None:
        return None
    BulkFile.objects.filter(pk=file.pk).update(leased_until=at + LEASE)
    return file.pk


def release(*, file_id: int, at: datetime) -> None:
    """Let go of a file: whoever comes next may take it, after those that wait longer."""
    BulkFile.objects.filter(pk=file_id).update(leased_until=at)


def anything_due(*, at: datetime) -> bool:
    """Whether a file is owed work and nobody is at it."""
    return BulkFile.objects.due(at).exists()


def work_some(*, file_id: int, at: datetime) -> bool:
    """Do a step of what a file is owed; answers whether there is more."""
    file = BulkFile.objects.select_related("asked_by__organisation").get(pk=file_id)
    if not file.is_at_work:
        return False
    BulkFile.objects.filter(pk=file_id).update(leased_until=at + LEASE)
    if file.state == BulkState.CHECKING:
        return _check_some(file, at=at) or _end(file, BulkState.CHECKED, owed=EntryState.PENDING)
    return _file_some(file, at=at) or _end(file, BulkState.FILED, owed=EntryState.GOOD)


@transaction.atomic
def _end(file: BulkFile, state: BulkState, *, owed: EntryState) -> bool:
    """Say that the work is done, unless another worker still holds some of it."""
    rest = BulkEntry.objects.filter(file=file, state=owed)
    if not rest.exists():
        BulkFile.objects.filter(pk=file.pk, state=file.state).update(state=state, leased_until=None)
    return False


# Checking


@transaction.atomic
def _check_some(file: BulkFile, *, at: datetime) -> bool:
    pending = _skipping(BulkEntry.objects.filter(file=file, state=EntryState.PENDING))
    entries = list(pending.order_by("position")[:CHECKED_AT_ONCE])
    work_for(file.asked_by, file.organisation_id)
    examinations = examine_all_for(bodies=[entry.document for entry in entries], by=file.asked_by, at=at)
    for entry, examination in zip(entries, examinations, strict=True):
        _say(entry, examination)
    BulkEntry.objects.bulk_update(entries, ["state", "findings"])
    return len(entries) == CHECKED_AT_ONCE


def _say(entry: BulkEntry, examination: Examination) -> None:
    """Keep what the sheet and the examination say of an entry."""
    entry.findings = [*entry.sheet_findings, *_kept(entry, examination.findings)]
    is_bad = any(finding["severity"] == Severity.ERROR for finding in entry.findings)
    entry.state = EntryState.BAD if is_bad else EntryState.GOOD


def _kept(entry: BulkEntry, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    rows = [line["row"] for line in entry.lines]
    return kept(placed(findings, entry.origins), rows)


# Filing


def _file_some(file: BulkFile, *, at: datetime) -> bool:
    good = BulkEntry.objects.filter(file=file, state=EntryState.GOOD)
    some = dict(good.order_by("position").values_list("pk", "document")[:FILED_AT_ONCE])
    by = file.asked_by
    work_for(by, file.organisation_id)
    prepared = prepare_all(bodies=list(some.values()), by=by, at=at) if some else []
    for entry_id, ready in zip(some, prepared, strict=True):
        try:
            try:
                file_entry(entry_id=entry_id, by=by, company_id=file.organisation_id, at=at, prepared=ready)
            except IntegrityError:  # somebody was first since it was looked up: once more, by itself
                file_entry(entry_id=entry_id, by=by, company_id=file.organisation_id, at=at)
        except DomainError as refusal:
            _refuse(entry_id, refusal)
        except IntegrityError:
            _refuse(entry_id, None)
    return len(some) == FILED_AT_ONCE


@transaction.atomic
def file_entry(*, entry_id: int, by: User, company_id: int, at: datetime, prepared: Prepared | None = None) -> bool:
    """File what an entry says, once: False when it is filed already, or another worker is at it.

    :raises Unfileable: the document has errors by now.   :raises OnlyCompanies, ViewerOnly, NotYours: as for filing.
    :raises IntegrityError: prepared, and somebody was first since.
    """
    good = BulkEntry.objects.filter(pk=entry_id, state=EntryState.GOOD).only("file_id", "state", "document")
    entry = _skipping(good).first()
    if entry is None:
        return False
    work_for(by, company_id)
    if company_of(by) != company_id:
        raise NotYours(_("The company took back its consent; you cannot file for it any more."))
    body = entry.document
    filed = (
        file_prepared(body=body, prepared=prepared, by=by, at=at) if prepared else file_whole(body=body, by=by, at=at)
    )
    entry.declaration = filed.whole.declaration
    entry.state = EntryState.FILED
    entry.save(update_fields=["state", "declaration"])
    return True


@transaction.atomic
def _refuse(entry_id: int, refusal: DomainError | None) -> None:
    """Keep why an entry was not filed; the others go on."""
    entry = _skipping(BulkEntry.objects.filter(pk=entry_id, state=EntryState.GOOD)).first()
    if entry is None:
        return
    findings = refusal.findings if isinstance(refusal, Unfileable) else (_refused(refusal),)
    entry.findings, entry.state = [*entry.sheet_findings, *_kept(entry, findings)], EntryState.BAD
    entry.save(update_fields=["state", "findings"])


def _refused(refusal: DomainError | None) -> Finding:
    if refusal is None:  # a constraint that no finding foresaw, several times
        text = _("Somebody else was filing the same at the same moment.")
        return Finding("conflict", Severity.ERROR, "$", text, _("Check the file again."))
    return Finding(refusal.code, Severity.ERROR, "$", refusal.detail, "")


def _skipping(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Locked, leaving out what another worker holds."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows
