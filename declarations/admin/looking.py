"""Who looks at which truck: told to the colleagues of his agency, kept for less than a minute, and in nobody's way.

A claim is made when an officer's cursor rests on a row or he opens the truck, and made again while he stays. Two that
are made in the same millisecond may lose one until its next time: it is a courtesy, the lock is the operation's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from accounts.models import User
from declarations.admin import kept
from declarations.models import Check

LIFE_SECONDS: Final = 45


class Look(NamedTuple):
    """One officer at one truck; `vehicle_id` None is the declaration as a whole."""

    user_id: int
    name: str
    gate_id: int
    declaration_id: int
    vehicle_id: int | None
    until: float  # seconds of the epoch

    def is_at(self, check: Check) -> bool:
        """Whether it is the truck of this check."""
        same_truck = self.vehicle_id == check.vehicle_id or None in (self.vehicle_id, check.vehicle_id)
        return self.declaration_id == check.declaration_id and same_truck


def look(by: User, check: Check, *, at: datetime) -> None:
    """From now on, and for `LIFE_SECONDS`, this officer looks at the check's truck and at no other."""
    looks = [other for other in _looks(by.agency, at) if other.user_id != by.pk]
    until = at.timestamp() + LIFE_SECONDS
    mine = Look(by.pk, by.get_full_name(), check.gate_id, check.declaration_id, check.vehicle_id, until)
    kept.keep(_name(by.agency), [tuple(one) for one in (*looks, mine)], seconds=LIFE_SECONDS)


def others(by: User, *, at: datetime, gate_id: int = 0) -> list[Look]:
    """Where the colleagues of his agency look, at one gate or at any."""
    looks = [one for one in _looks(by.agency, at) if one.user_id != by.pk and gate_id in (0, one.gate_id)]
    return sorted(looks)


def names_at(check: Check, looks: Iterable[Look]) -> list[str]:
    """Who of them looks at this check's truck."""
    return [one.name for one in looks if one.is_at(check)]


def as_version(looks: Iterable[Look]) -> tuple[object, ...]:
    """What of it is shown: to whom which truck, not until when."""
    return tuple((one.user_id, one.declaration_id, one.vehicle_id) for one in looks)


def _looks(agency: str, at: datetime) -> list[Look]:
    found = (Look(*one) for one in kept.recall(_name(agency)) or ())
    return [one for one in found if one.until > at.timestamp()]


def _name(agency: str) -> str:
    return f"looking:{agency}"
