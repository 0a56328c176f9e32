"""What a figure is held against, in words: a year before, the period before, the plan. What is unknown is not said."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.bases import Base, at
from reports.shares import change_percent, share_percent
from reports.words import numbers

BASES: Final = {"cleared": "cleared", "export.total": "export", "import.total": "import"}
"""Under which path a base keeps a figure, where it is not the same."""


class Held:
    """A part of a bulletin, and the bases that it is held against."""

    def __init__(
        self, part: dict[str, Any], *, before: Base | None, plan: Base | None, plan_kind: str = "",
        former: Base | None = None, kind: str = "day",
    ) -> None:  # fmt: skip
        self.part = part
        self.before = before
        self.former = former
        self.plan = plan
        self.plan_kind = plan_kind
        self.kind = kind

    def before_of(self, path: str) -> Any:
        """The figure of a year before; None where it is unknown."""
        return at(self.before or {}, BASES.get(path, path))

    def former_of(self, path: str) -> Any:
        """The figure of the period before; None where it is unknown, and of a year: that is a year before anyhow."""
        return None if self.kind == "year" else at(self.former or {}, BASES.get(path, path))

    def plan_of(self, path: str) -> Any:
        """The figure that was planned; None where it is unknown."""
        return at(self.plan or {}, BASES.get(path, path))

    def change(self, path: str) -> str:
        """How it stands to a year before: `up 12.3%`, `down 3.0%`, `unchanged`; empty where it is unknown."""
        return _change(at(self.part, path), self.before_of(path))

    def moved(self, path: str) -> str:
        """How it stands to the period before, likewise."""
        return _change(at(self.part, path), self.former_of(path))

    def reached(self, path: str) -> str:
        """`60.1% of the year's plan`; empty where it is unknown."""
        percent = share_percent(at(self.part, path), self.plan_of(path))
        if percent is None:
            return ""
        phrases = {
            "month": _("%(percent)s of the month's plan"),
            "quarter": _("%(percent)s of the quarter's plan"),
            "year": _("%(percent)s of the year's plan"),
        }
        return phrases.get(self.plan_kind, _("%(percent)s of the plan")) % {"percent": numbers.percent(percent)}

    def clauses(self, path: str) -> str:
        """All of them, as they follow a figure in a sentence: `, 60.1% of the plan, up 101.1% on a year before`."""
        change, moved = self.change(path), self.moved(path)
        said = [
            self.reached(path),
            self._on_the_period_before() % {"change": moved} if moved else "",
            _("%(change)s on a year before") % {"change": change} if change else "",
        ]
        return "".join(pgettext("follows a figure", ", %(clause)s") % {"clause": clause} for clause in said if clause)

    def _on_the_period_before(self) -> str:
        phrases = {
            "week": _("%(change)s on the week before"),
            "month": _("%(change)s on the month before"),
            "quarter": _("%(change)s on the quarter before"),
        }
        return phrases.get(self.kind, _("%(change)s on the same number of days before"))


def _change(now: Any, before: Any) -> str:
    percent = change_percent(now, before)
    if percent is None:
        return ""
    if percent == 0:
        return pgettext("a figure", "unchanged")
    said = {"percent": numbers.percent(percent)}
    return (_("up %(percent)s") if percent > 0 else _("down %(percent)s")) % said


def held(figures: dict[str, Any], code: str | None = None) -> Held:
    """The part of that gate, or of all of them, and what it is held against."""
    compared = figures["comparison"]
    names = ("year_before", "period_before", "plan")
    if code is None:
        part, bases = figures["total"], [compared.get(name, {}).get("total") for name in names]
    else:
        part, bases = figures["gates"][code], [compared.get(name, {}).get("gates", {}).get(code) for name in names]
    before, former, plan = bases
    kind = figures.get("kind", "day")
    return Held(part, before=before, former=former, plan=plan, plan_kind=compared["plan"]["kind"] or "", kind=kind)
