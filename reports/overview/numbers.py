"""What a number of the managers' page counts, as its address says it: whoever follows it sees those trucks."""

import datetime as dt
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from declarations.procedures import AGENCY_OF
from declarations.stages import CargoKind, Direction
from reports import words


class What(TextChoices):
    """What trucks are counted for."""

    LEFT = "left", _("Let through")
    ARRIVED = "arrived", _("Newly arrived")
    TURNED_BACK = "turned_back", _("Turned back")
    LEFT_OVER = "left_over", _("Left over")
    IMPORT_INSIDE = "import_inside", _("Imports inside the gate")
    UNREGISTERED = "unregistered", _("Not registered")
    WAITING = "waiting", _("Waiting for a check")
    HELD = "held", _("Held at a check")


FLOWS: Final = (What.LEFT, What.ARRIVED, What.TURNED_BACK)
"""What happened within a day; these can be asked for by the hour."""
STOCKS: Final = {What.LEFT_OVER: Direction.EXPORT, What.IMPORT_INSIDE: Direction.IMPORT}
"""What stands there, and which way it goes."""
AT_CHECKS: Final = (What.WAITING, What.HELD)
OTHER, GOODS, EMPTY = "other", "goods", "empty"
CARGO: Final[dict[str, Any]] = {
    **dict(CargoKind.choices),
    OTHER: _("All but fruit"),
    GOODS: _("All but new vehicles"),
    EMPTY: _("Empty"),
}
"""Kinds of cargo that can be asked for: single ones, and the two that bulletins put together."""


def is_of(cargo: str, asked: str) -> bool:
    """Whether a load counts among what was asked for; "" asks for all."""
    if asked == OTHER:
        return cargo != CargoKind.FRUIT
    if asked == GOODS:
        return cargo != CargoKind.NEW_VEHICLE
    return not asked or cargo == ("" if asked == EMPTY else asked)


class Number(NamedTuple):
    """A number: what it counts, and to what it is narrowed. `date` is a bulletin's day; what waits is of now."""

    what: str
    date: dt.date | None = None
    gate: str = ""
    direction: str = ""
    cargo: str = ""
    hour: int | None = None
    check: str = ""
    revision: int | None = None

    @property
    def address(self) -> str:
        """Where its trucks are listed."""
        said = {name: value for name, value in self._asdict().items() if value not in ("", None)}
        return f"{reverse('report-trucks')}?{urlencode(said)}"

    @classmethod
    def read(cls, query: QueryDict) -> "Number | None":
        """The number that an address names; None when it names none, so that a list never shows more than was asked."""
        date, hour, revision = query.get("date", ""), query.get("hour", ""), query.get("revision", "")
        try:
            number = cls(
                what=query.get("what", ""),
                date=dt.date.fromisoformat(date) if date else None,
                gate=query.get("gate", ""),
                direction=query.get("direction", ""),
                cargo=query.get("cargo", ""),
                hour=int(hour) if hour else None,
                check=query.get("check", ""),
                revision=int(revision) if revision else None,
            )
        except ValueError:
            return None
        return number if number.makes_sense else None

    @property
    def makes_sense(self) -> bool:
        """Whether what it is narrowed to exists, and can be said of what it counts."""
        known = (
            self.what in What.values
            and (not self.direction or self.direction in Direction.values)
            and (not self.cargo or self.cargo in CARGO)
            and (self.hour is None or (0 <= self.hour < 24 and self.what in FLOWS))
            and (self.revision is None or (0 < self.revision < 10_000 and self.date is not None))
        )
        return known and (self.check in AGENCY_OF if self.what in AT_CHECKS else not self.check)


def counts_unregistered(number: Number) -> bool:
    """Whether those without a declaration count as well: their cargo and direction nobody knows."""
    return number.what == What.LEFT_OVER and not number.cargo


class Figure(NamedTuple):
    """A figure of the bulletin by its path, and what it counts; `what` "" counts export left over and unregistered."""

    path: str
    what: str
    direction: str = ""
    cargo: str = ""

    def number(self, *, date: dt.date, gate: str = "") -> Number:
        """The number of that day at a gate, or (no gate) at all that the reader may see."""
        direction = "" if self.what in (*STOCKS, What.UNREGISTERED) else self.direction
        return Number(self.what, date, gate, direction, self.cargo)


def behind(part: dict[str, Any], *, date: dt.date, gate: str = "", revision: int | None = None) -> dict[str, str]:
    """By the paths of a part of a bulletin, where the trucks are listed that it counts; a nought leads nowhere."""
    return {
        figure.path: figure.number(date=date, gate=gate)._replace(revision=revision).address
        for figure in FIGURES
        if words.figure(part, figure.path)
    }


EXPORT, IMPORT = Direction.EXPORT.value, Direction.IMPORT.value
FIGURES: Final = (
    Figure("cleared", What.LEFT),
    Figure("export.total", What.LEFT, EXPORT),
    Figure("export.fruit", What.LEFT, EXPORT, CargoKind.FRUIT),
    Figure("export.other", What.LEFT, EXPORT, OTHER),
    Figure("import.total", What.LEFT, IMPORT),
    Figure("import.goods", What.LEFT, IMPORT, GOODS),
    Figure("import.new_vehicles", What.LEFT, IMPORT, CargoKind.NEW_VEHICLE),
    Figure("left_over.total", What.LEFT_OVER, EXPORT),
    Figure("left_over.fruit", What.LEFT_OVER, EXPORT, CargoKind.FRUIT),
    Figure("left_over.other", What.LEFT_OVER, EXPORT, OTHER),
    Figure("left_over.unregistered", What.UNREGISTERED),
    Figure("turned_back", What.TURNED_BACK, EXPORT),
    Figure("new_vehicles_remaining", What.IMPORT_INSIDE, IMPORT, CargoKind.NEW_VEHICLE),
    Figure("arrived", What.ARRIVED, EXPORT),
    Figure("import_inside", What.IMPORT_INSIDE, IMPORT),
    Figure("import_turned_back", What.TURNED_BACK, IMPORT),
)
"""Those figures of a bulletin that count trucks by themselves, in its order (reports.words has their names)."""
