"""A day with some of everything, at two gates, as the tests of the managers' page need it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from declarations.operations import checking
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock, read_without_declaration

NOW = clock("14:30")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def day(db) -> Traffic:
    """HN: fruit and empty trucks out, a new vehicle inside, one sent back, one without declaration; TT: one import."""
    traffic = Traffic("HN", "TT")
    eve = CUT_OFF - timedelta(days=1, hours=3)
    traffic.seen(eve, cargo="general")
    traffic.leaves(traffic.seen(clock("08:00")), clock("09:15"))
    traffic.leaves(traffic.seen(clock("08:10"), cargo=None), clock("09:45"))
    traffic.turns_back(traffic.seen(clock("10:00")), clock("11:00"))
    traffic.seen(clock("12:00"), direction="import", cargo="new_vehicle")
    traffic.seen(clock("12:30"), direction="import", cargo="general")
    traffic.leaves(traffic.seen(clock("07:00"), gate="TT", direction="import", cargo="general"), clock("13:05"))
    held = traffic.seen(clock("13:10"), gate="TT", cargo="frozen")
    check = given.check(held.declaration, "medical")
    checking.hold(check_id=check.pk, by=traffic.staff["TT"]["medical"], at=clock("13:20"), reason="Đo lại thân nhiệt")
    read_without_declaration("29H99999", clock("06:00"))
    return traffic


def publish_past_weeks(traffic: Traffic, *, exits: list[int]) -> None:
    """Saturdays before the day: so many trucks of HN left at 10:00 of each, a week apart, newest first."""
    for week, many in enumerate(exits, start=1):
        date = DAY - timedelta(weeks=week)
        for _ in range(many):
            traffic.leaves(traffic.seen(clock("09:00", day=date), cargo="general"), clock("10:00", day=date))
        make_bulletin(date=date, at=CUT_OFF - timedelta(weeks=week) + timedelta(minutes=5))


def signed_in(user, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client
