"""Documents of a declaration: attached and taken back by its company, on drafts and until the declaration has ended.

Bytes first, then the row and what the journal says of it in one transaction: a row never speaks of bytes that are not
there, and bytes of which no row speaks are swept (ADR 0063).
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, DomainError, Invalid
from declarations import journal, papers
from declarations.errors import WrongState
from declarations.formats import BadFormat, clean_text
from declarations.formats.papers import read_kind, shown_name
from declarations.models import Attachment, Declaration, Vehicle
from declarations.operations.permitting import require_company
from declarations.stages import Status, Verb

LARGEST: Final = 10 * 1024 * 1024
MOST: Final = 20
LONGEST_TITLE: Final = 160
KEPT_AFTER_REMOVAL: Final = timedelta(days=30)
LEFT_ALONE: Final = timedelta(days=1)
"""So long bytes may lie without a row: whoever wrote them may still be about to write it."""


class DocumentTooLarge(DomainError):
    """The file is larger than 10 MB."""

    code = "document_too_large"
    status = 413


class BadDocument(Invalid):
    """The file is empty, damaged, or neither PDF nor JPEG nor PNG, whatever its name says."""

    code = "bad_document"


class AlreadyAttached(Conflict):
    """The very same file is attached to this declaration already."""

    code = "already_attached"


class TooManyDocuments(Conflict):
    """The declaration has as many documents as it may."""

    code = "too_many_documents"


def attach(
    *,
    declaration_id: int,
    content: bytes,
    name: str,
    by: User,
    at: datetime,
    title: str = "",
    vehicle_id: int | None = None,
) -> Attachment:
    """Attach a file.

    :param name: what the person's machine calls it; cleaned, and only shown.
    :param vehicle_id: the vehicle of that declaration which it belongs to, if to one alone.
    :raises NotYours: another company's.   :raises WrongState: the declaration has ended.
    :raises DocumentTooLarge, BadDocument: the file cannot be taken.
    :raises AlreadyAttached, TooManyDocuments: the declaration cannot take it.
    """
    require_company(by, Declaration.objects.get(pk=declaration_id))  # before anything is written for a stranger
    kind = _kind_of(content)
    row = Attachment(
        declaration_id=declaration_id, name=shown_name(name, kind), title=_title(title), kind=kind,
        size_bytes=len(content), sha256=sha256(content).hexdigest(), stored_as=papers.keep(content),
        added_by=by, added_at=at,
    )  # fmt: skip
    try:
        return _record(row, vehicle_id=vehicle_id)
    except DomainError:
        papers.forget(row.stored_as)
        raise


@transaction.atomic
def _record(row: Attachment, *, vehicle_id: int | None) -> Attachment:
    declaration = _open_declaration(row.declaration_id, by=row.added_by)
    standing = Attachment.objects.standing().filter(declaration=declaration)
    same = standing.filter(sha256=row.sha256).first()
    if same:
        raise AlreadyAttached(_("This file is attached already, as “%(name)s”.") % {"name": same.title or same.name})
    if standing.count() >= MOST:
        raise TooManyDocuments(_("A declaration takes %(most)d documents; remove one first.") % {"most": MOST})
    row.vehicle = Vehicle.objects.filter(declaration=declaration, pk=vehicle_id).first() if vehicle_id else None
    row.save(force_insert=True)
    _tell(declaration, row, Verb.ATTACHED, by=row.added_by, at=row.added_at)
    return row


@transaction.atomic
def remove(*, attachment_id: int, by: User, at: datetime) -> None:
    """Take a document back. Its row stays; its bytes stay for another 30 days. Taken back already: nothing is done.

    :raises NotYours: another company's.   :raises WrongState: the declaration has ended.
    """
    row = Attachment.objects.select_related("vehicle").get(pk=attachment_id)
    declaration = _open_declaration(row.declaration_id, by=by)
    row.refresh_from_db(fields=["removed_at"])
    if row.removed_at:
        return
    row.removed_at, row.removed_by = at, by
    row.save(update_fields=["removed_at", "removed_by"])
    _tell(declaration, row, Verb.ATTACHMENT_REMOVED, by=by, at=at)


def sweep(*, at: datetime) -> int:
    """Remove bytes that no row speaks of any more, or has not for 30 days; answer how many files that were."""
    names = list(papers.older_than(at - LEFT_ALONE))
    swept = 0
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        spoken_of = Q(removed_at__isnull=True) | Q(removed_at__gt=at - KEPT_AFTER_REMOVAL)
        kept = set(Attachment.objects.filter(spoken_of, stored_as__in=some).values_list("stored_as", flat=True))
        for name in some:
            if name not in kept:
                papers.forget(name)
                swept += 1
    return swept


def _open_declaration(declaration_id: int, *, by: User) -> Declaration:
    rows = Declaration.objects.select_for_update(of=("self",), no_key=True)
    declaration: Declaration = rows.get(pk=declaration_id)
    require_company(by, declaration)
    if declaration.status not in (Status.DRAFT, Status.OPEN):
        raise WrongState(_("This declaration has ended; its documents stay as they are."))
    return declaration


def _tell(declaration: Declaration, row: Attachment, verb: Verb, *, by: User, at: datetime) -> None:
    """A draft has no journal yet; what is attached to it is told by its row."""
    if not declaration.is_draft:
        said = {"document": row.name, "title": row.title, "kind": row.kind, "sha256": row.sha256}
        journal.record(declaration, journal.Entry(verb, row.vehicle, data=said), by=by, at=at)


def _kind_of(content: bytes) -> str:
    if len(content) > LARGEST:
        raise DocumentTooLarge(_("The file is larger than 10 MB; send a smaller scan or photo."))
    if not content:
        raise BadDocument(_("The file is empty."))
    try:
        return read_kind(content)
    except BadFormat as refusal:
        if refusal.code == "document_damaged":
            raise BadDocument(_("The file is damaged or not whole; scan or photograph the paper again.")) from refusal
        raise BadDocument(
            _("Only PDF, JPEG and PNG are taken; the content of this file is none of them, whatever its name says.")
        ) from refusal


def _title(text: str) -> str:
    try:
        return clean_text(text)[:LONGEST_TITLE]
    except BadFormat as refusal:
        raise BadDocument(_("The title holds a character that cannot be shown.")) from refusal
