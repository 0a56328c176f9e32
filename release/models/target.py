"""Targets: how long an agency's check, or a whole passage, should take at most. Dated rows, at a gate or at all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Agency
from declarations.models import Gate

MOST_MINUTES = 7 * 24 * 60


class Target(models.Model):
    """From `starts_on` an agency's checks should take at most `minutes` (net), until the next row; null: no target.

    An empty `agency` means the whole passage. A row of a gate goes before one of all gates.
    """

    agency = models.CharField(max_length=16, choices=Agency, blank=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "starts_on"], condition=Q(gate__isnull=True), name="target_of_all_gates_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["agency", "gate", "starts_on"], condition=Q(gate__isnull=False), name="target_once_a_day"
            ),
            models.CheckConstraint(
                name="target_is_a_time",
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or '*'} {self.gate_id or '*'} {self.starts_on}: {self.minutes}"
