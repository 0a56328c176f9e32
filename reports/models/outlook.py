"""What a forecast expects to be left over on a day to come, as far as a bulletin may name it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models import Gate


class Outlook(models.Model):
    """Left over at the cut-off of `for_date` as expected on `made_on`, at a gate or (`gate` null) at all of them.

    In vehicles: with a chance of one in ten not above `left_over_p10`, of nine in ten not above `left_over_p90`.
    `beats_naive`: this forecast has been nearer to what came than the same weekday of the week before.
    """

    made_on = models.DateField(_("made on"))
    for_date = models.DateField(_("for the day"))
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("gate"))
    left_over_p10 = models.PositiveIntegerField(_("left over, p10"))
    left_over_p50 = models.PositiveIntegerField(_("left over, p50"))
    left_over_p90 = models.PositiveIntegerField(_("left over, p90"))
    beats_naive = models.BooleanField(_("better than the naive forecast"))
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("outlook")
        verbose_name_plural = _("outlooks")
        constraints = [
            models.UniqueConstraint(fields=["made_on", "for_date", "gate"], name="outlook_once_a_gate"),
            models.UniqueConstraint(
                fields=["made_on", "for_date"], condition=Q(gate__isnull=True), name="outlook_once_for_all"
            ),
            models.CheckConstraint(
                name="outlook_in_order",
                condition=Q(left_over_p10__lte=F("left_over_p50"), left_over_p50__lte=F("left_over_p90")),
            ),
            models.CheckConstraint(name="outlook_is_ahead", condition=Q(for_date__gte=F("made_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.for_date:%d/%m/%Y} {self.left_over_p50}"
