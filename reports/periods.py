"""What bulletins are of: days, weeks, months, quarters, years, and any stretch of days. Pure."""

import calendar
import datetime as dt
import re
from typing import Final, NamedTuple

from reports.models import Bulletin, BulletinKind, ReportOrder

MONTHS: Final = {BulletinKind.MONTH: 1, BulletinKind.QUARTER: 3, BulletinKind.YEAR: 12}
REGULAR: Final = (BulletinKind.WEEK, *MONTHS)
"""The periods that the clock makes."""
LONGEST: Final = 1100
"""Days of the longest period somebody may ask for: three years."""
DAY: Final = dt.timedelta(days=1)
_KEYS: Final = {
    BulletinKind.WEEK: re.compile(r"([0-9]{4})-W([0-9]{2})"),
    BulletinKind.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    BulletinKind.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
    BulletinKind.YEAR: re.compile(r"([0-9]{4})"),
    BulletinKind.PERIOD: re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})"),
}


class Period(NamedTuple):
    """Days from the first to the last, both of them in it. A week runs from Monday to Sunday."""

    kind: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def is_day(self) -> bool:
        """Whether it is one day's; a stretch of a single day is not."""
        return self.kind == BulletinKind.DAY

    @property
    def key(self) -> str:
        """How an address names it: `2026-11-21`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`, `2026-11-01..2026-11-15`."""
        if self.is_day:
            return str(self.starts_on)
        if self.kind == BulletinKind.WEEK:
            iso = self.starts_on.isocalendar()
            return f"{iso.year:04}-W{iso.week:02}"
        if self.kind == BulletinKind.PERIOD:
            return f"{self.starts_on}..{self.ends_on}"
        year, month = f"{self.starts_on.year:04}", self.starts_on.month
        if self.kind == BulletinKind.YEAR:
            return year
        return f"{year}-Q{(month + 2) // 3}" if self.kind == BulletinKind.QUARTER else f"{year}-{month:02}"

    def dates(self) -> list[dt.date]:
        """Every day of it."""
        return [self.starts_on + DAY * number for number in range(self.days)]

    def before(self) -> "Period":
        """What one that is no day is compared with: that of its kind, or as many days, up to the day before it."""
        eve = self.starts_on - DAY
        if self.kind == BulletinKind.PERIOD:
            return Period(self.kind, eve - DAY * (self.days - 1), eve)
        return containing(self.kind, eve)


def of_day(date: dt.date) -> Period:
    """The day itself."""
    return Period(BulletinKind.DAY, date, date)


def of(row: Bulletin | ReportOrder) -> Period:
    """What a bulletin is of, or an order asks for."""
    return Period(row.kind, row.starts_on, row.date)


def of_days(starts_on: dt.date, ends_on: dt.date) -> Period | None:
    """The week, month, quarter or year that is just these days, else they as a stretch; None: they are none."""
    if not starts_on <= ends_on:
        return None
    for kind in reversed(REGULAR):
        if containing(kind, starts_on)[1:] == (starts_on, ends_on):
            return containing(kind, starts_on)
    period = Period(BulletinKind.PERIOD, starts_on, ends_on)
    return period if period.days <= LONGEST else None


def containing(kind: str, date: dt.date) -> Period:
    """The week, month, quarter or year of a day."""
    if kind == BulletinKind.WEEK:
        monday = date - DAY * date.weekday()
        return Period(kind, monday, monday + DAY * 6)
    length = MONTHS[BulletinKind(kind)]
    first = dt.date(date.year, (date.month - 1) // length * length + 1, 1)
    last = first.month + length - 1
    return Period(kind, first, dt.date(first.year, last, calendar.monthrange(first.year, last)[1]))


def read_key(kind: str, key: str) -> Period | None:
    """The period that an address names, no day; None: there is no such period."""
    found = _KEYS[BulletinKind(kind)].fullmatch(key) if kind in _KEYS else None
    if found is None:
        return None
    try:
        period = _read(BulletinKind(kind), *found.groups())
    except ValueError:
        return None
    return period if period.starts_on <= period.ends_on and period.days <= LONGEST else None


def _read(kind: BulletinKind, first: str, second: str = "1") -> Period:
    if kind == BulletinKind.PERIOD:
        return Period(kind, dt.date.fromisoformat(first), dt.date.fromisoformat(second))
    if kind == BulletinKind.WEEK:
        return containing(kind, dt.date.fromisocalendar(int(first), int(second), 1))
    return containing(kind, dt.date(int(first), (int(second) - 1) * MONTHS[kind] + 1, 1))
