"""What stands at the barrier without network: an officer's device, and the manifests that were given out."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models import Gate
from desk.querysets import DeviceQuerySet


class Device(models.Model):
    """A browser that one officer registered. Its secret lies in its cookie, and here only as a hash."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices", verbose_name=_("officer")
    )
    name = models.CharField(_("name"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    registered_at = models.DateTimeField(_("registered"))
    expires_at = models.DateTimeField(_("good until"))
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.CheckConstraint(
                name="device_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="device_good_for_a_while", condition=Q(expires_at__gt=F("registered_at"))),
        ]

    def __str__(self) -> str:
        return self.name

    def is_good(self, at: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and at < self.expires_at


class ManifestGiven(models.Model):
    """The last manifest that a device, or an officer's program without one, was given for a gate."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="manifests")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "gate"], condition=Q(device__isnull=False), name="manifest_last_of_device"
            ),
            models.UniqueConstraint(
                fields=["officer", "gate"], condition=Q(device__isnull=True), name="manifest_last_of_program"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.issued_at}"
