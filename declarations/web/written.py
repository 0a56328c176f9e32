"""How values are written for people: Hanoi time, dates as dd/mm/yyyy, numbers grouped as the language does."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language

from declarations.line.windows import LENGTH
from declarations.models import Check

_JOINED = "\u2060"  # no line ends here


def instant(at: datetime | None) -> str:
    """`22/11/2026 09:00`, Hanoi time."""
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M") if at else ""


def moment(at: datetime | None) -> str:
    """`22/11 09:00`, where the year is plain."""
    return timezone.localtime(at).strftime("%d/%m %H:%M") if at else ""


def window(starts_at: datetime | None) -> str:
    """`22/11 09:00–10:00`, the hours not parted at the end of a line."""
    return f"{moment(starts_at)}–{_JOINED}{timezone.localtime(starts_at + LENGTH):%H:%M}" if starts_at else ""


def day(on: date | None) -> str:
    """`22/11/2026`."""
    return on.strftime("%d/%m/%Y") if on else ""


def amount(number: int | None) -> str:
    """`1.234.567` in Vietnamese, `1,234,567` elsewhere."""
    if number is None:
        return ""
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if (get_language() or "vi").startswith("vi") else grouped


def dong(sum_of_money: int | None) -> str:
    """An amount of đồng."""
    return f"{amount(sum_of_money)} ₫" if sum_of_money is not None else ""


def number(text: str | None) -> str:
    """A declaration's number with its day and its sequence apart, as it is read aloud: `20261122 00533`."""
    return f"{text[:8]} {text[8:]}" if text else ""


def agency_beside(check: Check) -> str:
    """The agency of a check, to stand beside its name; empty where the name says it already."""
    agency = str(check.get_agency_display())
    return "" if agency.casefold() in str(check.get_code_display()).casefold() else capfirst(agency)
