"""What a company asks to have changed after the first confirmation: field by field, agency by agency (domain §8)."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from declarations.models.declaration import Declaration
from declarations.querysets import ChangeQuerySet
from declarations.stages import Answer, ChangeState, FieldState, Status


class ChangeRequest(models.Model):
    """One request. It is history once decided or taken back; what is open of an ended declaration has lapsed."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="change_requests", verbose_name=_("declaration")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.CheckConstraint(
                name="change_closed_iff_not_open",
                condition=Q(state=ChangeState.OPEN, closed_at__isnull=True)
                | (~Q(state=ChangeState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["declaration", "-id"], name="change_of_declaration"),
            models.Index(fields=["asked_at", "id"], condition=Q(state="open"), name="change_open"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.state == ChangeState.OPEN and self.declaration.status == Status.OPEN

    @property
    def has_lapsed(self) -> bool:
        """Whether its declaration ended before it was decided."""
        return self.state == ChangeState.OPEN and self.declaration.status != Status.OPEN


class ChangedField(models.Model):
    """One field of a request. `place` is where it stands, rows by their keys: `["vehicles", "1", "driver"]`."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="fields")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    old = models.JSONField(_("old"), null=True)
    new = models.JSONField(_("new"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=FieldState, default=FieldState.OPEN)

    class Meta:
        verbose_name = _("field to change")
        verbose_name_plural = _("fields to change")
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "place"], condition=Q(state="open"), name="change_open_once_a_field"
            ),
            models.UniqueConstraint(fields=["request", "place"], name="change_field_once_a_request"),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def unit(self) -> tuple[str, ...]:
        """`place` as steps."""
        steps: Any = json.loads(self.place)
        return tuple(steps)


class ChangeAnswer(models.Model):
    """What one agency says to one field; a row from the start, waiting."""

    field = models.ForeignKey(ChangedField, on_delete=models.CASCADE, related_name="answers")
    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    answered_at = models.DateTimeField(_("at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("answer to a change")
        verbose_name_plural = _("answers to changes")
        constraints = [
            models.UniqueConstraint(fields=["field", "agency"], name="change_answer_once_an_agency"),
            models.CheckConstraint(
                name="change_answered_by_somebody",
                condition=Q(answer=Answer.WAITING, answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer=Answer.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["agency"], condition=Q(answer="waiting"), name="change_awaited")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.answer}"
