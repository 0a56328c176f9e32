"""What the page of one bulletin shows, of a day or of a period, in the active language."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract import printing
from declarations.days import day_of
from declarations.web.written import day as written_day
from reports import addresses, reading, showing, words
from reports.models import Bulletin, Form, ReportFile, ReportOrder
from reports.operations.balancing import sentence
from reports.overview.numbers import behind
from reports.periods import Period
from reports.queries import correcting
from reports.reading import Shown
from reports.web.corrected import correction_of
from reports.words.when import short

LISTED_AT_ONCE: Final = 31
"""Days of which a list of vehicles is answered at once."""


def head_of(period: Period, order: ReportOrder | None, gates: list[str]) -> dict[str, Any]:
    """Of what the page is, whether anything is there or not, and what became of the last order of it."""
    said = reading.disagreements_shown(order, gates=gates) if order else []
    return {
        "period": period,
        "title": title_of(period),
        "page": addresses.page(period),
        "again": addresses.page(period, act="again"),
        "word": addresses.page(period, act="remark"),
        "order": order,
        "disagreements": [one | {"said": sentence(one)} for one in said],
    }


def troubles_of(gates: list[str], *, at: dt.datetime) -> list[dict[str, str]]:
    """The bulletins that could not be made lately, as the lists name them."""
    return [
        {"title": title_of(period), "page": addresses.page(period)} for period in reading.in_trouble(gates=gates, at=at)
    ]


def title_of(period: Period) -> str:
    """`Bulletin of 21/11/2026`, `Week 16/11/2026 – 22/11/2026`."""
    if period.is_day:
        return _("Bulletin of %(date)s") % {"date": written_day(period.ends_on)}
    return short(*period)


def shown_of(found: Shown, period: Period, *, at: dt.datetime) -> dict[str, Any]:
    """Everything that is said of a bulletin: its figures, its words, its files, its revisions."""
    revisions = list(reading.revisions_of(period).order_by("-revision").defer("figures"))
    days = reading.days_of(found)
    tables = showing.everything(found.figures, reading.names(found), days)
    return {
        "bulletin": found,
        "start": day_of(found.starts_on).starts_at,
        "is_running": found.date < period.ends_on,
        "days": [{"date": one.first, "revision": one.revision} for one in days],
        "lists_at_once": period.days <= LISTED_AT_ONCE,
        "revisions": [{"row": one, "page": addresses.page(period, revision=one.revision)} for one in revisions],
        "is_old": bool(revisions) and bool(found.revision) and found.revision != revisions[0].revision,
        "part": found.figures["total"],
        **tables,
        "rows": _with_trucks(tables["rows"], found, revisions),
        "press": reading.press_of(found),
        "ruled": words.assessment(found.figures),
        "correction": _correction(found, period),
        "files": _files(found, at),
    }


def _with_trucks(rows: list[dict[str, Any]], found: Shown, revisions: list[Bulletin]) -> list[dict[str, Any]]:
    """Each figure with where its trucks are listed: as a published bulletin keeps them, or as the day is so far."""
    is_kept = any(one.pk == found.bulletin_id and one.keeps_its_list for one in revisions)
    if not found.period.is_day or (found.published_at and not is_kept):
        return [row | {"cells": [(value, "") for value in row["values"]]} for row in rows]
    parts = [("", found.figures["total"]), *found.figures["gates"].items()]
    revision = found.revision if found.published_at else None
    links = [behind(part, date=found.date, gate=code, revision=revision) for code, part in parts]
    return [
        row | {"cells": [(value, link.get(row["path"], "")) for value, link in zip(row["values"], links, strict=True)]}
        for row in rows
    ]


def _correction(found: Shown, period: Period) -> dict[str, Any] | None:
    """What this revision changed of the one before it; None of the first, and of what is not published."""
    if found.revision < 2:
        return None
    two = reading.revisions_of(period).filter(revision__in=[found.revision - 1, found.revision])
    (changed,) = correcting.corrections(two, gates=found.figures["gates"])
    return correction_of(changed, found)


def _files(found: Shown, at: dt.datetime) -> list[dict[str, Any]]:
    """The forms of a bulletin with what there is of each: a file, one being made, or one to be made when asked for."""
    rows: dict[str, ReportFile] = {}
    if found.bulletin_id:
        gates, language = ",".join(found.figures["gates"]), get_language() or settings.LANGUAGE_CODE
        kept = ReportFile.objects.filter(bulletin_id=found.bulletin_id, gates=gates, language=language)
        rows = {row.form: row for row in kept}
    revision = found.revision if found.bulletin_id else None
    return [
        {
            "form": form,
            "address": addresses.document(found.period, form=form, revision=revision),
            "file": rows.get(form),
            "state": rows[form].state(at) if form in rows else "",
        }
        for form in Form
        if form != Form.PDF or printing.is_available()
    ]
