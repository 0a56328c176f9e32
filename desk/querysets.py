"""Who may see a row of the desk: a device its officer and the administrators, what one agency
works at a gate that agency there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


class DeviceQuerySet(models.QuerySet[Any]):
    """Devices."""

    def visible_to(self, user: User) -> Self:
        """An officer's own; all of them for an administrator, who takes lost ones out of use."""
        if user.is_active and user.is_administrator:
            return self.all()
        return self.filter(officer=user) if user.is_active and user.is_officer else self.none()

    def good(self, at: datetime) -> Self:
        """Neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class OfAgencyQuerySet(models.QuerySet[Any]):
    """Rows of one agency at one gate."""

    def of(self, user: User) -> Self:
        """Those of an officer's agency at his gates, which he sees and works."""
        if not (user.is_active and user.is_officer):
            return self.none()
        return self.filter(gate__postings__user=user, agency=user.agency)


class ConflictQuerySet(OfAgencyQuerySet):
    """Conflicts of offline scans."""

    def is_open(self) -> Self:
        """Those still to be settled."""
        return self.filter(settlement="")


class NoteQuerySet(OfAgencyQuerySet):
    """Notes for the next shift."""

    def is_open(self) -> Self:
        """Those that are not done."""
        return self.filter(closed_at__isnull=True)
