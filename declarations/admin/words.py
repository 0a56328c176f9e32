"""Times and money as the desk writes them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from declarations.stages import CargoKind


def waited(since: datetime | None, at: datetime) -> str:
    """How long, as people say it: minutes, then hours, then days."""
    return "" if since is None else in_words(at - since)


def in_words(span: timedelta) -> str:
    """`7 min`, `2 h 05`, `3 d`."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
    return _("%(days)d d") % {"days": minutes // (24 * 60)}


def when(instant: datetime | None) -> str:
    """Hanoi time: the hour alone today, the date before it otherwise."""
    if instant is None:
        return ""
    local = timezone.localtime(instant)
    form = "H:i" if local.date() == timezone.localdate() else "d/m H:i"
    return date_format(local, form)


def moment(instant: datetime) -> str:
    """Hanoi time to the second, with its day: where the order of what people did matters."""
    return date_format(timezone.localtime(instant), "d/m/Y H:i:s")


def cargo(kind: str) -> str:
    """A kind of cargo by its name; none is an empty truck."""
    return str(CargoKind(kind).label) if kind in CargoKind.values else _("Empty")


def dong(amount: int | None) -> str:
    """Money as it is written here: `1.234.000 đ`."""
    return "–" if amount is None else f"{amount:,} đ".replace(",", ".")
