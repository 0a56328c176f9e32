"""Subscriptions: who wants which report, of which gates, when, in which language and form, by which way."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from delivery.words import Report, Way


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, user: User) -> "SubscriptionQuerySet":
        """A manager's own, until he removes them. Nobody sees another person's: an address may hold a secret."""
        return self.filter(reader=user, removed_at=None) if user.is_manager else self.none()

    def active(self) -> "SubscriptionQuerySet":
        """Those that something is owed to when it is published."""
        return self.filter(removed_at=None, paused_at=None, gone_at=None)


class Subscription(models.Model):
    """One report, again and again, to one person by one way. What was published before `since` is not owed.

    A removed one keeps its row for the history of what was sent; address and secret are gone from it.
    """

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions", verbose_name=_("person")
    )
    report = models.CharField(_("report"), max_length=8, choices=Report)
    gates = models.JSONField(_("gates"), default=list, blank=True)  # codes; none: all that the reader may see
    corrections = models.BooleanField(_("corrections too"), default=True)
    hour = models.TimeField(_("hour"), null=True, blank=True)  # Hanoi time; none: as soon as it is published
    language = models.CharField(_("language"), max_length=10, choices=Language)
    way = models.CharField(_("way"), max_length=20, choices=Way)
    forms = models.JSONField(_("files"), default=list, blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    # A webhook's secret is made of these and of the site's key (signing.py); it lies nowhere.
    secret_salt = models.CharField(max_length=64, blank=True, editable=False)
    secret_mark = models.CharField(max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(_("made at"))
    since = models.DateTimeField()
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    gone_at = models.DateTimeField(_("given up by the receiver"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(
                name="subscription_address_iff_webhook",
                condition=(Q(way=Way.WEBHOOK) & ~Q(url="") & ~Q(secret_salt=""))
                | (~Q(way=Way.WEBHOOK) & Q(url="", secret_salt=""))
                | Q(removed_at__isnull=False, url="", secret_salt=""),
            ),
            models.CheckConstraint(name="subscription_words_known", condition=Q(report__in=Report.values)),
        ]
        indexes = [
            models.Index(fields=["reader", "id"], condition=Q(removed_at__isnull=True), name="subscription_kept")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} ← {self.report} {self.way}"

    @property
    def state(self) -> str:
        """`active`, `paused` by its reader, or `gone`: the receiver said 410."""
        return "gone" if self.gone_at else "paused" if self.paused_at else "active"
