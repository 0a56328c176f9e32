"""Sendings: one revision of one report, owed to one subscription. History and queue in one row."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.models.subscription import Subscription
from delivery.words import DROPPED, State, Trouble
from reports.models import Bulletin


class SendingQuerySet(models.QuerySet["Sending"]):
    def visible_to(self, user: User) -> SendingQuerySet:
        """Those of the subscriptions that he sees."""
        return self.filter(subscription__in=Subscription.objects.visible_to(user))

    def owed(self) -> SendingQuerySet:
        return self.filter(sent_at__isnull=True, ended_at__isnull=True)

    def due(self, at: dt.datetime) -> SendingQuerySet:
        """Owed, its time has come, and nobody holds a lease on it."""
        return self.owed().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at), next_at__lte=at)

    def in_trouble(self) -> SendingQuerySet:
        """Given up, or tried in vain so far."""
        return self.filter(sent_at__isnull=True).exclude(trouble__in=["", *DROPPED])

    def whole(self) -> SendingQuerySet:
        """With what it is shown by, in one query; a bulletin's figures are large and stay where they are."""
        return self.select_related("bulletin", "subscription").defer("bulletin__figures")


class Sending(models.Model):
    """One bulletin's revision owed to one subscription: debt until it is sent or ended (ADR 0104).

    `key` is what the other side knows a second sending of the same by: Message-ID of the letter, `Gate-Delivery` of
    the webhook. `gates`, `language` and `papers` say what was last made ready for it.
    """

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="sendings", verbose_name=_("subscription")
    )
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="+", verbose_name=_("bulletin"))
    is_test = models.BooleanField(_("asked for"), default=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    gates = models.JSONField(_("gates"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    papers = models.JSONField(_("files"), default=list, blank=True)
    owed_at = models.DateTimeField(_("owed since"))
    next_at = models.DateTimeField(_("next try"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    ended_at = models.DateTimeField(_("given up"), null=True, blank=True)
    trouble = models.CharField(_("reason"), max_length=12, choices=Trouble, blank=True)
    answer = models.CharField(_("what the other side said"), max_length=300, blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending of a report")
        verbose_name_plural = _("sendings of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "bulletin"], condition=Q(is_test=False), name="sending_once_a_revision"
            ),
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(is_test=True, sent_at__isnull=True, ended_at__isnull=True),
                name="sending_asked_for_once",
            ),
            models.CheckConstraint(
                name="sending_sent_or_ended", condition=Q(sent_at__isnull=True) | Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="sending_ended_says_why", condition=Q(ended_at__isnull=True) | ~Q(trouble="")),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(sent_at__isnull=True, ended_at__isnull=True),
                name="sending_owed",
            ),
            models.Index(fields=["subscription", "-id"], name="sending_history"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} ← {self.bulletin_id}"

    @property
    def state(self) -> State:
        if self.sent_at:
            return State.SENT
        if self.ended_at:
            return State.DROPPED if self.trouble in DROPPED else State.FAILED
        return State.SENDING if self.leased_until else State.OWED
