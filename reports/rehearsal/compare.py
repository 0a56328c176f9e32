"""The bulletin that came out beside the published one, figure by figure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from reports.rehearsal.figures import NAMES, TOTAL, Key
from reports.rehearsal.plan import Plan

LABELS = {
    "cleared": "cleared", "export.total": "  export", "export.fruit": "    fruit", "export.other": "    other",
    "import.total": "  import", "import.goods": "    goods", "import.new_vehicles": "    new vehicles",
    "left_over.total": "left over", "left_over.fruit": "  fruit", "left_over.other": "  other",
    "left_over.unregistered": "  not registered", "left_over.change": "  on the day before",
    "turned_back": "turned back",
}  # fmt: skip


class Row(NamedTuple):
    """One figure. `published` None: the bulletin does not say, and `aimed` was chosen."""

    key: Key
    published: int | None
    aimed: int
    counted: int | None

    @property
    def differs(self) -> bool:
        return self.counted != self.aimed


def compare(plan: Plan, published: Mapping[Key, int], counted: Mapping[Key, int]) -> list[Row]:
    """Every figure of the total and of each gate, in the bulletin's order.

    :param published: what the bulletin gives, at the plan's scale.
    """
    aimed = plan.expected()
    keys = [Key(place, name) for place in (TOTAL, *plan.gates) for name in NAMES]
    return [Row(key, published.get(key), aimed[key], counted.get(key)) for key in keys]


def table(rows: list[Row]) -> Iterator[str]:
    """The comparison as lines of text, without what is zero and was left open."""
    yield f"{'':<6}{'':<22}{'published':>10}{'counted':>10}"
    for place in dict.fromkeys(row.key.place for row in rows):
        lines = [
            row for row in rows if row.key.place == place and (row.published is not None or row.aimed or row.counted)
        ]
        for number, row in enumerate(lines):
            said = "–" if row.published is None else f"{row.published:,}"
            count = "none" if row.counted is None else f"{row.counted:,}"
            verdict = f"   DIFFERS: {row.aimed:,} expected" if row.differs else ""
            free = "   chosen" if row.published is None and not row.differs else ""
            yield f"{place if number == 0 else '':<6}{LABELS[row.key.name]:<22}{said:>10}{count:>10}{verdict}{free}"
