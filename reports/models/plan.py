"""Plans: what the province wants to reach in a year, a quarter or a month."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PlanKind(models.TextChoices):
    """The periods that plans are made for."""

    YEAR = "year", _("year")
    QUARTER = "quarter", _("quarter")
    MONTH = "month", _("month")


class PlanQuerySet(models.QuerySet["Plan"]):
    def holding(self) -> "PlanQuerySet":
        """Of each planned figure the last word; one that was withdrawn has none."""
        later = Plan.objects.filter(
            kind=models.OuterRef("kind"),
            starts_on=models.OuterRef("starts_on"),
            gate_code=models.OuterRef("gate_code"),
            measure=models.OuterRef("measure"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(later), value__isnull=False)


class Plan(models.Model):
    """A planned figure of a period, at one gate or (an empty code) for all; a change is a row with the next revision.

    `measure` is a path as in `reports.bases.MEASURES`; `value` counts vehicles, kilograms, or units of the currency.
    Null withdraws the plan.
    """

    kind = models.CharField(_("period"), max_length=8, choices=PlanKind)
    starts_on = models.DateField(_("first day"))
    gate_code = models.CharField(_("gate"), max_length=4, blank=True)
    measure = models.CharField(_("figure"), max_length=40)
    revision = models.PositiveSmallIntegerField(_("revision"))
    value = models.DecimalField(_("plan"), max_digits=20, decimal_places=2, null=True)
    basis = models.CharField(_("decided in"), max_length=200, blank=True)
    set_at = models.DateTimeField(_("entered"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "starts_on", "gate_code", "measure", "revision"], name="plan_revision_once"
            ),
            models.CheckConstraint(
                name="plan_above_nothing_or_withdrawn", condition=Q(value__isnull=True) | Q(value__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on} {self.gate_code} {self.measure} / {self.revision}"
