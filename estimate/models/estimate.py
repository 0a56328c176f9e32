"""What was said of one waiting truck at one moment, and what came of it."""

from django.db import models
from django.db.models import F, Q

from declarations.models import Vehicle
from estimate.models.round import Round


class Fate(models.TextChoices):
    """What became of an estimate."""

    OPEN = "open"
    SCORED = "scored"
    VOID = "void"  # the truck never entered there: it was turned back, left the line, or went to another gate


class Estimate(models.Model):
    """Minutes from the round's moment until the truck is let in (`entry`) and has left (`exit`).

    `drawn` is the band before it was stretched (estimate.method.widening): what later ones learn from. `position`: 1 is
    let in next. `naive` is the position through the last hour's rate. `came` are the minutes it took.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="estimates")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="estimates", db_index=False)
    position = models.PositiveIntegerField()
    entry_p10 = models.PositiveIntegerField()
    entry_p50 = models.PositiveIntegerField()
    entry_p90 = models.PositiveIntegerField()
    exit_p10 = models.PositiveIntegerField(null=True)
    exit_p50 = models.PositiveIntegerField(null=True)
    exit_p90 = models.PositiveIntegerField(null=True)
    drawn_p10 = models.FloatField()
    drawn_p50 = models.FloatField()
    drawn_p90 = models.FloatField()
    naive = models.FloatField(null=True)
    fate = models.CharField(max_length=6, choices=Fate, default=Fate.OPEN)
    came = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "round"], name="estimate_once_a_round"),
            models.CheckConstraint(
                name="estimate_in_order",
                condition=Q(entry_p10__lte=F("entry_p50"), entry_p50__lte=F("entry_p90")),
            ),
            models.CheckConstraint(
                name="estimate_scored_once_it_came",
                condition=Q(fate="scored", came__isnull=False) | (~Q(fate="scored") & Q(came__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle"], condition=Q(fate="open"), name="estimate_open"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.entry_p10}–{self.entry_p50}–{self.entry_p90} min"
