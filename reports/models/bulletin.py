"""Bulletins: provisional until the cut-off, frozen once published."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BulletinKind(models.TextChoices):
    """What a bulletin is of: one day, or the published days of a period."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")
    PERIOD = "period", _("Period")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def days(self) -> "BulletinQuerySet":
        """Those of one day each."""
        return self.filter(kind=BulletinKind.DAY)

    def of(self, kind: str, starts_on: dt.date, ends_on: dt.date) -> "BulletinQuerySet":
        """Every revision of one day or period."""
        return self.filter(kind=kind, starts_on=starts_on, date=ends_on)

    def published(self) -> "BulletinQuerySet":
        return self.filter(published_at__isnull=False)

    def latest_revisions(self) -> "BulletinQuerySet":
        """Of each day or period the last word only."""
        same = {name: models.OuterRef(name) for name in ("kind", "starts_on", "date")}
        later = Bulletin.objects.filter(**same, revision__gt=models.OuterRef("revision"))
        return self.filter(~models.Exists(later))


class Bulletin(models.Model):
    """One revision of a bulletin. Revision 0 is provisional and rebuilt in place; from 1 on it is published.

    `date` is its last day, `starts_on` the first: the same for a day. On PostgreSQL a trigger refuses UPDATE and DELETE
    of a published row. `sha256` is that of the canonical JSON of `figures` and, line by line, of what it was counted
    from: the trucks of a day (`counted`), the bulletins of a period's days.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=BulletinKind, default=BulletinKind.DAY)
    starts_on = models.DateField(_("first day"))
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
    # What its gates were called when it was published, by code and language; null of one made before that was kept.
    gate_names = models.JSONField(_("names of gates"), null=True)
    # How many trucks `counted` lists, and the last event of the journal at that time; null where no list was kept.
    vehicles_counted = models.PositiveIntegerField(_("vehicles counted"), null=True)
    journal_at = models.BigIntegerField(null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts_on", "date", "revision"], name="bulletin_revision_once"),
            models.CheckConstraint(
                name="bulletin_provisional_iff_revision_0",
                condition=Q(revision=0, published_at__isnull=True) | Q(revision__gt=0, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulletin_published_after_its_cut_off",
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("cut_off_at")),
            ),
            models.CheckConstraint(
                name="bulletin_of_a_day_starts_on_it",
                condition=Q(kind=BulletinKind.DAY, starts_on=F("date"))
                | (~Q(kind=BulletinKind.DAY) & Q(starts_on__lte=F("date"))),
            ),
        ]

    def __str__(self) -> str:
        first = "" if self.starts_on == self.date else f"{self.starts_on:%d/%m/%Y}–"
        return f"{first}{self.date:%d/%m/%Y} / {self.revision}"

    @property
    def keeps_its_list(self) -> bool:
        """Whether the trucks behind it are known; not of one made before lists were kept, nor of a period."""
        return self.vehicles_counted is not None
