"""The sheet of a period's workbook that has its days below each other."""

from typing import Any

from django.utils.translation import gettext as _

from reports import words
from reports.daily import PATHS
from reports.reading import Shown, days_of


def write_days(book: Any, bulletin: Shown) -> None:
    """Write a row for each day of a period, in the revision that the period sums; of a day, no sheet."""
    days = days_of(bulletin)
    if not days:
        return
    called = dict(words.named({}))
    heads = [_("Day"), _("Revision"), *(called[path] for path in PATHS)]
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day, whole = (
        book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        book.add_format({"num_format": "#,##0"}),
    )
    sheet = book.add_worksheet(_("Days"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, 16)
    for column, label in enumerate(heads):
        sheet.write_string(0, column, label, head)
    for row, one in enumerate(days, start=1):
        sheet.write_datetime(row, 0, one.first, day)
        for column, number in enumerate([one.revision, *one.numbers.values()], start=1):
            sheet.write_number(row, column, number, whole)
