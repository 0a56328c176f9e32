"""The journal: append-only evidence, chained by hash per declaration; and the outbox beside it, mutable debt."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration
from declarations.models.place import Gate
from declarations.models.vehicle import Vehicle
from declarations.querysets import EventQuerySet
from declarations.stages import CheckCode, Verb


class Event(models.Model):
    """One thing that happened. A trigger refuses UPDATE and DELETE; `hash` covers `prev_hash` and all that is said.

    `happened_at` is when it was so at the gate, `recorded_at` when the journal learnt of it.
    """

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    verb = models.CharField(_("what"), max_length=32, choices=Verb)
    # No constraint to the vehicle: an amendment may take a truck out again, and evidence does not move for it.
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.DO_NOTHING, null=True, related_name="events", db_constraint=False
    )
    vehicle_key = models.CharField(max_length=48, blank=True)  # "carrier:1"
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    check_code = models.CharField(_("check"), max_length=24, choices=CheckCode, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded"))
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("journal")
        constraints = [models.UniqueConstraint(fields=["declaration", "seq"], name="event_seq_once")]
        indexes = [
            models.Index(
                fields=["verb", "happened_at"],
                condition=Q(verb__in=[Verb.SEEN, Verb.LEFT, Verb.EXIT_WITHDRAWN, Verb.TURNED_BACK]),
                name="event_counted",
            ),
            models.Index(fields=["happened_at"], condition=Q(verb=Verb.FEE_PAID), name="event_fee_paid"),
            models.Index(
                fields=["recorded_at"], condition=Q(verb__in=[Verb.WINDOW_CHANGED, Verb.MOVED_UP]), name="event_moved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class OutboxMessage(models.Model):
    """A notice still owed for an event; delivered at least once, marked when done (style §3.7)."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="outbox")
    topic = models.CharField(max_length=32, choices=Verb)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(sent_at__isnull=True), name="outbox_owed")]

    def __str__(self) -> str:
        return f"{self.topic} {self.sent_at or 'owed'}"
