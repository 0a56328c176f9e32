"""Which queue: a check at a gate in a state, as the address of a list names it."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from declarations import stamps
from declarations.admin import kept
from declarations.admin.filters import DONE_TODAY
from declarations.models import Check, Gate
from declarations.procedures import AGENCY_OF
from declarations.queries import desk
from declarations.stages import CheckState

_KEPT_SECONDS = 3600


class Scope(NamedTuple):
    """What a list is narrowed to; empty is all. Search and page are no part of it."""

    gate: str = ""
    check: str = ""
    state: str = CheckState.READY.value

    @property
    def query(self) -> str:
        """As the address writes it."""
        plain = self._replace(state="" if self.state == CheckState.READY else self.state)
        return urlencode({name: value for name, value in plain._asdict().items() if value})

    @property
    def address(self) -> str:
        """Of the list."""
        return f"{reverse('admin:declarations_check_changelist')}?{self.query}"

    def checks(self, by: User) -> QuerySet[Check]:
        """What lies in it for an officer; of what was done today there is no order to go on in."""
        rows = desk.checks_of(by).filter(state=CheckState.READY if self.state == DONE_TODAY else self.state)
        if self.gate:
            rows = rows.filter(gate__code=self.gate)
        return rows.filter(code=self.check) if self.check else rows

    def stamps(self, by: User) -> tuple[str, ...]:
        """What changes when a row of it does (ADR 0073); asks nothing of the database once the gate is known."""
        codes = [code for code, agency in AGENCY_OF.items() if agency == by.agency]
        chosen = [code for code in codes if code == self.check] or codes
        return stamps.stamps_of(stamps.Place(self.gate_id, code) for code in chosen)

    @property
    def gate_id(self) -> int:
        """The gate's id, or `stamps.ANYWHERE`."""
        return _gate_id(self.gate) if self.gate else stamps.ANYWHERE


def scope_of(asked: QueryDict) -> Scope:
    """The queue that an address names."""
    return Scope(asked.get("gate", "")[:8], asked.get("check", "")[:24], asked.get("state") or CheckState.READY.value)


def _gate_id(code: str) -> int:
    known = kept.recall(f"gate-id:{code}") if code.isalnum() else -1
    if known is None:
        known = Gate.objects.filter(code=code).values_list("pk", flat=True).first() or -1
        kept.keep(f"gate-id:{code}", known, seconds=_KEPT_SECONDS)
    return int(known)
