"""Money taken: the receipt of a payment as it was written, its printouts, and the shift in which a cashier took it.

Receipts, printouts and counts are written once; on PostgreSQL a trigger refuses UPDATE and DELETE of them, and of a
shift that is closed. Nothing here claims the legal form of a "biên lai" ○ (ADR 0079).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.models.fee import Fee
from declarations.models.place import Gate
from declarations.querysets import PlacedQuerySet, ReceiptQuerySet
from declarations.stages import PaymentMethod


class CashShift(models.Model):
    """What one cashier takes at one gate between opening and counting. `denominations`: notes counted, by đồng."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("cashier")
    )
    opened_at = models.DateTimeField(_("opened"))
    opening_float = models.PositiveBigIntegerField(_("opening float (đ)"), default=0)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"),
    )  # fmt: skip
    denominations = models.JSONField(_("notes counted"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cash-up")
        verbose_name_plural = _("cash-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["cashier", "gate"], condition=Q(closed_at__isnull=True), name="one_open_shift_a_cashier"
            ),
            models.CheckConstraint(
                name="shift_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, closed_at__gte=F("opened_at")),
            ),
        ]
        indexes = [models.Index(fields=["gate", "-opened_at"], name="shift_at_gate")]

    def __str__(self) -> str:
        return f"{self.gate_id and self.gate.code} #{self.pk}"


class CashCount(models.Model):
    """One way of paying at the end of a shift, in đồng. What was expected of cash includes the opening float."""

    shift = models.ForeignKey(CashShift, on_delete=models.PROTECT, related_name="counts")
    method = models.CharField(_("method"), max_length=8, choices=PaymentMethod)
    expected = models.PositiveBigIntegerField(_("expected (đ)"))
    counted = models.PositiveBigIntegerField(_("counted (đ)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "method"], name="counted_once_a_method")]

    def __str__(self) -> str:
        return f"{self.method} {self.counted} / {self.expected}"


class Receipt(models.Model):
    """What was written when a fee was paid. `said` is all that is printed, so that later changes do not reach it.

    `said`: gate, gate_names by language, declaration, plate, trailer_plate, payer {name, tax_code}, kind, amount,
    method, cashier, basis.
    """

    fee = models.OneToOneField(Fee, on_delete=models.PROTECT, related_name="receipt", verbose_name=_("fee"))
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    number = models.CharField(_("receipt"), max_length=40)
    issued_at = models.DateTimeField(_("issued"))
    said = models.JSONField()

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["gate", "number"], name="receipt_written_once")]
        indexes = [models.Index(fields=["gate", "-issued_at"], name="receipt_at_gate")]

    def __str__(self) -> str:
        return self.number


class ReceiptPrint(models.Model):
    """A receipt was printed at the gate: copy 0 is the original, every later one says that it is a copy."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="prints")
    copy = models.PositiveSmallIntegerField(_("copy"))
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "copy"], name="printed_once_a_copy")]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.copy}"
