"""My declarations."""

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from declarations import live
from declarations.models import Gate
from declarations.stages import Direction, Status
from declarations.web import files
from declarations.web.following import TICKS
from declarations.web.listing import NEEDING, Filters, page, page_before, version
from declarations.web.who import for_companies

WRITERS: Final[dict[str, tuple[Callable[[IO[bytes], Iterator[files.Row]], None], str]]] = {
    "csv": (files.write_csv, "text/csv; charset=utf-8"),
    "xlsx": (files.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@for_companies
@require_safe
def declarations(request: HttpRequest) -> HttpResponse:
    """The list, with its filters in the address; it keeps itself fresh."""
    user, at = acting_user(request), timezone.now()
    filters, before = Filters.read(request.GET), page_before(request.GET)

    def context() -> dict[str, Any]:
        return {
            "page": page(user=user, filters=filters, before=before, at=at),
            "filters": filters,
            "before": before,
            "gates": Gate.objects.filter(takes_trucks=True).order_by("pk"),
            "directions": Direction.choices,
            "statuses": Status.choices,
            "needing": NEEDING,
            "file_limit": files.limit(),
            "tick_labels": [label for label, _checks in TICKS.values()],
        }

    shown = version(user=user, at=at)
    return live.respond(
        request, page="declarations/list.html", part="declarations/rows.html", version=shown, context=context
    )


@for_companies
@require_safe
def as_file(request: HttpRequest, suffix: str) -> FileResponse:
    """What the filters show, as a file; written beside first, so that a failure is never half a file."""
    user, at = acting_user(request), timezone.now()
    lines = files.rows(user=user, filters=Filters.read(request.GET), at=at)
    write, kind = WRITERS[suffix]
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write(file, lines)
    file.seek(0)
    name = f"{_('declarations')}-{timezone.localtime(at):%Y%m%d-%H%M}.{suffix}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer
