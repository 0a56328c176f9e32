"""Bulletins that somebody else published: the figures of former years, kept as they were said."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class PastQuerySet(models.QuerySet["PastBulletin"]):
    def holding(self) -> "PastQuerySet":
        """Of each period and gate the last word only."""
        later = PastBulletin.objects.filter(
            starts_on=models.OuterRef("starts_on"),
            ends_on=models.OuterRef("ends_on"),
            gate_code=models.OuterRef("gate_code"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(later))


class PastBulletin(models.Model):
    """What a bulletin of another hand said of a day or a period, at one gate or (an empty code) at all together.

    Rows are never changed: who replaces one adds the next revision, so that old and new stand side by side. On
    PostgreSQL a trigger refuses UPDATE and DELETE. Never mixed with bulletins that were counted here.
    """

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    gate_code = models.CharField(_("gate"), max_length=4, blank=True)
    revision = models.PositiveSmallIntegerField(_("revision"))
    # By path as in `reports.words.FIGURES`; integers, trade values as decimal text. What is not there is unknown.
    figures = models.JSONField(_("figures"))
    source = models.CharField(_("source"), max_length=300)
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )

    objects = PastQuerySet.as_manager()

    class Meta:
        verbose_name = _("past bulletin")
        verbose_name_plural = _("past bulletins")
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on", "ends_on", "gate_code", "revision"], name="past_bulletin_revision_once"
            ),
            models.CheckConstraint(
                name="past_bulletin_begins_before_it_ends", condition=models.Q(starts_on__lte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y} {self.gate_code} / {self.revision}"

    def figure(self, path: str) -> Any:
        """The figure of that path; None where the source does not say it."""
        return self.figures.get(path)
