"""The numbers of the rules. They are settings of this program, chosen by the project; no law says them."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

GATE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")

# An arrival that is expected: not longer ago, not further ahead.
ARRIVAL_LATEST_AGO = timedelta(minutes=15)
ARRIVAL_FURTHEST_AHEAD = timedelta(hours=72)

# Own weight and cargo together, by fee class; what is not listed has the general limit (a truck of six axles).
GENERAL_WEIGHT_LIMIT_KG = 48_000
WEIGHT_LIMIT_KG: Mapping[str, int] = {}

# So many shape errors are told one by one; a body with more was not meant as a declaration.
MOST_SHAPE_FINDINGS = 1_000
