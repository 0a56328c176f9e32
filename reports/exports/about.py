"""The last sheet of a workbook: which bulletin it is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cells import harmless
from reports.reading import Shown, assessment_of


def write_about(book: Any, bulletin: Shown, called: Mapping[str, str]) -> None:
    """Write of which days, revision and moment the bulletin is, and its assessment."""
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 70)
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    plain = book.add_format({"align": "left", "text_wrap": True})
    closed = ", ".join(called.get(code, code) for code in bulletin.figures["closed_gates"])
    rows: list[tuple[str, Any, Any]] = [
        (_("First day"), bulletin.starts_on, day),
        (_("Last day"), bulletin.date, day),
        (_("Revision"), bulletin.revision, plain),
        (_("Cut-off (Hanoi time)"), bulletin.cut_off_at, instant),
        (_("Published (Hanoi time)"), bulletin.published_at or _("provisional"), instant),
        (_("Closed gates"), closed or "–", plain),
        (_("Assessment"), assessment_of(bulletin), plain),
        (_("SHA-256 of the published figures"), bulletin.sha256 or "–", plain),
    ]
    for row, (label, value, form) in enumerate(rows):
        sheet.write_string(row, 0, label)
        if isinstance(value, dt.date):
            local = timezone.make_naive(value) if isinstance(value, dt.datetime) else value
            sheet.write_datetime(row, 1, local, form)
        elif isinstance(value, int):
            sheet.write_number(row, 1, value, form)
        else:
            sheet.write_string(row, 1, harmless(value), form)
