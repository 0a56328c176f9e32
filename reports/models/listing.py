"""Lists of the vehicles that passed, too long to be waited for: made by a worker, kept a week."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.models.stored import StoredFile, StoredFileQuerySet, made_iff_kept


class VehicleList(StoredFile):
    """A list that somebody ordered, of the gates that he could see then; it is his alone.

    `rows_total` is known once a worker has begun, `rows_done` how far it is.
    """

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    gates = models.CharField(_("gates"), max_length=200)
    language = models.CharField(_("language"), max_length=7)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    rows_total = models.PositiveIntegerField(_("vehicles"), null=True)
    rows_done = models.PositiveIntegerField(_("vehicles written"), default=0)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of vehicles")
        verbose_name_plural = _("lists of vehicles")
        constraints = [
            made_iff_kept("vehicle_list_made_iff_kept"),
            models.CheckConstraint(name="vehicle_list_of_some_days", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        indexes = [models.Index(fields=["ordered_by", "-id"], name="vehicle_list_of_whom")]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y} {self.gates}"

    @property
    def codes(self) -> list[str]:
        """The codes of its gates."""
        return self.gates.split(",")

    @property
    def percent(self) -> int:
        """How much of it is written."""
        if self.is_made:
            return 100
        return min(99, self.rows_done * 100 // self.rows_total) if self.rows_total else 0
