"""What was given to everybody of a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReleaseQuerySet(models.QuerySet["Release"]):
    def given(self) -> "ReleaseQuerySet":
        """Those that were given out."""
        return self.filter(daily__isnull=False)

    def holding(self) -> "ReleaseQuerySet":
        """Of each day the last one that was given out."""
        later = Release.objects.filter(
            date=models.OuterRef("date"), daily__isnull=False, revision__gt=models.OuterRef("revision")
        )
        return self.given().filter(~models.Exists(later))


class Release(models.Model):
    """One revision of a day's bulletin as open data, small cells hidden (opendata.tables says their shape).

    A correction that changes every figure by less than three is looked at and not given out: `daily` and `hourly` are
    null, and what was given out before stays. Rows are never changed.
    """

    date = models.DateField(_("day"))
    revision = models.PositiveSmallIntegerField(_("revision"))
    daily = models.JSONField(_("figures of the day"), null=True)
    hourly = models.JSONField(_("figures of the hours"), null=True)
    made_at = models.DateTimeField(_("made"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("open data of a day")
        verbose_name_plural = _("open data of days")
        constraints = [
            models.UniqueConstraint(fields=["date", "revision"], name="release_once_a_revision"),
            models.CheckConstraint(
                name="release_whole_or_not_given_out",
                condition=Q(daily__isnull=False, hourly__isnull=False)
                | Q(daily__isnull=True, hourly__isnull=True, revision__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} / {self.revision}"
