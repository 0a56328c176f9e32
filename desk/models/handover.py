"""What a shift of one agency at one gate leaves to the next: notes, and the page as it was when it was handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from declarations.models import Declaration, Gate
from desk.querysets import NoteQuerySet, OfAgencyQuerySet


class ShiftNote(models.Model):
    """What the next shift must know, of a truck (`declaration`, and its plate as `about`) or of the whole."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declaration")
    )
    about = models.CharField(_("about"), max_length=40, blank=True)
    text = models.CharField(_("note"), max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note for the next shift")
        verbose_name_plural = _("notes for the next shift")
        constraints = [
            models.CheckConstraint(
                name="note_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["gate", "agency", "id"], condition=Q(closed_at=None), name="note_open")]

    def __str__(self) -> str:
        return self.text[:40]


class Handover(models.Model):
    """A shift handed over. `page` is what stood there then (`desk.queries.handover`), and is written once.

    It is open until an officer of the next shift acknowledges it; `differs` is what he found otherwise. One is open
    per agency and gate.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    page = models.JSONField()
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    handed_at = models.DateTimeField(_("handed over"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("acknowledged by"),
    )  # fmt: skip
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    differs = models.CharField(_("what differs"), max_length=1000, blank=True)

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift hand-over")
        verbose_name_plural = _("shift hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["gate", "agency"], condition=Q(acknowledged_at=None), name="handover_open_once"
            ),
            models.CheckConstraint(
                name="handover_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, differs="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["gate", "agency", "-handed_at"], name="handover_of_agency")]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.agency} {self.handed_at}"

    @property
    def is_open(self) -> bool:
        """Not acknowledged yet."""
        return self.acknowledged_at is None
