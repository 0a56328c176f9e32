"""When a bulletin is of: as a sentence begins with it, and as its title says it. In the active language."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.words import numbers


def when(kind: str, starts_on: dt.date, ends_on: dt.date) -> str:
    """`On 22 August 2024`, `In August 2024`, `From 1 August 2024 to 15 August 2024`."""
    said = _said(starts_on, ends_on)
    phrases = {
        "day": _("On %(last)s"),
        "month": _("In %(month)s"),
        "quarter": _("In %(quarter)s"),
        "year": _("In the year %(year)s"),
    }
    return phrases.get(kind, _("From %(first)s to %(last)s")) % said


def title(kind: str, starts_on: dt.date, ends_on: dt.date) -> str:
    """What stands above the bulletin."""
    said = _said(starts_on, ends_on)
    titles = {
        "day": _("Goods traffic at the border gates on %(last)s"),
        "week": _("Goods traffic at the border gates in the week from %(first)s to %(last)s"),
        "month": _("Goods traffic at the border gates in %(month)s"),
        "quarter": _("Goods traffic at the border gates in %(quarter)s"),
        "year": _("Goods traffic at the border gates in the year %(year)s"),
    }
    return titles.get(kind, _("Goods traffic at the border gates from %(first)s to %(last)s")) % said


def short(kind: str, starts_on: dt.date, ends_on: dt.date) -> str:
    """`22 August 2024`, `Week 19 August 2024 – 25 August 2024`, `August 2024`: as lists and headings name it."""
    said = _said(starts_on, ends_on)
    names = {
        "day": "%(last)s",
        "week": _("Week %(first)s – %(last)s"),
        "month": pgettext("a heading", "%(month)s"),
        "quarter": pgettext("a heading", "%(quarter)s"),
        "year": _("Year %(year)s"),
    }
    return names.get(kind, "%(first)s – %(last)s") % said


def _said(starts_on: dt.date, ends_on: dt.date) -> dict[str, str]:
    return {
        "first": numbers.day(starts_on),
        "last": numbers.day(ends_on),
        "month": numbers.month(starts_on),
        "quarter": numbers.quarter(starts_on),
        "year": str(starts_on.year),
    }
