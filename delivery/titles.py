"""What a report is called in the active language, and where its reader finds it."""

from django.conf import settings
from django.utils.translation import gettext as _

from delivery.words import Report
from reports import addresses, periods
from reports.models import Bulletin


def title_of(bulletin: Bulletin) -> str:
    """As in a subject line: what it is, of which days."""
    first, last = bulletin.starts_on, bulletin.date
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if bulletin.kind == Report.DAY:
        return _("Bulletin of %(date)s") % {"date": days["last"]}
    if bulletin.kind == Report.WEEK:
        return _("Weekly bulletin %(first)s – %(last)s") % days
    if bulletin.kind == Report.MONTH:
        return _("Monthly bulletin %(month)s") % {"month": f"{last:%m/%Y}"}
    if bulletin.kind == Report.QUARTER:
        return _("Quarterly bulletin %(quarter)s/%(year)s") % {"quarter": (last.month + 2) // 3, "year": last.year}
    return _("Yearly bulletin %(year)s") % {"year": last.year}


def page_of(bulletin: Bulletin) -> str:
    """The address of this revision's page: it asks for the sign-in, and for the right."""
    return settings.SITE_URL + addresses.page(periods.of(bulletin), revision=bulletin.revision)
