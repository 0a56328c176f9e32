"""What of arrival windows is taken, and who waits for an earlier one (domain §7)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration
from declarations.models.place import Gate
from declarations.stages import Direction


class Window(models.Model):
    """The places of one hour at a gate in one direction that are taken.

    There is a row once somebody has taken one; how many there are to take follows from the gate (declarations.line).
    `held_back` are taken by nobody: given back, and offered first to those who wait for an earlier window.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="windows", verbose_name=_("gate"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    starts_at = models.DateTimeField(_("from"))
    capacity = models.PositiveIntegerField(_("places"), default=0)  # as it was when one was taken last
    green = models.PositiveIntegerField(_("taken by the green lane"), default=0)
    ordinary = models.PositiveIntegerField(_("taken by others"), default=0)
    held_back = models.PositiveIntegerField(_("held back"), default=0)
    judged_at = models.DateTimeField(null=True, editable=False)  # when it was seen who had not kept his duty

    class Meta:
        verbose_name = _("arrival window")
        verbose_name_plural = _("arrival windows")
        constraints = [
            models.UniqueConstraint(fields=["gate", "direction", "starts_at"], name="window_once"),
            models.CheckConstraint(
                name="window_not_overbooked", condition=Q(capacity__gte=F("green") + F("ordinary") + F("held_back"))
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(held_back__gt=0), name="window_held_back"),
            models.Index(fields=["starts_at"], condition=Q(judged_at__isnull=True), name="window_not_judged"),
        ]

    def __str__(self) -> str:
        return f"{self.gate.code} {self.direction} {self.starts_at:%d/%m %H:%M}"


class EarlierWish(models.Model):
    """The trucks of this declaration are moved to an earlier window, not before `not_before`, when one becomes free."""

    declaration = models.OneToOneField(Declaration, on_delete=models.CASCADE, related_name="earlier_wish")
    not_before = models.DateTimeField(_("not before"))
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("wish for an earlier window")
        verbose_name_plural = _("wishes for an earlier window")

    def __str__(self) -> str:
        return f"{self.declaration} ← {self.not_before:%d/%m %H:%M}"
