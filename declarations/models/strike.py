"""Duties that were not kept: each with its verdict, the company's appeal and the gate centre's ruling, written once."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from declarations.line.duties import Duty, Excuse
from declarations.models.declaration import Declaration
from declarations.models.place import Gate
from declarations.models.vehicle import Vehicle
from declarations.stages import Direction


class StrikeQuerySet(models.QuerySet[Any]):
    """Strikes, and what was excused."""

    def standing(self) -> "StrikeQuerySet":
        """Those that count: not excused by the rule, then or later, nor by the gate centre."""
        return self.filter(~Exists(Ruling.objects.filter(strike=OuterRef("pk"), is_granted=True)), excuse="")


class Strike(models.Model):
    """A duty that was not kept for one place, and what the rule found: a strike, or an `excuse`. Never changed.

    `still_since`, `still_until`, `why` say what the truck was caught in.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="strikes", verbose_name=_("company")
    )
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="strikes")
    # As of an event: an amendment may take a truck out again, and evidence does not move for it.
    vehicle = models.ForeignKey(Vehicle, on_delete=models.DO_NOTHING, db_constraint=False, related_name="strikes")
    plate = models.CharField(_("plate"), max_length=40)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    window_at = models.DateTimeField(_("arrival window"))
    duty = models.CharField(_("duty"), max_length=16, choices=Duty)
    excuse = models.CharField(_("excuse"), max_length=16, choices=Excuse, blank=True)
    still_since = models.DateTimeField(null=True)
    still_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    first_at = models.DateTimeField()  # from when until when the duty could have been kept
    last_at = models.DateTimeField()
    given_at = models.DateTimeField(_("since"))

    objects = StrikeQuerySet.as_manager()

    class Meta:
        verbose_name = _("strike")
        verbose_name_plural = _("strikes")
        constraints = [models.UniqueConstraint(fields=["vehicle", "window_at"], name="strike_once_a_place")]
        indexes = [
            models.Index(fields=["organisation", "given_at"], name="strike_of_company"),
            models.Index(fields=["gate", "window_at"], name="strike_at_gate"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.duty} {self.excuse}"


class Appeal(models.Model):
    """A company says why a strike is not its fault; once."""

    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="appeal")
    words = models.CharField(_("why"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.strike_id}: {self.words[:40]}"


class Ruling(models.Model):
    """What the gate centre answered; without a person the rule itself, which learnt of a fault later."""

    strike = models.ForeignKey(Strike, on_delete=models.PROTECT, related_name="rulings")
    is_granted = models.BooleanField(_("granted"))
    reason = models.CharField(_("reason"), max_length=500)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")

    def __str__(self) -> str:
        return f"{self.strike_id}: {'granted' if self.is_granted else 'denied'}"
