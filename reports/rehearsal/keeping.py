"""When a rehearsal may write into the configured database: where its figures would be nobody else's."""

import datetime as dt

from declarations.days import day_of
from declarations.models import Declaration
from declarations.stages import Status
from reports.models import Bulletin
from reports.operations.bulletins import figures_for
from reports.rehearsal.people import COMPANIES, company_code

FLOWS = ("cleared", "arrived", "carried_over", "turned_back", "import_inside", "import_turned_back")


class NotKept(Exception):
    """The rehearsal would mix with what is in the database; the sentence says how."""


def require_room(date: dt.date, *, at: dt.datetime, is_server: bool) -> None:
    """Refuse to write a rehearsed day where it would mix with other traffic.

    :param is_server: DEBUG=0, where even other days' declarations are somebody's.
    :raises NotKept: it would.
    """
    day = day_of(date)
    if at < day.cut_off_at:
        raise NotKept(f"The day {date} is not over, so its traffic is still to come; give an earlier --date.")
    own = [company_code(number) for number in range(COMPANIES)]
    others = Declaration.objects.exclude(status=Status.DRAFT).exclude(organisation__tax_code__in=own)
    if is_server and others.exists():
        raise NotKept(
            "With DEBUG=0 a rehearsal is kept only in a database without other declarations than rehearsed ones."
        )
    if Bulletin.objects.published().filter(date=date).exists():
        raise NotKept(f"The bulletin of {date} is published already; give another --date.")
    total = figures_for(date=date, at=at)["total"]
    standing = [f"{member} {total[member]}" for member in FLOWS if total[member]]
    if standing or total["left_over"]["total"]:
        raise NotKept(
            f"The database has traffic of {date} already ({', '.join(standing) or 'not registered trucks'}): "
            "the figures would mix. Give another --date, or leave --keep out."
        )
