"""Letters owed: mutable debt, paid by a task after the commit (accounts.operations.posting)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.joining import Application, Invitation
from accounts.models.people import User


class LetterKind(models.TextChoices):
    """What a letter says; its words are made when it is sent (accounts.letters)."""

    CONFIRM_ADDRESS = "confirm_address", _("confirm the address")
    KNOWN_ADDRESS = "known_address", _("there is an account already")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    INVITED = "invited", _("invited")
    RESET = "reset", _("new password")
    UNBALANCED = "unbalanced", _("figures that do not add up")


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: datetime) -> LetterQuerySet:
        """Owed, and nobody is at it."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True, next_at__lte=at)


class Letter(models.Model):
    """One mail to one person. Neither text nor link is kept: who reads this table learns no secret."""

    kind = models.CharField(max_length=20, choices=LetterKind)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="+")
    # Where in the site it leads, for a letter about a page; whoever opens it is asked for the right there.
    page = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_to_one",
                condition=Q(user__isnull=False, application__isnull=True, invitation__isnull=True)
                | Q(user__isnull=True, application__isnull=False, invitation__isnull=True)
                | Q(user__isnull=True, application__isnull=True, invitation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "page"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True) & ~Q(page=""),
                name="letter_owed_once_a_page",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="letter_owed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at or 'owed'}"
