"""The table of checks, versioned (domain §6). Rows are never edited once a declaration was filed under them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from declarations.procedures import Presence
from declarations.stages import CheckCode, Journey


class Procedure(models.Model):
    """One version of the table; the newest whose `in_force_from` has come is used for filing."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    in_force_from = models.DateTimeField(_("in force from"))

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return f"v{self.version}"


class Step(models.Model):
    """One check of one journey; an empty `journey`: the declaration's own. Grammar: declarations.procedures."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="steps")
    journey = models.CharField(max_length=16, choices=Journey, blank=True)
    code = models.CharField(max_length=24, choices=CheckCode)
    agency = models.CharField(max_length=16, choices=Agency)
    presence = models.CharField(max_length=12, choices=Presence)
    needs = models.JSONField(default=list)
    follows = models.CharField(max_length=24, choices=CheckCode, blank=True)
    needs_yard = models.BooleanField(default=False)
    follows_inside_only = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "journey", "code"], name="step_once_a_journey")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.journey or 'declaration'} {self.code}"
