"""A gate with its lanes and yards, as a filing needs them; remembered for a few seconds."""

from typing import NamedTuple

from declarations.models import Gate, Lane, Yard
from declarations.queries.remembering import Memory


class Place(NamedTuple):
    """One gate and what lies there."""

    gate: Gate
    lanes: tuple[Lane, ...]
    yards: tuple[Yard, ...]

    def lane(self, code: str | None) -> Lane | None:
        """The lane of that code, if one is named."""
        return next((lane for lane in self.lanes if lane.code == code), None)

    def yard(self, code: str | None) -> Yard | None:
        """The yard of that code; none named: the gate's inside yard, where it has one that is open."""
        if code:
            return next((yard for yard in self.yards if yard.code == code), None)
        return next((yard for yard in self.yards if yard.is_inside and yard.is_open), None)


_places: Memory[str, Place] = Memory()


def place(code: str) -> Place:
    """The gate of that code.

    :raises Gate.DoesNotExist: there is none.
    """
    return _places.recall(code, lambda: _read(code))


def forget() -> None:
    """Read every gate anew: after a change of places, in the process that made it."""
    _places.forget()


def _read(code: str) -> Place:
    gate = Gate.objects.get(code=code)
    lanes = Lane.objects.filter(gate=gate).order_by("pk")
    return Place(gate, tuple(lanes), tuple(Yard.objects.filter(gate=gate).order_by("pk")))
