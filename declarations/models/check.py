"""One agency's step for one vehicle, or for the declaration as a whole (domain §6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from declarations.models.declaration import Declaration
from declarations.models.place import Gate
from declarations.models.vehicle import Vehicle
from declarations.querysets import CheckQuerySet
from declarations.stages import CheckCode, CheckState, Direction


class Check(models.Model):
    """`gate`, `direction`, `agency`, `is_seen`, `queue_at` repeat what the queue index needs; operations keep them."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="checks", verbose_name=_("declaration")
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="checks", null=True, blank=True, verbose_name=_("vehicle")
    )
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, verbose_name=_("gate"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    code = models.CharField(_("check"), max_length=24, choices=CheckCode)
    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=CheckState)
    is_on_request = models.BooleanField(default=False)
    follows = models.CharField(max_length=24, blank=True)

    # The queue: trucks that stand there first, then by line time (before that, the expected arrival).
    is_seen = models.BooleanField(default=False)
    queue_at = models.DateTimeField()
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    # Kept while held, so that a release can tell what it goes back to.
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    automatic = models.BooleanField(_("automatic"), default=False)
    decided_at = models.DateTimeField(_("at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    fields_to_mend = models.JSONField(_("fields to mend"), default=list, blank=True)
    requested_by_agency = models.CharField(_("requested by"), max_length=16, choices=Agency, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "code"], condition=Q(vehicle__isnull=False), name="check_once_a_vehicle"
            ),
            models.UniqueConstraint(
                fields=["declaration", "code"], condition=Q(vehicle__isnull=True), name="check_once_a_declaration"
            ),
            models.CheckConstraint(
                name="check_confirmed_has_instant",
                condition=~Q(state=CheckState.CONFIRMED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="check_ready_has_instant",
                condition=~Q(state=CheckState.READY) | Q(ready_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["gate", "code", "-is_seen", "queue_at", "id"], condition=Q(state="ready"), name="check_queue"
            ),
            models.Index(
                fields=["gate", "agency", "state"], condition=Q(state__in=["ready", "held"]), name="check_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}"
