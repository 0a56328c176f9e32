"""How many places each hour offered: windows are a function of the gate as it is now, and the past must not change."""

from django.db import models
from django.db.models import F, Q

from declarations.models import Gate
from declarations.stages import Direction


class OfferedHour(models.Model):
    """What a gate offered in one direction as an hour began. `usual`: were no lane and no gate standing still."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    starts_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["starts_at", "gate", "direction"], name="offered_once_an_hour"),
            models.CheckConstraint(name="offered_at_most_usual", condition=Q(places__lte=F("usual"))),
        ]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.direction} {self.starts_at:%d/%m %H:%M}: {self.places}"
