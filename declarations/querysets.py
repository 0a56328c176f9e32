"""The vocabulary of queries: who may see a row, where it is, what is ready, in which order.

`visible_to(user)` is the one place that says what a person may see (domain §3): a company its own declarations, a
customs agent also those of the companies that consent, an officer what is filed at the gates he is posted to, nobody
else a dossier. Interfaces start every look-up from it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.companies import companies_of
from declarations.stages import Answer, ChangeState, CheckState, FieldState, Role, Status

if TYPE_CHECKING:
    from accounts.models import User

Rows = models.QuerySet[Any]


def _visible_through(user: User, *, prefix: str = "") -> Q | None:
    """Which dossiers `user` may see, as a condition on the declaration at `prefix`; None when none."""
    if not user.is_active:
        return None
    if user.is_declarant and user.organisation_id:
        first, *more = sorted(companies_of(user))
        one = {f"{prefix}organisation_id": first}
        return Q(**(one if not more else {f"{prefix}organisation_id__in": [first, *more]}))
    if user.is_officer:
        return Q(**{f"{prefix}gate__postings__user": user}) & ~Q(**{f"{prefix}status": Status.DRAFT})
    return None


class DeclarationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user)
        return self.none() if condition is None else self.filter(condition)

    def ref(self, ref: str) -> Self:
        """By number (13 digits) or by id; anything else finds nothing."""
        if not (ref.isascii() and ref.isdigit()) or len(ref) > 18:
            return self.none()
        return self.filter(number=ref) if len(ref) == 13 else self.filter(pk=int(ref))

    def is_open(self) -> Self:
        return self.filter(status=Status.OPEN)


class VehicleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="declaration__")
        return self.none() if condition is None else self.filter(condition)

    def is_open(self) -> Self:
        return self.filter(is_open=True)

    def in_line(self) -> Self:
        """Seen, and not yet at its end: what stands at the gate or before it."""
        return self.filter(is_open=True, line_time__isnull=False, role=Role.CARRIER)

    def in_line_order(self) -> Self:
        """Line time, then declaration number (domain §7)."""
        return self.order_by("line_time", "declaration__number", "position")


class CheckQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Checks of dossiers that `user` sees; which of them he may work is `workable_by`."""
        condition = _visible_through(user, prefix="declaration__")
        return self.none() if condition is None else self.filter(condition)

    def workable_by(self, user: User) -> Self:
        """The checks of an officer's own agency at his own gates."""
        if not (user.is_active and user.is_officer):
            return self.none()
        return self.filter(gate__postings__user=user, agency=user.agency)

    def ready(self) -> Self:
        return self.filter(state=CheckState.READY)

    def held(self) -> Self:
        return self.filter(state=CheckState.HELD)

    def in_queue_order(self) -> Self:
        """Trucks that stand there before those still on the road; then line time; then the order of filing."""
        return self.order_by("-is_seen", "queue_at", "id")


class EventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="declaration__")
        return self.none() if condition is None else self.filter(condition)

    def in_order(self) -> Self:
        return self.order_by("declaration_id", "seq")


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="declaration__")
        return self.none() if condition is None else self.filter(condition)

    def standing(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at__isnull=True)


class DriverLinkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="vehicle__declaration__")
        return self.none() if condition is None else self.filter(condition)

    def live(self, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class ChangeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="declaration__")
        return self.none() if condition is None else self.filter(condition)

    def is_open(self) -> Self:
        """Those that can still be decided: what is open of an ended declaration has lapsed."""
        return self.filter(state=ChangeState.OPEN, declaration__status=Status.OPEN)

    def awaiting(self, user: User) -> Self:
        """Those of which a field waits for the answer of an officer's agency, at his gates."""
        if not user.is_officer:
            return self.none()
        waiting = {"answers__agency": user.agency, "answers__answer": Answer.WAITING, "state": FieldState.OPEN}
        fields = self.model._meta.get_field("fields").related_model.objects.filter(request=OuterRef("pk"), **waiting)
        return self.visible_to(user).is_open().filter(Exists(fields))


class GateQuerySet(models.QuerySet[Any]):
    def worked_by(self, user: User) -> Self:
        """The gates a person is posted to; every gate for a manager of the whole province."""
        if not user.is_active:
            return self.none()
        if user.is_manager and user.province_wide:
            return self.all()
        return self.filter(postings__user=user) if (user.is_officer or user.is_manager) else self.none()


class PlacedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a gate."""

    def at_gates_of(self, user: User) -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager and user.province_wide:
            return self.all()
        return self.filter(gate__postings__user=user) if (user.is_officer or user.is_manager) else self.none()


class ReceiptQuerySet(PlacedQuerySet):
    """Receipts belong to a gate, and to the dossier whose fee was paid."""

    def visible_to(self, user: User) -> Self:
        condition = _visible_through(user, prefix="fee__vehicle__declaration__")
        return self.none() if condition is None else self.filter(condition)


def due(at: datetime) -> Q:
    """Outbox rows that nobody holds a lease on at `at`."""
    return Q(sent_at__isnull=True) & (Q(leased_until__isnull=True) | Q(leased_until__lt=at))
