"""Numbers, money and days as a language writes them: `1.243` and `60,1 %` in Vietnamese, else `1,243` and `60.1%`."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.dates import MONTHS
from django.utils.translation import get_language, override

UNKNOWN: Final = "–"
TONNE: Final = 1000
_SWAPPED: Final = str.maketrans(",.", ".,")
_ROMAN: Final = ("I", "II", "III", "IV")


def _language() -> str:
    return (get_language() or "vi")[:2]


def whole(number: int | None, *, sign: bool = False) -> str:
    """A whole number; `sign` writes a plus before what is above nought."""
    return UNKNOWN if number is None else _written(Decimal(number), sign=sign)


def decimal(number: Decimal | str | None, *, places: int = 2) -> str:
    """A number with so many decimals, halves away from nought."""
    if number is None:
        return UNKNOWN
    return _written(Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def _written(number: Decimal, *, sign: bool = False) -> str:
    text = f"{abs(number):,}"
    before = "−" if number < 0 else "+" if sign and number > 0 else ""
    return before + (text.translate(_SWAPPED) if _language() == "vi" else text)


def percent(number: Decimal) -> str:
    """A percentage, to a tenth, without its sign."""
    text = decimal(abs(number), places=1)
    return f"{text} %" if _language() == "vi" else f"{text}%"


def tonnes(weight_kg: int | None) -> str:
    """A weight in tonnes, to a tenth."""
    return UNKNOWN if weight_kg is None else decimal(Decimal(weight_kg) / TONNE, places=1)


def day(on: dt.date) -> str:
    """`22/8/2024`, `22 August 2024`, `2024年8月22日`."""
    language = _language()
    if language == "vi":
        return f"{on.day}/{on.month}/{on.year}"
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else f"{on.day} {_month_name(on)} {on.year}"


def month(on: dt.date) -> str:
    """`8/2024`, `August 2024`, `2024年8月`."""
    language = _language()
    if language == "vi":
        return f"{on.month}/{on.year}"
    return f"{on.year}年{on.month}月" if language == "zh" else f"{_month_name(on)} {on.year}"


def quarter(on: dt.date) -> str:
    """`III/2024`, `Q3 2024`, `2024年第3季度`."""
    number, language = (on.month + 2) // 3, _language()
    if language == "vi":
        return f"{_ROMAN[number - 1]}/{on.year}"
    return f"{on.year}年第{number}季度" if language == "zh" else f"Q{number} {on.year}"


def _month_name(on: dt.date) -> str:
    with override("en"):
        return str(MONTHS[on.month])


def clock(at: dt.time) -> str:
    """`20 giờ`, `20 giờ 30 phút`, `20:00`, `20时`."""
    language = _language()
    if language == "vi":
        return f"{at.hour} giờ" + (f" {at.minute:02} phút" if at.minute else "")
    if language == "zh":
        return f"{at.hour}时" + (f"{at.minute:02}分" if at.minute else "")
    return f"{at:%H:%M}"


def joined(sentences: list[str]) -> str:
    """Sentences one after the other: with a space between them where the language writes one."""
    return ("" if _language() == "zh" else " ").join(sentences)
