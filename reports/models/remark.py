"""The one line of assessment as a manager of the province words it, before the bulletin is published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.bulletin import BulletinKind


class Remark(models.Model):
    """What somebody said of a bulletin to come, in one language. The last word holds; none is ever changed or removed.

    An empty text gives the line back to the rules (reports/words). Once the bulletin is published nothing is added.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=BulletinKind, default=BulletinKind.DAY)
    starts_on = models.DateField(_("first day"))
    date = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=7)
    text = models.CharField(_("text"), max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("line of assessment")
        verbose_name_plural = _("lines of assessment")
        indexes = [models.Index(fields=["kind", "starts_on", "date", "language"], name="remark_of_a_bulletin")]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.language}"
