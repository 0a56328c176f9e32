"""Where things stand and who works there: gates, lanes, yards, hours, day modes, intake stops, postings (domain §2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from declarations.querysets import GateQuerySet, PlacedQuerySet
from declarations.stages import CargoKind, Direction


class Gate(models.Model):
    """A border gate, or a lane of one that is run as a gate of its own."""

    class Kind(models.TextChoices):
        INTERNATIONAL = "international", _("International gate")
        MAIN = "main", _("Main gate")
        AUXILIARY = "auxiliary", _("Auxiliary gate")
        RAIL = "rail", _("Rail gate")

    code = models.CharField(_("code"), max_length=4, unique=True)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    opposite = models.CharField(_("gate on the Chinese side"), max_length=100, blank=True)
    markers = models.CharField(_("border markers"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    takes_trucks = models.BooleanField(_("takes trucks"), default=True)
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    notice = models.CharField(_("public notice"), max_length=500, blank=True)
    calls_itself = models.BooleanField(_("calls trucks forward by itself"), default=False, db_default=False)

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The gate's name in the active language."""
        language = get_language() or "vi"
        return {"en": self.name_en, "zh-hans": self.name_zh}.get(language, self.name_vi)


class Lane(models.Model):
    """A way through a gate, marked by border markers; an empty `direction` serves both."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="lanes", verbose_name=_("gate"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, blank=True)
    capacity_per_hour = models.PositiveSmallIntegerField(_("vehicles an hour"))
    is_open = models.BooleanField(_("open"), default=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")
        constraints = [models.UniqueConstraint(fields=["gate", "code"], name="lane_code_once_a_gate")]

    def __str__(self) -> str:
        return f"{self.gate_id and self.gate.code} {self.code}"


class Yard(models.Model):
    """Ground where trucks stand: inside the gate (entered with customs arrival) or outside it (a buffer)."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="yards", verbose_name=_("gate"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_inside = models.BooleanField(_("inside the gate"))
    capacity = models.PositiveIntegerField(_("places"))
    has_transshipment = models.BooleanField(_("has transshipment areas"), default=False)
    is_open = models.BooleanField(_("open"), default=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("yard")
        verbose_name_plural = _("yards")

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """When a gate works on a weekday, Hanoi time; several rows a day are allowed (a pause at noon)."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="hours", verbose_name=_("gate"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(fields=["gate", "weekday", "opens"], name="hours_once_a_weekday"),
            models.CheckConstraint(name="hours_open_before_they_close", condition=Q(opens__lt=F("closes"))),
        ]

    def __str__(self) -> str:
        return f"{self.gate.code} {self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class DayMode(models.Model):
    """How a gate works on one day, where that is not `normal` (domain §2)."""

    class Mode(models.TextChoices):
        NORMAL = "normal", _("Normal")
        PREREGISTERED_ONLY = "preregistered_only", _("Pre-registered only")
        CLOSED = "closed", _("Closed")

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="day_modes", verbose_name=_("gate"))
    date = models.DateField(_("day"))
    mode = models.CharField(_("mode"), max_length=20, choices=Mode)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("day mode")
        verbose_name_plural = _("day modes")
        constraints = [models.UniqueConstraint(fields=["gate", "date"], name="one_mode_a_day")]

    def __str__(self) -> str:
        return f"{self.gate.code} {self.date:%d/%m/%Y} {self.get_mode_display()}"


class IntakeStop(models.Model):
    """A gate takes no (or no such) cargo for a period; an empty kind or direction means every one."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="intake_stops", verbose_name=_("gate"))
    cargo_kind = models.CharField(_("kind of cargo"), max_length=16, choices=CargoKind, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake stop")
        verbose_name_plural = _("intake stops")
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_starts", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.gate.code} {self.get_cargo_kind_display() or '*'}"


class Pause(models.Model):
    """A gate, or one lane of it, stood still: who paused it, when and why, and who let it go on.

    `until` is when it is expected to go on; whoever resumes decides. Trucks caught in it lose nothing (domain §7).
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="pauses", verbose_name=_("gate"))
    lane = models.ForeignKey(
        Lane, on_delete=models.PROTECT, null=True, blank=True, related_name="pauses", verbose_name=_("lane")
    )
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(_("from"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("paused by")
    )
    until = models.DateTimeField(_("expected to go on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("went on"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("resumed by"),
    )  # fmt: skip

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["gate"], condition=Q(lane__isnull=True, ended_at__isnull=True), name="gate_paused_once"
            ),
            models.UniqueConstraint(
                fields=["lane"], condition=Q(lane__isnull=False, ended_at__isnull=True), name="lane_paused_once"
            ),
            models.CheckConstraint(
                name="pause_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [models.Index(fields=["gate", "-started_at"], name="pause_at_gate")]

    def __str__(self) -> str:
        return f"{self.lane or self.gate} {self.started_at:%d/%m %H:%M}"


class Posting(models.Model):
    """An officer (or a manager) works at this gate; what he may see follows from it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings", verbose_name=_("person")
    )
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="postings", verbose_name=_("gate"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [models.UniqueConstraint(fields=["user", "gate"], name="posted_once_to_a_gate")]

    def __str__(self) -> str:
        return f"{self.user} → {self.gate.code}"
