"""Past days in few rows, so that neither a forecast nor a page ever counts history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models import Gate
from declarations.stages import Direction


class GateDay(models.Model):
    """A day of a gate and direction, from cut-off to cut-off (reports/days.py). Counted anew for a week, then kept.

    `left_over` is what stands there at the cut-off: of exports as in the bulletin (not registered ones too), of imports
    those inside. Unknown figures of an imported bulletin are null.
    """

    date = models.DateField()
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    arrived = models.PositiveIntegerField(null=True)
    left_over = models.PositiveIntegerField(null=True)
    is_closed = models.BooleanField()
    is_imported = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("day of a gate")
        verbose_name_plural = _("days of gates")
        constraints = [models.UniqueConstraint(fields=["date", "gate", "direction"], name="gate_day_once")]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.gate_id} {self.direction}"


class FiledAhead(models.Model):
    """How many vehicles had been filed for a day by the cut-off so many days before, and had not come by then."""

    date = models.DateField()
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    days_ahead = models.PositiveSmallIntegerField()
    vehicles = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("filings ahead")
        verbose_name_plural = _("filings ahead")
        constraints = [
            models.UniqueConstraint(fields=["date", "gate", "direction", "days_ahead"], name="filed_ahead_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.gate_id} {self.direction} -{self.days_ahead}"
