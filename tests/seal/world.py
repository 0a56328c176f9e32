"""Two days of a gate, sealed: trucks that went through, and the moments after the cut-offs."""

from datetime import datetime, timedelta
from typing import NamedTuple

from declarations.models import Declaration
from seal.operations import sealing
from tests import given
from tests.given import NOON

FIRST_EVENING = NOON.replace(hour=20, minute=5)
SECOND_EVENING = FIRST_EVENING + timedelta(days=1)


class World(NamedTuple):
    """`left` went through on the first day, `two_days` was filed on the first and went through on the second."""

    left: Declaration
    two_days: Declaration
    second: Declaration


def world() -> World:
    staff = given.officers()
    left, two_days = given.filed(at=NOON), given.filed(at=NOON)
    given.confirmed(left, *given.EXPORT_WAY, staff=staff)
    sealing.seal_due(at=FIRST_EVENING)
    tomorrow: datetime = NOON + timedelta(days=1)
    second = given.filed(at=tomorrow)
    given.confirmed(two_days, *given.EXPORT_WAY, staff=staff, at=tomorrow)
    sealing.seal_due(at=SECOND_EVENING)
    return World(left, two_days, second)
