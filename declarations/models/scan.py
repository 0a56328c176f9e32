"""A scan at the barrier, accepted or refused: a refused one is a fact too (style §3.8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.place import Gate, Lane
from declarations.models.vehicle import Vehicle
from declarations.querysets import PlacedQuerySet


class Scan(models.Model):
    """What was read, by whom, and what the gate answered; `answer` is given again when the same `nonce` comes back."""

    class Result(models.TextChoices):
        OK = "ok", _("Accepted")
        REFUSED = "refused", _("Refused")
        AMBIGUOUS = "ambiguous", _("Ambiguous")

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, verbose_name=_("gate"))
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("lane"))
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    nonce = models.CharField(max_length=64)
    happened_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded"))
    read = models.CharField(_("read"), max_length=64)
    plate_key = models.CharField(max_length=40, blank=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("vehicle"))
    result = models.CharField(_("result"), max_length=10, choices=Result)
    code = models.CharField(_("code"), max_length=40, blank=True)
    answer = models.JSONField(default=dict)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = [models.UniqueConstraint(fields=["scanned_by", "nonce"], name="scan_nonce_once")]
        indexes = [models.Index(fields=["code", "happened_at"], name="scan_unregistered")]

    def __str__(self) -> str:
        return f"{self.read} {self.result}"
