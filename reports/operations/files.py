"""The files of published bulletins: each made once, kept, and from then on served as it is. See docs/bulletin.md.

A file is owed before anybody makes it (a row), its bytes are kept before the row speaks of them, and making it twice
gives the same bytes in the same place. So wherever a worker dies, in the end there is one right file (ADR 0092).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO, Final

import structlog
from django.conf import settings
from django.db import transaction

from contract import printing
from reports import reading, shelf
from reports.exports import making
from reports.models import Bulletin, Form, ReportFile, StoredFileQuerySet, VehicleList
from reports.operations.leasing import LEASE, lease_next

log = structlog.get_logger(__name__)

LOOK_BACK: Final = dt.timedelta(days=7)
"""So long after its publication a bulletin's files are still owed by themselves; older ones are made on demand."""
LEFT_ALONE: Final = dt.timedelta(days=1)
"""So long bytes may lie without a row: whoever wrote them may still be about to write it."""


def file_for(*, bulletin_id: int, gates: Sequence[str], language: str, form: str, at: dt.datetime) -> ReportFile:
    """The file of a published bulletin for somebody who may read these gates; made now if it was not yet.

    :param gates: codes as `reading.gates_of` gives them; what the bulletin does not tell of is left out.
    :raises ValueError: the bulletin is provisional: `exports.making.made` makes its files, and nobody keeps them.
    :raises PdfUnavailable: this machine cannot print.
    """
    bulletin = Bulletin.objects.get(pk=bulletin_id)
    if bulletin.published_at is None:
        raise ValueError("a provisional bulletin has no files")
    if form == Form.PDF:
        printing.require()
    file, _is_new = ReportFile.objects.get_or_create(
        bulletin=bulletin, gates=_cut(bulletin, gates), language=language, form=Form(form),
        defaults={"ordered_at": at, "leased_until": at + LEASE, "attempts": 1},
    )  # fmt: skip
    return file if file.is_made and shelf.has(file.sha256) else make(file=file, at=at)


def open_file(file: ReportFile) -> IO[bytes]:
    """The bytes of a file that is made.

    :raises FileNotFoundError: they are gone from the disk; `file_for` makes them again.
    """
    return shelf.open_kept(file.sha256)


def _cut(bulletin: Bulletin, gates: Iterable[str]) -> str:
    mine = set(gates) & set(bulletin.figures["gates"])
    return ",".join(code for code in reading.in_order(bulletin.figures["gates"]) if code in mine)


def make(*, file: ReportFile, at: dt.datetime) -> ReportFile:
    """Make the file: its bytes first, then the row. One that is there already stays as it is.

    :raises PdfUnavailable: this machine cannot print.
    """
    bulletin = reading.shown(file.bulletin, gates=file.codes)
    content = making.made(bulletin, form=file.form, language=file.language)
    return _note(file_id=file.pk, kept=shelf.keep(lambda place: place.write(content)), at=at)


@transaction.atomic
def _note(*, file_id: int, kept: shelf.Kept, at: dt.datetime) -> ReportFile:
    file: ReportFile = ReportFile.objects.select_for_update(of=("self",), no_key=True).get(pk=file_id)
    if file.is_made and shelf.has(file.sha256):
        return file
    if file.is_made and file.sha256 != kept.sha256:
        log.error("report_file_made_otherwise", file=file.pk, was=file.sha256, now=kept.sha256)
    file.made_at, file.leased_until = file.made_at or at, None
    file.sha256, file.size_bytes = kept.sha256, kept.size_bytes
    file.save(update_fields=["made_at", "leased_until", "sha256", "size_bytes"])
    return file


def owe_published(*, at: dt.datetime) -> int:
    """Owe every form in every language of the bulletins that were published lately; answer how many are due now.

    They are of all gates, as the press office and the province read them; other cuts are made on demand.
    """
    lately = list(Bulletin.objects.latest_revisions().filter(published_at__gt=at - LOOK_BACK).order_by("pk"))
    there = set(ReportFile.objects.filter(bulletin__in=lately).values_list("bulletin_id", "gates", "language", "form"))
    wanted = [
        (bulletin.pk, ",".join(reading.in_order(bulletin.figures["gates"])), language, form.value)
        for bulletin in lately
        for language, _name in settings.LANGUAGES
        for form in _forms()
    ]
    ReportFile.objects.bulk_create(
        [
            ReportFile(bulletin_id=bulletin_id, gates=gates, language=language, form=form, ordered_at=at)
            for bulletin_id, gates, language, form in wanted
            if (bulletin_id, gates, language, form) not in there
        ],
        ignore_conflicts=True,
    )
    return _makeable().due(at).count()


def _makeable() -> StoredFileQuerySet:
    """What this machine can make; where none can print, PDFs stay owed."""
    return ReportFile.objects.filter(form__in=_forms())


def _forms() -> list[Form]:
    return [form for form in Form if form != Form.PDF or printing.is_available()]


def work(*, at: dt.datetime, most: int = 40) -> int:
    """Make files that are owed, oldest first; answer how many were made. An error leaves its file owed."""
    for done in range(most):
        file: ReportFile | None = lease_next(_makeable(), at)
        if file is None:
            return done
        make(file=file, at=at)
    return most


def sweep(*, at: dt.datetime) -> int:
    """Remove half-written bytes, and those of which no row speaks; answer how many files that were."""
    names = list(shelf.older_than(at - LEFT_ALONE))
    swept = 0
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        kept = set(ReportFile.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        kept |= set(VehicleList.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        for name in some:
            if name not in kept:
                shelf.forget(name)
                swept += 1
    return swept
