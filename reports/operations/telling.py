"""Telling managers that a bulletin could not be made: a letter each, owed with the refusal, that leads to its page."""

import datetime as dt
from typing import Final

from django.db.models import Q

from accounts.models import LetterKind, Role, User
from accounts.operations.mailing import owe_about
from reports import addresses, periods
from reports.models import ReportOrder

LATELY: Final = dt.timedelta(hours=20)
"""Whoever was written to about a bulletin since is not written to again, however often it is tried meanwhile."""


def tell(order: ReportOrder, *, at: dt.datetime) -> None:
    """Owe a letter to the managers whose gates disagree, and to those of the province. In the refusal's transaction."""
    page = addresses.page(periods.of(order))
    gates = {one["gate"] for one in order.disagreements} - {""}
    readers = User.objects.filter(Q(province_wide=True) | Q(postings__gate__code__in=gates), role=Role.MANAGER)
    able = readers.filter(is_active=True).distinct().order_by("pk")
    owe_about(page, kind=LetterKind.UNBALANCED, readers=able, lately=LATELY, at=at)
