"""What every file that is made once and kept has in common: it is owed, then somebody is at it, then it is there."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_ATTEMPTS: Final = 5
"""Whatever could not be made so often is left to people: the error stands in the log, the page says so."""


class FileState(StrEnum):
    OWED = "owed"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class StoredFileQuerySet(models.QuerySet[Any]):
    def owed(self) -> Self:
        return self.filter(made_at__isnull=True, attempts__lt=MOST_ATTEMPTS)

    def due(self, at: datetime) -> Self:
        """Owed, and nobody is at it."""
        return self.owed().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))


class StoredFile(models.Model):
    """A debt until `made_at`; from then on its bytes lie on the shelf under their SHA-256 (reports/shelf.py)."""

    ordered_at = models.DateTimeField(_("ordered"))
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("made"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size (bytes)"), null=True)

    class Meta:
        abstract = True

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    def state(self, at: datetime) -> FileState:
        """Where it stands at that moment."""
        if self.is_made:
            return FileState.READY
        if self.leased_until and self.leased_until > at:
            return FileState.WORKING
        return FileState.FAILED if self.attempts >= MOST_ATTEMPTS else FileState.OWED


def made_iff_kept(name: str) -> models.CheckConstraint:
    """The constraint that a row speaks of bytes exactly when they were kept."""
    return models.CheckConstraint(
        name=name,
        condition=Q(made_at__isnull=True, sha256="", size_bytes__isnull=True)
        | (Q(made_at__isnull=False, size_bytes__isnull=False) & ~Q(sha256="")),
    )
