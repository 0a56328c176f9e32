"""What an officer decides about on a truck's page when he came from a queue: one check, its way, and who else looks."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest

from accounts.models import User
from declarations.admin import looking, outcome
from declarations.admin.going_on import Way, way_of
from declarations.admin.rows import Row, rows_of
from declarations.models import Check, Declaration
from declarations.queries import desk


class Decision(NamedTuple):
    """One check on an officer's way through a queue."""

    check: Check
    way: Way
    row: Row
    before: str
    """The address of the truck before; empty at the front."""
    after: str
    last: outcome.Outcome
    looks: list[looking.Look]
    at: datetime

    def version(self, declaration: Declaration) -> tuple[object, ...]:
        """What changes whenever the buttons or who looks do."""
        return (declaration.version, looking.as_version(self.looks), self.last.token, self.before, self.after)


def decision_at(request: HttpRequest, declaration_id: int, *, by: User, at: datetime) -> Decision | None:
    """The check that the address names, if the officer works it; his colleagues are told that he looks at it."""
    way, named = way_of(request, by), request.GET.get("check", "")
    if way is None or not (named.isascii() and named.isdigit()) or len(named) > 18:
        return None
    check = desk.checks_of(by).filter(declaration=declaration_id, pk=int(named)).first()
    if check is None:
        return None
    looking.look(by, check, at=at)
    looks = [one for one in looking.others(by, at=at, gate_id=check.gate_id) if one.is_at(check)]
    last = outcome.last_of(by)
    (row,) = rows_of([check], by=by, at=at, looks=looks, failed=last.failed)
    before, after = desk.neighbours(way.checks, check)
    return Decision(
        check, way, row, way.page(before) if before else "", way.page(after) if after else "", last, looks, at
    )
