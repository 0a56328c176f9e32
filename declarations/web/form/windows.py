"""Arrival windows as a person chooses among them: by day, each with what of it is free."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from declarations.formats import BadFormat, read_instant
from declarations.line.windows import LENGTH
from declarations.queries.document import instant
from declarations.queries.gates import gate_facts
from declarations.queries.strikes import CLEAR, rung_for
from declarations.queries.windows import Offered, offered
from declarations.stages import Direction
from declarations.web import written

Pairs = list[tuple[str, str]]


def windows_by_day(
    gate: object, direction: object, *, at: datetime, by: User | None = None
) -> list[tuple[str, Pairs]]:  # fmt: skip
    """Those in which something is free, from now on; none as long as gate or direction is not chosen.

    :param by: who chooses: what the strikes of his company forbid is left out.
    """
    facts = gate_facts(gate, at=at) if isinstance(gate, str) else None
    if facts is None or direction not in Direction.values:
        return []
    rows = offered(facts, str(direction), since=at, at=at)
    rung = (rung_for(by, at=at) or CLEAR) if rows else CLEAR
    free = [row for row in rows if row.free_for_green and rung.allows(row.offer.starts_at, at=at)]
    days = groupby(free, key=lambda row: timezone.localtime(row.offer.starts_at).date())
    return [(written.day(day), [(_value(row), _label(row)) for row in among]) for day, among in days]


def window_name(text: str) -> str:
    """A window that is chosen already, by day and hours."""
    try:
        starts_at = read_instant(text)
    except BadFormat:
        return text
    return written.window(starts_at)


def _value(row: Offered) -> str:
    return instant(row.offer.starts_at) or ""


def _label(row: Offered) -> str:
    if not row.free:
        return _("%(hours)s · fresh fruit only") % {"hours": _hours(row.offer.starts_at)}
    free = ngettext("%(free)d place free", "%(free)d places free", row.free) % {"free": row.free}
    return f"{_hours(row.offer.starts_at)} · {free}"


def _hours(starts_at: datetime) -> str:
    local = timezone.localtime(starts_at)
    return f"{local:%H:%M}–{local + LENGTH:%H:%M}"
