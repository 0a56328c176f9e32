"""The filters of the study's pages, in the address; what makes no sense is left out and said."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Agency
from declarations.days import current_date
from declarations.models import Gate
from declarations.stages import CargoKind, CheckCode, Direction
from release.queries.study import Asked
from release.reading import EARLIEST, LATEST, MOST_DAYS
from release.words import EMPTY, By, Time

DAYS: Final = 7
PAGED_BY: Final = (By.AGENCY, By.CHECK, By.GATE, By.DIRECTION, By.CARGO)
"""By what the page's own table is grouped; hours, weekdays and the peak have their own."""


@dataclass(frozen=True)
class Filters:
    """What is asked for. `wrong` says what of the address made no sense."""

    first: dt.date
    last: dt.date
    gate: str = ""
    direction: str = ""
    cargo: str = ""
    by: By = By.AGENCY
    time: Time = Time.GROSS
    hour: int | None = None
    weekday: int | None = None
    agency: str = ""
    check: str = ""
    wrong: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], *, gates: Sequence[Gate], at: dt.datetime) -> "Filters":
        """The filters of an address; without a period, the last seven days up to the one that is running."""
        today = current_date(at)
        first, last = _date(query.get("from", "")), _date(query.get("to", ""))
        last = last or (min(today, first + dt.timedelta(days=DAYS - 1)) if first else today)
        first, wrong = first or last - dt.timedelta(days=DAYS - 1), ""
        if first > last:
            wrong = _("The first day lies after the last; the last seven days are shown.")
        elif (last - first).days >= MOST_DAYS:
            wrong = _("A period has at most %(days)s days; the last seven are shown.") % {"days": MOST_DAYS}
        if wrong:
            first = last - dt.timedelta(days=DAYS - 1)
        return cls(
            first, last,
            gate=_among(query.get("gate", ""), [gate.code for gate in gates]),
            direction=_among(query.get("direction", ""), Direction.values),
            cargo=_among(query.get("cargo", ""), [*CargoKind.values, EMPTY]),
            by=By(_among(query.get("by", ""), PAGED_BY) or By.AGENCY),
            time=Time(_among(query.get("time", ""), Time.values) or Time.GROSS),
            hour=_whole(query.get("hour", ""), 24), weekday=_whole(query.get("weekday", ""), 7),
            agency=_among(query.get("agency", ""), Agency.values),
            check=_among(query.get("check", ""), CheckCode.values),
            wrong=wrong,
        )  # fmt: skip

    def asked(self, gates: Sequence[Gate]) -> Asked:
        """The same for the queries, at those of these gates that are asked for."""
        ids = tuple(gate.pk for gate in gates if self.gate in ("", gate.code))
        return Asked(self.first, self.last, ids, self.direction, self.cargo)

    def address(self, name: str, **changes: Any) -> str:
        """The address of a page with these filters, some of them changed."""
        asked = replace(self, **changes)
        said: dict[str, Any] = {
            "from": asked.first.isoformat(), "to": asked.last.isoformat(), "gate": asked.gate,
            "direction": asked.direction, "cargo": asked.cargo, "by": asked.by if asked.by != By.AGENCY else "",
            "time": asked.time if asked.time != Time.GROSS else "", "hour": asked.hour, "weekday": asked.weekday,
            "agency": asked.agency, "check": asked.check,
        }  # fmt: skip
        return f"{reverse(name)}?{urlencode({key: value for key, value in said.items() if value not in ('', None)})}"


def _date(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and EARLIEST + dt.timedelta(days=DAYS) <= found <= LATEST else None


def _among(text: str, known: Sequence[str]) -> str:
    return text if text in known else ""


def _whole(text: str, below: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < below else None
