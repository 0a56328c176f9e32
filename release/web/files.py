"""The study as files, written beside first, so that a failure is never half a file. The right is asked each time."""

import tempfile
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from declarations.models import Gate
from declarations.stages import CargoKind, Direction
from declarations.web.written import day
from release.exports.passages import rows, write_csv
from release.exports.workbook import Figures, write_xlsx
from release.spread import Spread
from release.web.asking import Filters
from release.web.shown import Line, Page, page_of
from release.web.views import filters_of, gates_of
from release.words import EMPTY
from reports.web.views import for_managers

ON_DISK_FROM = 8 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_managers
@never_cache
def as_csv(request: HttpRequest) -> FileResponse:
    """The passages, one a row."""
    gates = gates_of(acting_user(request))
    filters = filters_of(request, gates)
    file = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115 - the response closes it
    write_csv(file, rows(filters.asked(gates)))
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=_name(filters, "csv"), content_type="text/csv; charset=utf-8"
    )


@require_safe
@for_managers
@never_cache
def as_xlsx(request: HttpRequest) -> FileResponse:
    """The figures and the passages."""
    gates = gates_of(acting_user(request))
    filters = filters_of(request, gates)
    page = page_of(filters, gates=gates)
    file = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115 - the response closes it
    write_xlsx(
        file, said=_said(filters, gates), figures=_figures(page), rows=rows(filters.asked(gates))
    )  # fmt: skip
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name(filters, "xlsx"), content_type=XLSX)


def _name(filters: Filters, suffix: str) -> str:
    return f"time-release-{filters.first.isoformat()}-{filters.last.isoformat()}.{suffix}"


def _said(filters: Filters, gates: list[Gate]) -> list[tuple[str, str]]:
    shown = [gate.name for gate in gates if filters.gate in ("", gate.code)]
    cargo = _("Empty") if filters.cargo == EMPTY else str(CargoKind(filters.cargo).label) if filters.cargo else ""
    return [
        (_("Time release study"), f"{day(filters.first)} – {day(filters.last)}"),
        (_("Gates"), ", ".join(shown)),
        (_("Direction"), str(Direction(filters.direction).label) if filters.direction else _("all")),
        (_("Cargo"), cargo or _("all")),
    ]


def _figures(page: Page) -> Iterator[Figures]:
    yield _("All passages"), "", *_times(page.whole)
    for table in (page.parts, page.groups, page.by_hour, page.by_weekday, page.peak):
        for line in table.lines:
            yield table.heading, line.label, *_times(line)


def _times(line: Line) -> tuple[int, Spread, Spread, int | None, int | None]:
    return line.size, line.net, line.gross, line.paused, line.closed
