"""Files of many trucks: what was sent, how far it is, and one row a declaration that shall come of it.

An entry is filed once: its state and its declaration are written in the transaction that files it, under its lock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.companies import companies_of
from accounts.models import Organisation, User
from declarations.models import Declaration


class BulkState(models.TextChoices):
    """Where a file stands. At the first and the third of these a worker is at it, or owes it."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", pgettext_lazy("a file", "checked")
    FILING = "filing", _("being filed")
    FILED = "filed", pgettext_lazy("a file", "filed")


class EntryState(models.TextChoices):
    PENDING = "pending", _("not checked yet")
    GOOD = "good", _("can be filed")
    BAD = "bad", _("to be mended")
    FILED = "filed", pgettext_lazy("a row", "filed")


AT_WORK = (BulkState.CHECKING, BulkState.FILING)


class BulkFileQuerySet(models.QuerySet["BulkFile"]):
    def visible_to(self, user: User) -> Self:
        """The files of the companies that he acts for; nobody else sees any."""
        return self.filter(organisation_id__in=companies_of(user))

    def at_work(self) -> Self:
        return self.filter(state__in=AT_WORK)

    def due(self, at: datetime) -> Self:
        """Something is owed, and no worker is at it."""
        return self.at_work().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))


class BulkFile(models.Model):
    """One file that a company sent; the same bytes are there once. Its bytes lie outside the web root."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("type"), max_length=4, choices=Kind)
    size_bytes = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, unique=True)
    columns = models.JSONField(default=list)  # the codes of its columns, in its own order
    row_count = models.PositiveIntegerField(_("rows"))
    state = models.CharField(_("state"), max_length=8, choices=BulkState, default=BulkState.CHECKING)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    uploaded_at = models.DateTimeField(_("uploaded"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # whose checking or filing it is
    leased_until = models.DateTimeField(null=True)

    objects = BulkFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk file")
        verbose_name_plural = _("bulk files")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="bulk_file_once_a_company"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["checking", "filing"]), name="bulk_file_at_work"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class BulkEntry(models.Model):
    """One declaration of a file: one row of its sheet, or several that name the same declaration.

    `lines` are the rows as they were typed, `document` is what they say, `origins` from which line each of its parts
    is (workspace.bulk.entries). Findings are kept in every language (workspace.bulk.telling).
    """

    file = models.ForeignKey(BulkFile, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()  # the number of its first row in the sheet
    row_count = models.PositiveIntegerField()
    lines = models.JSONField()
    document = models.JSONField()
    origins = models.JSONField()
    sheet_findings = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=EntryState, default=EntryState.PENDING)
    declaration = models.OneToOneField(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="bulk_entry"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="bulk_entry_once_a_position"),
            models.CheckConstraint(
                name="bulk_entry_filed_iff_declaration",
                condition=Q(state="filed", declaration__isnull=False)
                | (~Q(state="filed") & Q(declaration__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["file", "state", "position"], name="bulk_entry_of_a_state")]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.position}"
