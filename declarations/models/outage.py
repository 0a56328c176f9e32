"""When the system did not work: noticed by itself, or declared by the gate centre."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.line.duties import Excuse
from declarations.models.place import Gate


class Outage(models.Model):
    """From when until when the system did not work, at a gate or at all. Without a person it noticed that itself."""

    KINDS = [(kind.value, kind.label) for kind in (Excuse.OUTAGE, Excuse.FAULT)]

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("what"), max_length=8, choices=KINDS)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(name="outage_ends_after_it_starts", condition=Q(ended_at__gt=F("started_at"))),
        ]
        indexes = [models.Index(fields=["ended_at"], name="outage_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%d/%m %H:%M}–{self.ended_at:%d/%m %H:%M}"


class Pulse(models.Model):
    """When the system was last known to work. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pulse_is_one_row")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m %H:%M:%S}"
