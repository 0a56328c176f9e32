"""The link a driver follows: no account, one vehicle, until it expires or is revoked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.vehicle import Vehicle
from declarations.querysets import DriverLinkQuerySet


class DriverLink(models.Model):
    """One signed address that shows one vehicle. The address is made from the row's id, so no secret is kept here."""

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="driver_links", verbose_name=_("vehicle")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = DriverLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver's link")
        verbose_name_plural = _("drivers' links")
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=models.Q(revoked_at__isnull=True), name="one_live_link_a_vehicle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} → {self.expires_at:%Y-%m-%d %H:%M}"
