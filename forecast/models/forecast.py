"""Forecasts as they were made, what came of them, and how they stand against the naive one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models import Gate
from declarations.stages import Direction


class What(models.TextChoices):
    """What is forecast."""

    ARRIVALS = "arrivals", _("Arrivals")
    LEFT_OVER = "left_over", _("Left over")


class Why(models.TextChoices):
    """Why nothing is said of a day."""

    CLOSED = "closed", _("the gate is closed")
    TOO_SHORT = "too_short", _("not enough days are known")
    UNLIKE = "unlike", _("no such day has been counted yet")


class Round(models.Model):
    """An evening on which forecasts were made: all of them, or none."""

    made_on = models.DateField(unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("round of forecasts")
        verbose_name_plural = _("rounds of forecasts")

    def __str__(self) -> str:
        return f"{self.made_on:%d/%m/%Y}"


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def said(self) -> "ForecastQuerySet":
        """Those that say something."""
        return self.filter(why="")

    def scored(self) -> "ForecastQuerySet":
        """Those whose day has come, where there is a naive one to compare them with."""
        return self.said().filter(came__isnull=False, naive__isnull=False)


class Forecast(models.Model):
    """What was expected of a day: vehicles, p10 ≤ p50 ≤ p90, beside as many as on the same weekday of the week before.

    A gate of null is all gates together. `made_of`: docs/forecast.md. `beats_naive` is what was known of such forecasts
    when this one was made. `came` is what came, once the day is over; it follows late reports for a week.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="forecasts")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    what = models.CharField(max_length=10, choices=What)
    horizon = models.PositiveSmallIntegerField()
    for_date = models.DateField()
    p10 = models.PositiveIntegerField(null=True)
    p50 = models.PositiveIntegerField(null=True)
    p90 = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    naive = models.PositiveIntegerField(null=True)
    made_of = models.JSONField(default=dict)
    beats_naive = models.BooleanField(default=False)
    came = models.PositiveIntegerField(null=True)
    scored_at = models.DateTimeField(null=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "gate", "direction", "what", "horizon"], name="forecast_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["round", "direction", "what", "horizon"],
                condition=Q(gate__isnull=True),
                name="forecast_of_all_once_a_round",
            ),
            models.CheckConstraint(
                name="forecast_says_something_or_why",
                # A comparison with nothing is not false: that there is something must be said besides.
                condition=(
                    Q(why="", p10__isnull=False, p50__isnull=False, p90__isnull=False)
                    & Q(p10__lte=F("p50"), p50__lte=F("p90"))
                )
                | (~Q(why="") & Q(p10__isnull=True, p50__isnull=True, p90__isnull=True)),
            ),
            models.CheckConstraint(
                name="forecast_scored_once_it_came",
                condition=Q(came__isnull=True, scored_at__isnull=True)
                | Q(came__isnull=False, scored_at__isnull=False, why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["for_date"], condition=Q(came__isnull=True, why=""), name="forecast_to_score"),
            models.Index(fields=["for_date"], condition=Q(came__isnull=False), name="forecast_scored"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.for_date:%d/%m/%Y} {self.gate_id or '*'} {self.direction}: {self.p50}"


class Standing(models.Model):
    """How forecasts of one kind did on their last scored days, reckoned anew every evening (forecast/method/scores.py).

    Errors and loss are vehicles, `coverage` is the share of days within p10–p90.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    what = models.CharField(max_length=10, choices=What)
    horizon = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    error = models.FloatField()
    naive_error = models.FloatField()
    pinball = models.FloatField()
    coverage = models.FloatField()
    beats_naive = models.BooleanField()

    class Meta:
        verbose_name = _("standing of forecasts")
        verbose_name_plural = _("standings of forecasts")
        constraints = [
            models.UniqueConstraint(fields=["gate", "direction", "what", "horizon"], name="standing_once"),
            models.UniqueConstraint(
                fields=["direction", "what", "horizon"], condition=Q(gate__isnull=True), name="standing_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.gate_id or '*'} {self.direction} +{self.horizon}"
