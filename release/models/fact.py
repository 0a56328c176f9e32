"""Facts: what a passage and each of its checks took. Written when the vehicle has ended, corrected with the journal.

Times are whole seconds. Beside every time stand `paused` and `closed`: how much of it the gate stood still; `net` is
the time without both. A time that was not measured is null, never nought.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from declarations.models import Gate, Lane, Vehicle
from declarations.stages import CargoKind, CheckCode, Direction, End
from release.words import Outcome


def _seconds(**options: Any) -> "models.PositiveIntegerField[Any, Any]":
    return models.PositiveIntegerField(null=True, **options)


def _still() -> "models.PositiveIntegerField[Any, Any]":
    return models.PositiveIntegerField(default=0)


class PassageQuerySet(models.QuerySet[Any]):
    """Passages."""

    def released(self) -> "PassageQuerySet":
        """Those that left; what was turned back was never released."""
        return self.filter(end=End.LEFT)


class Passage(models.Model):
    """One carrier vehicle's way through the gate, from first sight to its end.

    `gate`, `direction`, `cargo` repeat the vehicle's; `hour` and `weekday` are those of its arrival, Hanoi time.
    """

    vehicle = models.OneToOneField(Vehicle, on_delete=models.CASCADE, related_name="passage")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    cargo = models.CharField(max_length=16, choices=CargoKind, blank=True)
    end = models.CharField(max_length=12, choices=End)

    arrived_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    yard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    customs_out_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField()
    hour = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()

    seconds = models.PositiveIntegerField()
    paused = _still()
    closed = _still()
    held = _still()  # how long anything of it was held; part of the time, never taken off
    net = models.GeneratedField(
        expression=F("seconds") - F("paused") - F("closed"),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    # The parts (release.words.Segment): together they are the whole, column by column.
    entry_seconds, entry_paused, entry_closed = _seconds(), _still(), _still()
    yard_seconds, yard_paused, yard_closed = _seconds(), _still(), _still()
    finish_seconds, finish_paused, finish_closed = _seconds(), _still(), _still()
    customs_out_seconds, customs_out_paused, customs_out_closed = _seconds(), _still(), _still()
    exit_seconds, exit_paused, exit_closed = _seconds(), _still(), _still()
    untold_seconds, untold_paused, untold_closed = _still(), _still(), _still()

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="passage_ends_after_it_began", condition=Q(ended_at__gte=F("arrived_at"))),
            models.CheckConstraint(
                name="passage_stood_still_within_its_time", condition=Q(seconds__gte=F("paused") + F("closed"))
            ),
            models.CheckConstraint(
                name="passage_parts_are_the_whole",
                condition=Q(
                    seconds=models.functions.Coalesce("entry_seconds", 0)
                    + models.functions.Coalesce("yard_seconds", 0)
                    + models.functions.Coalesce("finish_seconds", 0)
                    + models.functions.Coalesce("customs_out_seconds", 0)
                    + models.functions.Coalesce("exit_seconds", 0)
                    + F("untold_seconds")
                ),
            ),
        ]
        indexes = [
            # A period's passages, whatever else is asked of them; new ones are appended at its end.
            models.Index(fields=["ended_at", "id"], name="passage_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.end} {self.seconds} s"


class CheckFact(models.Model):
    """One check of a vehicle that left: its last wait, ready → confirmed, while the truck was there.

    `gate`, `direction`, `cargo` and `ended_at` repeat the passage's, so that a period is read from one table.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="checks", db_index=False)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    cargo = models.CharField(max_length=16, choices=CargoKind, blank=True)
    ended_at = models.DateTimeField()
    code = models.CharField(max_length=24, choices=CheckCode)
    agency = models.CharField(max_length=16, choices=Agency)

    ready_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    seconds = _seconds()
    paused = _still()
    closed = _still()
    held = _still()
    restarts = models.PositiveSmallIntegerField(default=0)
    net = models.GeneratedField(
        expression=F("seconds") - F("paused") - F("closed"),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "code"], name="check_fact_once_a_passage"),
            models.CheckConstraint(
                name="check_fact_measured_has_time",
                condition=Q(outcome=Outcome.MEASURED, seconds__isnull=False)
                | (~Q(outcome=Outcome.MEASURED) & Q(seconds__isnull=True)),
            ),
            models.CheckConstraint(
                name="check_fact_stood_still_within",
                condition=Q(seconds__isnull=True, paused=0, closed=0) | Q(seconds__gte=F("paused") + F("closed")),
            ),
        ]
        indexes = [models.Index(fields=["ended_at"], name="check_fact_by_end")]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.code} {self.outcome}"
