"""The two datasets: what they are called, what their files hold, how long a stretch one file may be. Pure."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from opendata import columns
from opendata.columns import Column


class Dataset(NamedTuple):
    """`name` is what its addresses begin with; `most_days` what one answer holds at most."""

    name: str
    columns: tuple[Column, ...]
    most_days: int
    usual_days: int
    """So many of the last days are answered where no days are named."""
    title: dict[str, str]
    description: dict[str, str]
    resolution: str
    """The time of one row, as ISO 8601 writes durations."""

    @property
    def is_hourly(self) -> bool:
        return self.columns is columns.HOURLY


DAILY: Final = Dataset(
    name="daily",
    columns=columns.DAILY,
    most_days=366,
    usual_days=31,
    title={
        "vi": "Xe qua cửa khẩu theo ngày",
        "en": "Vehicles at the border gates by day",
        "zh": "口岸每日车辆",
    },
    description={
        "vi": "Số xe thông quan, mới đến và tồn mỗi ngày, theo cửa khẩu, chiều và loại hàng. Số nhỏ hơn 3 được ẩn.",
        "en": "Vehicles that left, arrived and were left over each day, by gate, direction and kind of goods. "
        "Numbers under 3 are hidden.",
        "zh": "每日各口岸按方向和货类统计的通关、到达和滞留车辆数。小于 3 的数字不显示。",
    },
    resolution="P1D",
)
HOURLY: Final = Dataset(
    name="hourly",
    columns=columns.HOURLY,
    most_days=31,
    usual_days=7,
    title={
        "vi": "Xe qua cửa khẩu theo giờ",
        "en": "Vehicles at the border gates by hour",
        "zh": "口岸每小时车辆",
    },
    description={
        "vi": "Số xe mới đến và xe thông quan mỗi giờ, theo cửa khẩu và chiều. Số nhỏ hơn 3 được ẩn.",
        "en": "Vehicles that arrived and left each hour, by gate and direction. Numbers under 3 are hidden.",
        "zh": "每小时各口岸按方向统计的到达和通关车辆数。小于 3 的数字不显示。",
    },
    resolution="PT1H",
)
DATASETS: Final = {dataset.name: dataset for dataset in (DAILY, HOURLY)}
FORMS: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_PERIOD: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")


class Stretch(NamedTuple):
    """Days from the first to the last, and the name of the file that holds them."""

    first: dt.date
    last: dt.date
    name: str


def read_period(dataset: Dataset, text: str) -> Stretch | None:
    """The days of a stable file: a year of days (`2026`), a month of hours (`2026-11`). None: there is no such file."""
    found = _PERIOD.fullmatch(text)
    if found is None or bool(found[2]) != dataset.is_hourly or found[1] == "0000":
        return None
    year, month = int(found[1]), int(found[2] or 0)
    if month:
        return Stretch(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), text)
    return Stretch(dt.date(year, 1, 1), dt.date(year, 12, 31), text)


def periods(dataset: Dataset, first: dt.date, last: dt.date) -> Iterator[Stretch]:
    """The stable files that hold these days, the newest first."""
    names = {f"{day:%Y-%m}" if dataset.is_hourly else f"{day:%Y}" for day in _firsts(first, last)}
    for name in sorted(names, reverse=True):
        stretch = read_period(dataset, name)
        if stretch:
            yield stretch


def _firsts(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + dt.timedelta(days=31)).replace(day=1)
