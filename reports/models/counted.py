"""The trucks behind a published day: one row a truck, frozen with the bulletin."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models import Event, Scan, Vehicle
from reports.models.bulletin import Bulletin


class Fate(models.TextChoices):
    """What became of a truck on the day; empty for one that only paid."""

    LEFT = "left", _("Left")
    TURNED_BACK = "turned_back", _("Turned back")
    LEFT_OVER = "left_over", _("Left over")
    UNREGISTERED = "unregistered", _("Not registered")


class CountedVehicle(models.Model):
    """One truck as a published bulletin counted it, with what the journal proves it by.

    An import that stands inside at the cut-off is left over like an export. Goods are those of trucks that left. Never
    changed: on PostgreSQL a trigger refuses UPDATE and DELETE, and the bulletin's `sha256` covers its rows.
    """

    # Its index is the constraint's below.
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="counted", db_index=False)
    # Without constraints: an amendment may take a truck out again, and evidence does not move for it.
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    number = models.CharField(_("declaration"), max_length=13, blank=True)
    plate = models.CharField(_("plate"), max_length=40)
    gate_code = models.CharField(_("gate"), max_length=4)
    lane_code = models.CharField(_("lane"), max_length=20, blank=True)
    direction = models.CharField(_("direction"), max_length=8, blank=True)
    cargo = models.CharField(_("cargo"), max_length=16, blank=True)
    fate = models.CharField(_("counted as"), max_length=12, choices=Fate, blank=True)
    has_arrived = models.BooleanField(_("newly arrived"), default=False)
    farm_produce_kg = models.PositiveBigIntegerField(_("farm produce (kg)"), default=0)
    value = models.JSONField(_("value"), default=dict)  # by currency: {"USD": "123.45"}
    # Fees paid within the day: [event, gate, kind, đồng] each.
    payments = models.JSONField(_("payments"), default=list)
    seen_event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    end_event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    scan = models.ForeignKey(
        Scan, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("counted vehicle")
        verbose_name_plural = _("counted vehicles")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "vehicle"], name="counted_once"),
            models.UniqueConstraint(
                fields=["bulletin", "plate"], condition=Q(vehicle__isnull=True), name="counted_unregistered_once"
            ),
            models.CheckConstraint(
                name="counted_with_its_proof",
                condition=Q(fate__in=["left", "turned_back"], end_event__isnull=False, seen_event__isnull=False)
                | Q(fate="left_over", end_event__isnull=True, seen_event__isnull=False)
                | Q(fate="unregistered", vehicle__isnull=True, scan__isnull=False)
                | Q(fate="", end_event__isnull=True, has_arrived=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.fate}"
