"""How one figure stands to another, for "a third more than a year before" and "60,1 % of the plan". Pure.

The words and the way a language writes the number are `reports.words`'s.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Number = int | Decimal | str
TENTH: Final = Decimal("0.1")


def change_percent(now: Number | None, before: Number | None) -> Decimal | None:
    """By how many percent `now` is above (or, negative, below) `before`, to a tenth, halves away from nought.

    None where one of them is unknown, and where there was nothing before: no percentage says how much more that is.
    """
    if now is None or before is None or Decimal(before) <= 0:
        return None
    return _tenths((Decimal(now) - Decimal(before)) / Decimal(before))


def share_percent(reached: Number | None, planned: Number | None) -> Decimal | None:
    """How many percent of the plan are reached, to a tenth, halves away from nought. None where one is unknown."""
    if reached is None or planned is None or Decimal(planned) <= 0:
        return None
    return _tenths(Decimal(reached) / Decimal(planned))


def _tenths(ratio: Decimal) -> Decimal:
    # Nought has no sign: -0.04 % is 0.0 %.
    return (ratio * 100).quantize(TENTH, rounding=ROUND_HALF_UP) + 0
