"""What a shift took and what it came to: sums by way of paying, as they were taken and as they were counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from declarations.models import CashCount, CashShift, Check, Fee, Gate, Receipt
from declarations.procedures import FEE_CHECKS
from declarations.stages import PaymentMethod


class Line(NamedTuple):
    """One way of paying, in đồng. `counted` is None until the shift is closed; cash includes the opening float."""

    method: PaymentMethod
    payments: int
    taken: int
    expected: int
    counted: int | None

    @property
    def difference(self) -> int | None:
        """Above zero: there is more than there should be."""
        return None if self.counted is None else self.counted - self.expected


class Outside(NamedTuple):
    """Money of a gate that lies in no shift."""

    cashier: str
    payments: int
    taken: int


def expected_of(shift: CashShift) -> dict[str, int]:
    """What should lie there of each way of paying, in đồng."""
    return {line.method.value: line.expected for line in lines_of(shift)}


def lines_of(shift: CashShift) -> list[Line]:
    """The shift by way of paying, with what was counted once it is closed (2 queries)."""
    rows = Fee.objects.filter(shift=shift).order_by().values("method").annotate(many=Count("pk"), sum=Sum("amount"))
    taken = {row["method"]: (row["many"], row["sum"]) for row in rows}
    counted = dict(CashCount.objects.filter(shift=shift).values_list("method", "counted"))
    lines = []
    for method in PaymentMethod:
        many, amount = taken.get(method.value, (0, 0))
        in_till = shift.opening_float if method == PaymentMethod.CASH else 0
        lines.append(Line(method, many, amount, amount + in_till, counted.get(method.value)))
    return lines


def payments_of(shift: CashShift) -> QuerySet[Fee]:
    """What was paid in it, in the order of the receipts, each with its receipt."""
    return Fee.objects.filter(shift=shift).select_related("receipt", "vehicle").order_by("paid_at", "pk")


def last_receipts(checks: Iterable[Check]) -> list[Receipt]:
    """The last receipt of each of these fees' checks, in the order of their numbers (1 query)."""
    places = {(check.vehicle_id, FEE_CHECKS[check.code]) for check in checks if check.code in FEE_CHECKS}
    rows = Receipt.objects.filter(fee__vehicle__in={vehicle for vehicle, _kind in places}).select_related("fee")
    last = {(row.fee.vehicle_id, row.fee.kind): row for row in rows.order_by("pk")}
    return sorted((row for place, row in last.items() if place in places), key=lambda row: row.number)


def shifts_seen_by(user: User) -> QuerySet[Any]:
    """The shifts at a person's gates, with `payments`, `taken` and `difference` (None while it is open)."""
    fees = Fee.objects.filter(shift=OuterRef("pk")).order_by().values("shift")
    counts = CashCount.objects.filter(shift=OuterRef("pk")).order_by().values("shift")
    shifts: QuerySet[Any] = (
        CashShift.objects.at_gates_of(user)
        .select_related("gate", "cashier", "closed_by")
        .annotate(
            payments=Coalesce(Subquery(fees.annotate(many=Count("pk")).values("many")), 0),
            taken=Coalesce(Subquery(fees.annotate(sum=Sum("amount")).values("sum")), 0),
            difference=Subquery(counts.annotate(off=Sum(F("counted") - F("expected"))).values("off")),
        )
    )
    return shifts


def open_shift_of(user: User, gate: Gate) -> CashShift | None:
    """The shift that this cashier has open there."""
    shift: CashShift | None = CashShift.objects.filter(cashier=user, gate=gate, closed_at__isnull=True).first()
    return shift


def outside_shifts(gates: QuerySet[Gate], *, since: datetime) -> list[Outside]:
    """Money taken at these gates since then that lies in no shift, by cashier."""
    rows = Fee.objects.filter(gate__in=gates, shift__isnull=True, paid_at__gte=since).order_by("paid_to__full_name")
    grouped = rows.values("paid_to__full_name", "paid_to__username").annotate(many=Count("pk"), sum=Sum("amount"))
    return [
        Outside(row["paid_to__full_name"] or row["paid_to__username"], row["many"], row["sum"]) for row in grouped
    ]  # fmt: skip
