"""What a bench says: ours, the baseline, their ratio, and whether that is within its budget."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import Any


class Budget(StrEnum):
    """What the budget bounds, and from which side."""

    RATIO_AT_LEAST = "ratio at least"
    RATIO_AT_MOST = "ratio at most"
    OURS_BELOW = "ours below"


@dataclass(frozen=True)
class Figure:
    """One comparison: the rounds of ours and of the baseline, in the order in which they were run."""

    bench: str
    name: str
    unit: str
    ours: Sequence[float]
    baseline: Sequence[float]
    budget: Budget
    bound: float
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The median of ours over the median of the baseline."""
        return median(self.ours) / median(self.baseline)

    @property
    def is_within(self) -> bool:
        if self.budget == Budget.OURS_BELOW:
            return median(self.ours) < self.bound
        if self.budget == Budget.RATIO_AT_LEAST:
            return self.ratio >= self.bound
        return self.ratio <= self.bound

    def as_dict(self) -> dict[str, Any]:
        return {
            "bench": self.bench,
            "name": self.name,
            "unit": self.unit,
            "ours": median(self.ours),
            "baseline": median(self.baseline),
            "ratio": round(self.ratio, 3),
            "budget": f"{self.budget} {self.bound:g}",
            "within": self.is_within,
            "rounds": {"ours": list(self.ours), "baseline": list(self.baseline)},
            "notes": self.notes,
        }


def as_text(figures: Sequence[Figure]) -> str:
    """A table for people."""
    rows = [("", "figure", "ours", "baseline", "unit", "ratio", "budget", "")]
    for figure in figures:
        rows.append(
            (
                figure.bench,
                figure.name,
                f"{median(figure.ours):,.1f}",
                f"{median(figure.baseline):,.1f}",
                figure.unit,
                f"{figure.ratio:.2f}",
                f"{figure.budget} {figure.bound:g}",
                "ok" if figure.is_within else "OVER BUDGET",
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for figure in figures:
        for name, value in figure.notes.items():
            lines.append(f"   {figure.bench} {figure.name}: {name} {value}")
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> str:
    """The same for machines."""
    said = {"figures": [figure.as_dict() for figure in figures], "within": all(f.is_within for f in figures)}
    return json.dumps(said, ensure_ascii=False, indent=2)
