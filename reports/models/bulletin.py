"""Bulletins: provisional until the cut-off, frozen once published."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def published(self) -> "BulletinQuerySet":
        return self.filter(published_at__isnull=False)

    def latest_revisions(self) -> "BulletinQuerySet":
        """Of each day the last word only."""
        later = Bulletin.objects.filter(date=models.OuterRef("date"), revision__gt=models.OuterRef("revision"))
        return self.filter(~models.Exists(later))


class Bulletin(models.Model):
    """One revision of a day's bulletin. Revision 0 is provisional and rebuilt in place; from 1 on it is published.

    On PostgreSQL a trigger refuses UPDATE and DELETE of a published row. `sha256` is that of the canonical JSON of
    `figures`.
    """

    date = models.DateField(_("day"))
    revision = models.PositiveSmallIntegerField(_("revision"))
    figures = models.JSONField(_("figures"))
    sha256 = models.CharField(max_length=64)
    cut_off_at = models.DateTimeField(_("cut-off"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    published_at = models.DateTimeField(_("published"), null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [
            models.UniqueConstraint(fields=["date", "revision"], name="bulletin_revision_once_a_day"),
            models.CheckConstraint(
                name="bulletin_provisional_iff_revision_0",
                condition=Q(revision=0, published_at__isnull=True) | Q(revision__gt=0, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulletin_published_after_its_cut_off",
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("cut_off_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} / {self.revision}"
