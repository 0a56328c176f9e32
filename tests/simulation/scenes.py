"""Scenarios for tests: a gate of three lanes with closures, rushes and no-shows."""

from simulation.scenario import Scenario, parse

BUSY = """
name = "A gate of three lanes"
days = {days}
yard = 120
hours = [{{ opens = "06:00", closes = "22:00" }}]
lanes = [{{ code = "1", per_hour = 8 }}, {{ code = "2", per_hour = 8 }}, {{ code = "3", per_hour = 6 }}]
incidents = [
  {{ lane = "2", days = [16, 18, 20, 25, 30, 33, 38, 41], begins = "14:05", ends = "17:30" }},
  {{ lane = "1", days = [17, 22, 27, 31, 36, 40, 44], begins = "09:00", ends = "11:30", announced = true }},
  {{ what = "gate", days = [19, 34], begins = "10:00", ends = "12:00" }},
]
rushes = [{{ days = [15, 21, 28, 35, 42], factor = 1.4 }}]
[arrivals]
a_day = 300
by_hour = [1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 6, 6, 7, 7, 6, 5, 4, 3, 2, 2, 1, 1, 1]
by_weekday = [1, 1.05, 1.08, 1.1, 1.12, 0.95, 0.7]
no_show = 0.06
late = 0.1
"""


def busy(*, days: int = 44) -> Scenario:
    """Fourteen days to learn from, and thirty to be judged by."""
    return parse(BUSY.format(days=days))
