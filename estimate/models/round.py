"""A moment at which estimates were made for one side of a gate."""

from django.db import models

from declarations.models import Gate
from declarations.stages import Direction


class Round(models.Model):
    """One side of a gate at one moment: all of its estimates, or none.

    `good_until` is when it must no longer be shown: a little after the next one is due, or when the gate closes. The
    range is that of a newcomer, who would stand at the end: minutes to entry and to exit; null: not in sight.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    made_at = models.DateTimeField()
    good_until = models.DateTimeField()
    entry_p10 = models.PositiveIntegerField(null=True)
    entry_p50 = models.PositiveIntegerField(null=True)
    entry_p90 = models.PositiveIntegerField(null=True)
    exit_p10 = models.PositiveIntegerField(null=True)
    exit_p50 = models.PositiveIntegerField(null=True)
    exit_p90 = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "direction", "made_at"], name="estimates_once_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.direction} {self.made_at:%d/%m %H:%M}"
