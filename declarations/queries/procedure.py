"""The table of checks of one procedure version, read once a process: rows never change under a declaration."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from declarations.models import Procedure, Step
from declarations.queries.remembering import Memory


class Table(NamedTuple):
    """The steps of a version, by (journey, code), in the table's order; the declaration's own have journey ""."""

    procedure_id: int
    steps: dict[tuple[str, str], Step]

    def needs(self, journey: str, code: str) -> list[list[str]]:
        """The clauses that must hold before the check is ready; an unknown check needs nothing."""
        step = self.steps.get((journey, code))
        return step.needs if step else []

    def of(self, journey: str) -> list[Step]:
        """The steps of one journey, in order."""
        return [step for (whose, _), step in self.steps.items() if whose == journey]


@lru_cache(maxsize=32)
def table_of(procedure_id: int) -> Table:
    """Read a version's rows."""
    steps = Step.objects.filter(procedure_id=procedure_id).order_by("position")
    return Table(procedure_id, {(step.journey, step.code): step for step in steps})


def in_force(at: datetime) -> int:
    """The id of the version that a declaration filed at `at` is kept under: the newest whose day has come.

    :raises Procedure.DoesNotExist: none is in force.
    """
    for pk, since in _versions.recall("newest first", _read_versions):
        if since <= at:
            return pk
    raise Procedure.DoesNotExist


_versions: Memory[str, list[tuple[int, datetime]]] = Memory()


def _read_versions() -> list[tuple[int, datetime]]:
    versions = Procedure.objects.order_by("-in_force_from", "-version")
    return list(versions.values_list("pk", "in_force_from"))
