"""Files of many trucks: sent, looked through, filed, given back. A company's own; to anybody else there are none."""

from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations import live
from declarations.web.who import for_companies
from workspace import tasks
from workspace.bulk import returned, template
from workspace.bulk.values import load_places
from workspace.models import BulkFile
from workspace.operations import bulk
from workspace.queries import bulk as pages
from workspace.sheets import BadSheet
from workspace.sheets.sheet import MOST_BYTES

TYPES: Final[dict[str, str]] = {
    BulkFile.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    BulkFile.Kind.CSV: "text/csv; charset=utf-8",
}
ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@for_companies
@ask_or_do
def files(request: HttpRequest) -> HttpResponse:
    """The form that takes a file, the file to fill in, and what was sent before."""
    user, said, status = acting_user(request), "", 200
    if request.method == "POST":
        try:
            taken = _take(request, user)
        except DomainError as refusal:
            said, status = str(refusal), refusal.status
        else:
            if not taken.is_new:
                messages.info(request, _("This very file was sent before; nothing is filed twice. Here it is."))
            return redirect("bulk-file", taken.file.pk)
    before = request.GET.get("before", "")
    context = {
        "page": pages.files_page(user, before=int(before) if before.isascii() and before.isdigit() else None),
        "said": said,
        "languages": settings.LANGUAGES,
        "notes": template.notes(),
        "most_rows": bulk.MOST_ROWS,
        "megabytes": MOST_BYTES // 1024**2,
    }
    return render(request, "workspace/bulk/files.html", context, status=status)


def _take(request: HttpRequest, user: User) -> bulk.Taken:
    """Take in what was uploaded.

    :raises BadSheet: there is no file, or it cannot be read.
    """
    sent = request.FILES.get("file")
    if sent is None:
        raise BadSheet(_("Choose a file."))
    data = sent.read(MOST_BYTES + 1)
    taken = bulk.take(data=data, name=PurePath(sent.name or "").name, by=user, at=timezone.now())
    if taken.is_new:
        tasks.work_bulk_soon()
    return taken


@for_companies
@require_safe
def blank(_request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """The file to fill in."""
    if language not in dict(settings.LANGUAGES) or kind not in TYPES:
        raise Http404
    with override(language):
        at = timezone.now()
        is_workbook = kind == BulkFile.Kind.XLSX
        data = template.write_workbook(at=at, places=load_places()) if is_workbook else template.write_csv(at=at)
    return _handed_over(data, kind, f"trucks-{language}.{kind}")


@for_companies
@require_safe
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """How far a file is; then its rows with what is to be mended; then what came of them."""
    row = _own(request, file_id)
    counts = pages.counts_of(row)
    asked = pages.Asked.read(request.GET, counts)

    def context() -> dict[str, Any]:
        return {"file": row, "counts": counts, "asked": asked, "page": pages.entries_page(row, asked),
                "may_file": acting_user(request).may_file}  # fmt: skip

    version = (row.pk, row.state, row.asked_by_id, *counts)
    part = "workspace/bulk/state.html"
    return live.respond(request, page="workspace/bulk/file.html", part=part, version=version, context=context)


@for_companies
@require_POST
def check(request: HttpRequest, file_id: int) -> HttpResponse:
    """Check again what is not filed."""
    return _ask(request, file_id, bulk.check_again)


@for_companies
@require_POST
def send(request: HttpRequest, file_id: int) -> HttpResponse:
    """File the rows that can be filed."""
    return _ask(request, file_id, bulk.order_filing)


def _ask(request: HttpRequest, file_id: int, operation: Any) -> HttpResponse:
    row = _own(request, file_id)
    try:
        operation(file_id=row.pk, by=acting_user(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        tasks.work_bulk_soon()
    return redirect("bulk-file", row.pk)


@for_companies
@require_safe
def to_mend(request: HttpRequest, file_id: int) -> HttpResponse:
    """The rows that are not filed because of a fault, with the reasons, to be mended and sent again."""
    row = _own(request, file_id)
    data = returned.write(row.kind, returned.to_mend(row, pages.bad_entries(row)), wide=0)
    return _handed_over(data, row.kind, f"{_stem(row)}-{_('to mend')}.{row.kind}")


@for_companies
@require_safe
def results(request: HttpRequest, file_id: int) -> HttpResponse:
    """What came of each row."""
    row = _own(request, file_id)
    data = returned.write(row.kind, returned.results(pages.all_entries(row)), wide=5)
    return _handed_over(data, row.kind, f"{_stem(row)}-{_('results')}.{row.kind}")


@for_companies
@require_safe
def original(request: HttpRequest, file_id: int) -> HttpResponse:
    """The file as it was sent."""
    row = _own(request, file_id)
    try:
        with default_storage.open(row.stored_as) as kept:
            return _handed_over(kept.read(), row.kind, f"{_stem(row)}.{row.kind}")
    except FileNotFoundError:
        raise Http404 from None


def _own(request: HttpRequest, file_id: int) -> BulkFile:
    """:raises Http404: there is none, or it is not this company's."""
    return get_object_or_404(BulkFile.objects.visible_to(acting_user(request)), pk=file_id)


def _stem(row: BulkFile) -> str:
    return PurePath(row.name).stem or "trucks"


def _handed_over(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
