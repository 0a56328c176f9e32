"""The numbers of the method: how far it looks, and how much it needs. Without numpy, so that pages may read them."""

from typing import Final

WEEK: Final = 7
HORIZONS: Final = tuple(range(1, WEEK + 1))
"""Days ahead. Not more than a week: so the same weekday of the week before is always known."""
FILED_AHEAD: Final = 3
"""So many days ahead somebody may have filed: a declaration names an arrival at most 72 h ahead (domain §5)."""
LEARN_FROM: Final = 8 * WEEK
"""Days that are learned from before the first evening is tried: eight of each weekday."""
ENOUGH_ERRORS: Final = 4 * WEEK
"""Errors from which a band of four days in five is made: of fewer, its ends would be two or three days."""
DAYS: Final = LEARN_FROM + ENOUGH_ERRORS
"""Known days from which there is a forecast. A week ahead begins up to six days later: its first error comes later."""
LAST_DAYS: Final = 12 * WEEK
"""So many scored days are looked at: twelve weeks, so that a verdict follows the season."""
ENOUGH_DAYS: Final = 4 * WEEK
"""Of fewer scored days than four weeks no verdict is given."""
