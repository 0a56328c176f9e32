"""How the study's pages and files write: how long something takes, and what a group is called."""

from collections.abc import Sequence
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Agency
from declarations.models import Gate
from declarations.stages import CargoKind, CheckCode, Direction
from release.spread import Mode
from release.web.asking import Filters
from release.words import EMPTY, By

UNKNOWN = "–"
A_MINUTE, AN_HOUR = 60, 60


def lasted(seconds: int | None) -> str:
    """`7 min`, `2 h 05`; to the minute, half up. What was not measured is a dash."""
    if seconds is None:
        return UNKNOWN
    minutes = (seconds + A_MINUTE // 2) // A_MINUTE
    if minutes < AN_HOUR:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d") % {"hours": minutes // AN_HOUR, "minutes": minutes % AN_HOUR}


def span(since: int | None, until: int | None) -> str:
    """`7 min – 2 h 05`."""
    return UNKNOWN if since is None or until is None else f"{lasted(since)} – {lasted(until)}"


def mode(found: Mode | None) -> str:
    """The bucket in which most lie."""
    return UNKNOWN if found is None else span(found.since, found.until)


def minutes(seconds: int | None) -> float | None:
    """For charts: minutes with one decimal."""
    return None if seconds is None else round(seconds / A_MINUTE, 1)


def share(part: int, whole: int) -> str:
    """In whole per cent."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else UNKNOWN


def hours(since: int, until: int | None = None) -> str:
    """Hours of the day, one unless more are said: `09–10`."""
    return f"{since:02d}–{since + 1 if until is None else until:02d}"


def group_name(by: By, key: Any, gates: dict[int, Gate]) -> str:
    """What a group is called in the active language."""
    if by == By.GATE:
        return gates[key].name if key in gates else str(key)
    if by == By.HOUR:
        return hours(key)
    if by == By.WEEKDAY:
        return capfirst(str(WEEKDAYS[key]))
    if by == By.PEAK:
        return _("Peak hours") if key else _("Other hours")
    if by == By.CARGO:
        return str(CargoKind(key).label) if key else _("Empty")
    names = {By.AGENCY: Agency, By.CHECK: CheckCode, By.DIRECTION: Direction}
    return capfirst(str(names[by](key).label))


def narrowed(filters: Filters, gates: Sequence[Gate]) -> list[str]:
    """What a list is narrowed to, in words."""
    by_code = {gate.code: gate for gate in gates}
    found = [by_code[filters.gate].name] if filters.gate else []
    named = {
        By.DIRECTION: filters.direction,
        By.CARGO: filters.cargo,
        By.AGENCY: filters.agency,
        By.CHECK: filters.check,
    }
    for by, key in named.items():
        if key:
            found.append(group_name(by, "" if key == EMPTY else key, {}))
    if filters.hour is not None:
        found.append(_("arrived %(hours)s") % {"hours": hours(filters.hour)})
    if filters.weekday is not None:
        found.append(group_name(By.WEEKDAY, filters.weekday, {}))
    return found
