"""How good the estimates of a gate were, week by week."""

import datetime as dt

from django.db import models

from declarations.models import Gate
from declarations.stages import Direction
from estimate.method.scores import Score


class WeekScore(models.Model):
    """Sums over the estimates of one side of a gate that were made in a week (from its Monday, Hanoi time). In minutes.

    `compared` are those for which a naive estimate existed too; the two errors are compared on those alone.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    monday = models.DateField()
    estimates = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    error = models.FloatField(default=0)
    compared = models.PositiveIntegerField(default=0)
    compared_error = models.FloatField(default=0)
    naive_error = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "direction", "monday"], name="estimates_scored_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.direction} {self.monday:%d/%m/%Y}"

    @property
    def score(self) -> Score:
        """As a score."""
        return Score(self.estimates, self.held, self.error, self.compared, self.compared_error, self.naive_error)

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + dt.timedelta(days=6)
