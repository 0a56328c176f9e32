"""Orders to make a report, which are debt until done."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.models.bulletin import Bulletin, BulletinKind


class OrderState(StrEnum):
    OWED = "owed"
    WORKING = "working"
    DONE = "done"
    REFUSED = "refused"


class OrderQuerySet(models.QuerySet["ReportOrder"]):
    def owed(self) -> "OrderQuerySet":
        return self.filter(done_at__isnull=True)

    def due(self, at: datetime) -> "OrderQuerySet":
        """Owed, and nobody is at it."""
        return self.owed().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))


class ReportOrder(models.Model):
    """A bulletin somebody asked for (or the clock did). Committed before any task is sent, so it is never lost.

    `date` is its last day, `starts_on` the first.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=BulletinKind, default=BulletinKind.DAY)
    starts_on = models.DateField(_("first day"))
    date = models.DateField(_("day"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered"))
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, null=True, related_name="orders")
    # Why nothing was made: a stable code, and the gates whose figures disagree.
    refusal_code = models.CharField(max_length=40, blank=True)
    disagreements = models.JSONField(default=list)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of a report")
        verbose_name_plural = _("orders of reports")
        constraints = [
            models.CheckConstraint(
                name="order_of_a_day_starts_on_it",
                condition=Q(kind=BulletinKind.DAY, starts_on=F("date"))
                | (~Q(kind=BulletinKind.DAY) & Q(starts_on__lte=F("date"))),
            ),
            models.CheckConstraint(
                name="order_done_or_refused_iff_ended",
                condition=Q(done_at__isnull=True, bulletin__isnull=True, refusal_code="")
                | Q(done_at__isnull=False, bulletin__isnull=False, refusal_code="")
                | (Q(done_at__isnull=False, bulletin__isnull=True) & ~Q(refusal_code="")),
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(done_at__isnull=True), name="order_owed")]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.pk}"

    @property
    def state(self) -> OrderState:
        if self.done_at is None:
            return OrderState.WORKING if self.leased_until else OrderState.OWED
        return OrderState.REFUSED if self.refusal_code else OrderState.DONE
