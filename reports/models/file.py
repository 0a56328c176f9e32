"""The files of published bulletins: each made once for a revision, a cut of gates, a language and a form."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.bulletin import Bulletin
from reports.models.stored import StoredFile, StoredFileQuerySet, made_iff_kept


class Form(models.TextChoices):
    """The forms that a bulletin is given in."""

    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    PDF = "pdf", "PDF"
    TXT = "txt", _("press text")


class ReportFile(StoredFile):
    """One file of a published bulletin. `gates` are the codes that it tells of, in the bulletin's order."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="files", verbose_name=_("bulletin"))
    gates = models.CharField(_("gates"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7)
    form = models.CharField(_("form"), max_length=4, choices=Form)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a bulletin")
        verbose_name_plural = _("files of bulletins")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "gates", "language", "form"], name="report_file_made_once"),
            made_iff_kept("report_file_made_iff_kept"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(made_at__isnull=True), name="report_file_owed")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.gates or '–'} {self.language} {self.form}"

    @property
    def codes(self) -> list[str]:
        """The codes of the gates it tells of."""
        return self.gates.split(",") if self.gates else []
