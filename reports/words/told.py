"""A bulletin as a sentence needs it: its part, its days, what its reader calls the gates."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.words import numbers

Figures = dict[str, Any]


class Told(NamedTuple):
    """What is told: the figures, the gates' names by code, whether all gates of the province are in it."""

    figures: Figures
    called: Mapping[str, str]
    is_whole: bool

    @property
    def kind(self) -> str:
        return str(self.figures.get("kind", "day"))

    @property
    def starts_on(self) -> dt.date:
        return dt.date.fromisoformat(self.figures.get("starts_on") or self.figures["date"])

    @property
    def ends_on(self) -> dt.date:
        return dt.date.fromisoformat(self.figures["date"])

    @property
    def total(self) -> dict[str, Any]:
        """The part of all its gates together."""
        part: dict[str, Any] = self.figures["total"]
        return part

    def gate(self, code: str) -> str:
        """What a gate is called."""
        return self.called.get(code, code)

    def a_day(self, number: int) -> str:
        """So many on the average day of the period, to a tenth."""
        return numbers.decimal(str(number / ((self.ends_on - self.starts_on).days + 1)), places=1)

    @property
    def where(self) -> str:
        """Its gates, as a sentence names them."""
        if self.is_whole:
            return _("the border gates of Lang Son Province")
        names = listed([self.gate(code) for code in self.figures["gates"]])
        many = len(self.figures["gates"])
        return ngettext("the border gate %(names)s", "the border gates %(names)s", many) % {"names": names}


def listed(members: list[str]) -> str:
    """The members of a list in a sentence."""
    return pgettext("between the members of a list", ", ").join(members)


def counts(part: dict[str, Any]) -> dict[str, str]:
    """The vehicles of a part that went through, written."""
    exports, imports = part["export"], part["import"]
    return {
        "cleared": numbers.whole(part["cleared"]),
        "export": numbers.whole(exports["total"]),
        "fruit": numbers.whole(exports["fruit"]),
        "other": numbers.whole(exports["other"]),
        "import": numbers.whole(imports["total"]),
        "goods": numbers.whole(imports["goods"]),
        "new": numbers.whole(imports["new_vehicles"]),
    }
