"""A manager of the province and the bulletins that make his usual day."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Role, User
from bench.inside.people import session
from declarations.days import current_date
from reports.operations.bulletins import make_bulletin
from reports.overview.usual import WEEKS

MANAGER = "bench.manager"


def main() -> str:
    """Publish the same weekday of the last weeks and the day before; answers the manager's session."""
    now = timezone.now()
    date = current_date(now)
    for day in (date - timedelta(days=1), *(date - timedelta(weeks=week) for week in range(1, WEEKS + 1))):
        make_bulletin(date=day, at=now)
    User.objects.create_user(MANAGER, None, role=Role.MANAGER, province_wide=True)
    return str(session(MANAGER))
