"""What a figure is held against, in words: a year before, the plan. What is unknown is not said."""

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

    def __init__(self, part: dict[str, Any], *, before: Base | None, plan: Base | None, plan_kind: str = "") -> None:
        self.part = part
        self.before = before
        self.plan = plan
        self.plan_kind = plan_kind

    def before_of(self, path: str) -> Any:
        """The figure of a year before; None where it is unknown."""
        return at(self.before or {}, BASES.get(path, path))

    def plan_of(self, path: str) -> Any:
        """The figure that was planned; None where it is unknown."""
        return at(self.plan or {}, BASES.get(path, path))

    def change(self, path: str) -> str:
        """`up 12.3%`, `down 3.0%`, `unchanged`; empty where it is unknown."""
        percent = change_percent(at(self.part, path), self.before_of(path))
        if percent is None:
            return ""
        if percent == 0:
            return pgettext("a figure", "unchanged")
        said = {"percent": numbers.percent(percent)}
        return (_("up %(percent)s") if percent > 0 else _("down %(percent)s")) % said

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
        """Both, as they follow a figure in a sentence: `, 60.1% of the plan, up 101.1% on a year before`."""
        change = self.change(path)
        said = [self.reached(path), _("%(change)s on a year before") % {"change": change} if change else ""]
        return "".join(pgettext("follows a figure", ", %(clause)s") % {"clause": clause} for clause in said if clause)


def held(figures: dict[str, Any], code: str | None = None) -> Held:
    """The part of that gate, or of all of them, and what it is held against."""
    before, plan = (figures["comparison"][name] for name in ("year_before", "plan"))
    if code is None:
        return Held(figures["total"], before=before["total"], plan=plan["total"], plan_kind=plan["kind"] or "")
    bases = [against["gates"].get(code) for against in (before, plan)]
    return Held(figures["gates"][code], before=bases[0], plan=bases[1], plan_kind=plan["kind"] or "")
