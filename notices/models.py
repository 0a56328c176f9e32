"""What people are told: a notice for each person and event, an e-mail or SMS that is owed, and what each has chosen."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.companies import companies_of
from accounts.models import Organisation, User
from declarations.models import Event
from notices.carrying import Failure
from notices.topics import TOPIC_OF, Channel, Topic


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """A person's own notices, as long as he acts for the company that they are about."""
        return self.filter(user=user, organisation_id__in=companies_of(user))

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def about(self, topic: str) -> NoticeQuerySet:
        return self.filter(event__verb__in=[verb for verb, of in TOPIC_OF.items() if of == topic])

    def whole(self) -> NoticeQuerySet:
        """With all that its text is made of, in one query."""
        return self.select_related("event__declaration", "event__vehicle", "event__gate")


class Notice(models.Model):
    """One event, told to one person on his page. Its words are made when he reads it (notices.words)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person"))
    # Whose declaration it is about: who leaves a company reads its notices no more.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notices", verbose_name=_("company")
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices", verbose_name=_("event"))
    created_at = models.DateTimeField(_("delivered"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        # Delivering twice is delivering once.
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="notice_once_a_person")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_person"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ← {self.event_id}"


class NoticeChoice(models.Model):
    """Whether a person wants a topic through a channel; without a row the default holds (topics.DEFAULTS)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    wanted = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [models.UniqueConstraint(fields=["user", "topic", "channel"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.channel} {self.wanted}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def owed(self) -> DeliveryQuerySet:
        return self.filter(sent_at__isnull=True, failed_at__isnull=True)

    def due(self, at: dt.datetime) -> DeliveryQuerySet:
        """Owed, its time has come, and nobody holds a lease on it."""
        return self.owed().filter(Q(leased_until__isnull=True) | Q(leased_until__lt=at), due_at__lte=at)

    def in_trouble(self) -> DeliveryQuerySet:
        """Given up, or tried in vain so far."""
        return self.filter(Q(failed_at__isnull=False) | (Q(sent_at__isnull=True) & ~Q(answer="")))


class Delivery(models.Model):
    """One event, owed to one person by e-mail or SMS: debt until it is sent or given up (docs/robustness.md)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("person"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("event"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    # What the other side knows a second sending of the same by: the mail's Message-ID, the gateway's idempotency key.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("next try"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    failure = models.CharField(_("reason"), max_length=12, choices=Failure, blank=True)
    answer = models.CharField(_("what the other side said"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail or SMS")
        verbose_name_plural = _("e-mails and SMS")
        constraints = [
            models.UniqueConstraint(fields=["event", "user", "channel"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_sent_or_failed", condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="delivery_failed_iff_reason",
                condition=Q(failed_at__isnull=True, failure="") | (Q(failed_at__isnull=False) & ~Q(failure="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="delivery_owed",
            ),
            models.Index(fields=["user", "-id"], condition=Q(failed_at__isnull=False), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.user_id} ← {self.event_id}"
