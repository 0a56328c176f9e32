"""Scans that were made without network, and what of them an officer must settle."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from declarations.models import Gate, Scan, Vehicle
from declarations.stages import CheckCode
from desk.models.devices import Device
from desk.querysets import ConflictQuerySet


class OfflineScan(models.Model):
    """A scan that came in a batch, and from which device; none for a program with an API key."""

    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="offline")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="scans")
    received_at = models.DateTimeField()
    asked = models.JSONField(default=list)
    """Codes of the checks that were to be confirmed with it."""

    def __str__(self) -> str:
        return f"{self.scan_id}"


class Settlement(models.TextChoices):
    """What became of a conflict."""

    STANDS = "stands", _("What stands was accepted")
    CONFIRMED = "confirmed", _("Confirmed afterwards")
    WRONG = "wrong", _("It was wrong")


class OfflineConflict(models.Model):
    """A check that an officer confirmed without network and the gate could not take.

    `code` and `detail` say why not, as it was when the batch came; `vehicle` is empty when what was read names none of
    this gate. It is settled once, by an officer of that gate and agency, and never deleted.
    """

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="conflicts", verbose_name=_("scan"))
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("device"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, verbose_name=_("gate"))
    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    # An amendment may take a truck that was never seen out of its declaration again.
    vehicle = models.ForeignKey(Vehicle, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("vehicle"))
    check_code = models.CharField(_("check"), max_length=24, choices=CheckCode)
    happened_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("received"))
    code = models.CharField(_("code"), max_length=40)
    detail = models.CharField(_("why"), max_length=500)

    settlement = models.CharField(_("settled"), max_length=12, choices=Settlement, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("offline conflict")
        verbose_name_plural = _("offline conflicts")
        constraints = [
            models.UniqueConstraint(fields=["scan", "check_code"], name="conflict_once_a_scan_and_check"),
            models.CheckConstraint(
                name="conflict_settled_by_somebody",
                condition=Q(settlement="", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(settlement="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["gate", "agency", "id"], condition=Q(settlement=""), name="conflict_open")]

    def __str__(self) -> str:
        return f"{self.get_check_code_display()} {self.scan.read}"

    @property
    def is_open(self) -> bool:
        """Still to be settled."""
        return not self.settlement
