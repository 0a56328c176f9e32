"""Money, in integer đồng (domain §9): the dated tariff, and what each vehicle owes and has paid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models.place import Gate
from declarations.models.vehicle import Vehicle
from declarations.stages import CargoKind, Direction, FeeClass, FeeKind, Journey, PaymentMethod, Regime


class Tariff(models.Model):
    """The base price of a class of vehicle; empty dimensions mean "any", and the row that names most of them wins."""

    fee_class = models.CharField(_("fee class"), max_length=3, choices=FeeClass)
    cargo_kind = models.CharField(_("kind of cargo"), max_length=16, choices=CargoKind, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, blank=True)
    regime = models.CharField(_("regime"), max_length=32, choices=Regime, blank=True)
    amount = models.PositiveBigIntegerField(_("amount (đ)"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)  # the last day
    assumed = models.BooleanField(_("assumed"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tariff row")
        verbose_name_plural = _("tariff rows")
        constraints = [
            models.UniqueConstraint(
                fields=["fee_class", "cargo_kind", "direction", "regime", "valid_from"], name="tariff_row_once"
            ),
            models.CheckConstraint(
                name="tariff_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee_class} {self.cargo_kind or '*'} {self.amount:,} đ"


class JourneyRate(models.Model):
    """How much of the base price a journey pays for a kind of fee, in percent (130 = import carried inland)."""

    kind = models.CharField(_("kind"), max_length=16, choices=FeeKind)
    journey = models.CharField(_("journey"), max_length=16, choices=Journey)
    percent = models.PositiveSmallIntegerField(_("percent"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    assumed = models.BooleanField(_("assumed"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("journey rate")
        verbose_name_plural = _("journey rates")
        constraints = [models.UniqueConstraint(fields=["kind", "journey", "valid_from"], name="journey_rate_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.journey} {self.percent} %"


class Fee(models.Model):
    """One sum that a vehicle owes. Never changed once paid; `basis` says what it was made of."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="fees", verbose_name=_("vehicle"))
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    kind = models.CharField(_("kind"), max_length=16, choices=FeeKind)
    amount = models.PositiveBigIntegerField(_("amount (đ)"))
    basis = models.JSONField(_("basis"), default=dict)
    assessed_at = models.DateTimeField(_("assessed"))
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    paid_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cashier"),
    )
    method = models.CharField(_("method"), max_length=8, choices=PaymentMethod, blank=True)
    receipt_number = models.CharField(_("receipt"), max_length=40, blank=True)
    # The shift whose money this is; none when its cashier had not opened one (ADR 0079).
    shift = models.ForeignKey(
        "declarations.CashShift",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fees",
        verbose_name=_("cash-up"),
    )

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            # One sum of a kind is owed at a time; paid ones may be several (a later difference is a second fee).
            models.UniqueConstraint(
                fields=["vehicle", "kind"],
                condition=Q(paid_at__isnull=True, voided_at__isnull=True),
                name="fee_owed_once",
            ),
            models.UniqueConstraint(
                fields=["gate", "receipt_number"], condition=~Q(receipt_number=""), name="receipt_once_a_gate"
            ),
            models.CheckConstraint(
                name="fee_paid_or_void", condition=Q(paid_at__isnull=True) | Q(voided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="fee_of_a_shift_is_paid", condition=Q(shift__isnull=True) | Q(paid_at__isnull=False)
            ),
            models.CheckConstraint(
                name="fee_paid_iff_receipt",
                condition=Q(paid_at__isnull=True, receipt_number="", method="")
                | (Q(paid_at__isnull=False) & ~Q(receipt_number="") & ~Q(method="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,} đ"


class ReceiptCounter(models.Model):
    """The last receipt number given out at a gate in a year; they run without gaps."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gate", "year"], name="receipts_once_a_year")]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.year} {self.last}"
