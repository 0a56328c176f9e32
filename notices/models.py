"""What a company is told: one notice for each announced event of its declarations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from declarations.models import Event


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """A company's own notices; nobody else reads any."""
        if user.is_active and user.is_declarant and user.organisation_id:
            return self.filter(organisation_id=user.organisation_id)
        return self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def whole(self) -> NoticeQuerySet:
        """With all that its text is made of, in one query."""
        return self.select_related("event__declaration", "event__vehicle", "event__gate")


class Notice(models.Model):
    """One event, told to one company. Its words are made when it is read, in the reader's language (notices.words)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notices", verbose_name=_("company")
    )
    # One notice an event: delivering twice is delivering once.
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="notice", verbose_name=_("event"))
    created_at = models.DateTimeField(_("delivered"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["organisation", "-id"], name="notice_of_company"),
            models.Index(fields=["organisation"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} ← {self.event_id}"
