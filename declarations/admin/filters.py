"""What a queue and a list of dossiers can be narrowed to, as chips above the list."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_user
from declarations.models import Gate, Vehicle
from declarations.procedures import AGENCY_OF
from declarations.queries.desk import done_since
from declarations.stages import CheckCode, CheckState, Status

DONE_TODAY = "done"


def midnight(at: datetime) -> datetime:
    """When the day began, Hanoi time."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


class Chips(admin.SimpleListFilter):
    """One row of chips. `default` is chosen when the address names none; "" means all."""

    template = "admin/desk/chips.html"
    default = ""

    def value(self) -> str:
        """What is chosen."""
        chosen = super().value()
        return self.default if chosen is None else chosen

    def choices(self, changelist: ChangeList) -> Any:
        """The chips, "all" among them only where it is no trap."""
        if not self.default and len(self.lookup_choices) > 1:
            yield {
                "selected": self.value() == "",
                "query_string": changelist.get_query_string(remove=[self.parameter_name or ""]),
                "display": _("All"),
            }
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.value() == str(lookup),
                "query_string": changelist.get_query_string({self.parameter_name or "": lookup}),
                "display": title,
            }


class GateChips(Chips):
    """One of the officer's gates."""

    title = _("gate")
    parameter_name = "gate"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The gates where he is posted."""
        gates = Gate.objects.worked_by(acting_user(request)).order_by("code")
        return [(gate.code, f"{gate.code} {gate.name}") for gate in gates]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Rows of that gate."""
        if not self.value():
            return queryset
        is_his = self.value() in {code for code, _title in self.lookup_choices}
        return queryset.filter(gate__code=self.value()) if is_his else queryset.none()


class CheckChips(Chips):
    """One of the agency's checks."""

    title = _("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The checks of his agency."""
        agency = acting_user(request).agency
        return [(code, CheckCode(code).label) for code, whose in AGENCY_OF.items() if whose == agency]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Rows of that check."""
        return queryset.filter(code=self.value()) if self.value() else queryset


class StateChips(Chips):
    """What is ready, what is held, what was done today."""

    title = _("state")
    parameter_name = "state"
    default = CheckState.READY.value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The three an officer looks at, and what is still to come."""
        return [
            (CheckState.READY.value, CheckState.READY.label),
            (CheckState.HELD.value, CheckState.HELD.label),
            (CheckState.PENDING.value, _("Not ready yet")),
            (DONE_TODAY, _("Done today")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Rows of that state; trucks that were never seen are not listed as waiting."""
        if self.value() == DONE_TODAY:
            return done_since(queryset, midnight(timezone.now()))
        if self.value() == CheckState.PENDING:
            return queryset.filter(state=CheckState.PENDING, is_seen=True, declaration__status=Status.OPEN)
        return queryset.filter(state=self.value())


class StatusChips(Chips):
    """The clock of the dossier."""

    title = _("status")
    parameter_name = "status"
    default = Status.OPEN.value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """All but drafts, which no officer sees."""
        return [choice for choice in Status.choices if choice[0] != Status.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of that status; a search looks through all of them."""
        if request.GET.get("q") and super(Chips, self).value() is None:
            return queryset
        return queryset.filter(status=self.value())


class RoadChips(Chips):
    """Trucks held on the road."""

    title = _("road")
    parameter_name = "road"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Held, or all."""
        return [("held", _("Held on the road")), ("free", _("Not held"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Dossiers with a truck that is held, or with none."""
        if not self.value():
            return queryset
        held = Vehicle.objects.is_open().filter(road_held_at__isnull=False).values("declaration_id")
        return queryset.filter(pk__in=held) if self.value() == "held" else queryset.exclude(pk__in=held)
