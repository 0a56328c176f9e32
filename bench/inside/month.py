"""A month's bulletin: its days published, the month made of them, its PDF. Each step in a process of its own."""

import os
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from declarations.days import day_of
from declarations.models import Gate
from reports import reading
from reports.exports.making import made
from reports.models import Form
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period, read_key

PAGE = os.sysconf("SC_PAGE_SIZE")


def main(step: str, key: str) -> dict[str, Any]:
    """One of the steps `days`, `period`, `pdf`: its seconds of the clock and of this process, its memory in MB.

    `before` is what the process had when it began, `most` the most it ever had; `many` what it made: days' vehicles
    that were cleared, those of the month, kB of PDF.
    """
    month = read_key("month", key)
    if month is None:
        raise SystemExit(f"{key} is no month.")
    before = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE
    began, used = time.perf_counter(), time.process_time()
    many = _STEPS[step](month)
    return {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used,
        "before": before / 1e6,
        "most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        "many": many,
    }


def _days(month: Period) -> int:
    """As the evenings of the month would have done it, one after the other."""
    cleared = 0
    for day in month.dates():
        bulletin = make_bulletin(date=day, at=day_of(day).cut_off_at + timedelta(minutes=5))
        cleared += bulletin.figures["total"]["cleared"]
    return cleared


def _period(month: Period) -> int:
    bulletin = make_period(period=month, at=_after(month.ends_on))
    return int(bulletin.figures["total"]["cleared"])


def _pdf(month: Period) -> int:
    gates = list(Gate.objects.order_by("pk").values_list("code", flat=True))
    shown = reading.read(period=month, gates=gates, at=_after(month.ends_on))
    if shown is None:
        raise SystemExit(f"There is no bulletin of {month.key}.")
    return len(made(shown, form=Form.PDF, language="vi")) // 1000


def _after(day: date) -> Any:
    return day_of(day).cut_off_at + timedelta(minutes=10)


_STEPS: dict[str, Callable[[Period], int]] = {"days": _days, "period": _period, "pdf": _pdf}
