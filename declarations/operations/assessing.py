"""What a vehicle owes (domain §9): class × goods × journey, from dated rows; assessed at filing and when these change.

Until paid, a changed assessment replaces the old one. After payment a higher sum adds a second fee of the same kind for
the difference; a lower one is only noted, refunds lie outside.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from declarations.models import Fee, JourneyRate, Tariff, Vehicle
from declarations.operations.dossier import Dossier
from declarations.procedures import FEE_CHECKS
from declarations.queries.remembering import Memory
from declarations.stages import CheckState, FeeKind, Journey, Verb

KIND_OF_JOURNEY: dict[str, FeeKind] = {
    Journey.EXPORT: FeeKind.INFRASTRUCTURE,
    Journey.IMPORT_DIRECT: FeeKind.INFRASTRUCTURE,
    Journey.RECEIVING: FeeKind.INFRASTRUCTURE,
    Journey.TRANSSHIPPED: FeeKind.TRANSFER,
}
"""An empty vehicle owes nothing ○."""


class Assessment(NamedTuple):
    """A sum in đồng, and what it was made of."""

    kind: FeeKind
    amount: int
    basis: dict[str, Any]


class Prices:
    """The tariff of one day, read once for all vehicles of a declaration (2 queries)."""

    def __init__(self, on: date) -> None:
        valid = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        self.on = on
        self.rows = list(Tariff.objects.filter(valid).order_by("-valid_from", "pk"))
        self.rates = list(JourneyRate.objects.filter(valid).order_by("-valid_from", "pk"))

    def assess(self, vehicle: Vehicle, *, cargo_kind: str, regime: str) -> Assessment | None:
        """What the vehicle owes; None when it owes nothing or no row says what."""
        kind = KIND_OF_JOURNEY.get(vehicle.journey)
        row = self._row(vehicle, cargo_kind=cargo_kind, regime=regime)
        rate = next((rate for rate in self.rates if (rate.kind, rate.journey) == (kind, vehicle.journey)), None)
        if kind is None or row is None or rate is None:
            return None
        amount = (row.amount * rate.percent + 50) // 100  # half a đồng rounds up
        basis = {
            "fee_class": vehicle.fee_class, "cargo_kind": cargo_kind, "journey": vehicle.journey, "regime": regime,
            "base": row.amount, "percent": rate.percent, "on": self.on.isoformat(), "source": row.source,
            "assumed": row.assumed or rate.assumed,
        }  # fmt: skip
        return Assessment(kind, amount, basis)

    def _row(self, vehicle: Vehicle, *, cargo_kind: str, regime: str) -> Tariff | None:
        """The row that fits and names most; of equals the newest."""
        facts = {"cargo_kind": cargo_kind, "direction": vehicle.direction, "regime": regime}
        fitting = [
            row
            for row in self.rows
            if row.fee_class == vehicle.fee_class
            and all(getattr(row, dim) in ("", value) for dim, value in facts.items())
        ]
        return max(fitting, key=lambda row: sum(bool(getattr(row, dim)) for dim in facts), default=None)


_prices: Memory[date, Prices] = Memory()


def prices_at(at: datetime) -> Prices:
    """The tariff of the gate's day."""
    day = timezone.localtime(at).date()
    return _prices.recall(day, lambda: Prices(day))


def forget_prices() -> None:
    """Read the tariff anew: after a change of it, in the process that made it."""
    _prices.forget()


def assess_all(dossier: Dossier, *, fee_cargo: dict[int, str], at: datetime) -> None:
    """Assess every open vehicle of a dossier in hand anew; `fee_cargo` is the dearest goods by vehicle.

    The caller settles and saves.
    """
    prices = prices_at(at)
    regime = dossier.declaration.regime
    new: list[Fee] = []
    for vehicle in dossier.vehicles.values():
        if vehicle.is_open:
            assessed = prices.assess(vehicle, cargo_kind=fee_cargo.get(vehicle.pk, ""), regime=regime)
            new += _bring_up_to(dossier, vehicle, assessed, at=at)
    Fee.objects.bulk_create(new)


def _bring_up_to(dossier: Dossier, vehicle: Vehicle, assessed: Assessment | None, *, at: datetime) -> list[Fee]:
    """The fee rows to add so that the vehicle owes what was assessed; drops unpaid ones that no longer hold."""
    known = dossier.fees.setdefault(vehicle.pk, [])
    paid = sum(fee.amount for fee in known if fee.paid_at and assessed and fee.kind == assessed.kind)
    owed = [fee for fee in known if not fee.paid_at]
    due = assessed.amount - paid if assessed else 0
    if (
        assessed
        and len(owed) == 1
        and (owed[0].kind, owed[0].amount, owed[0].basis) == (assessed.kind, due, assessed.basis)
    ):
        return []
    if owed:
        Fee.objects.filter(pk__in=[fee.pk for fee in owed]).update(voided_at=at)
        dossier.note(Verb.FEE_VOIDED, vehicle=vehicle, data={"amounts": [fee.amount for fee in owed]})
        dossier.fees[vehicle.pk] = known = [fee for fee in known if fee.paid_at]
    if assessed is None or (paid and due <= 0):
        if assessed and due < 0:
            said = {"kind": assessed.kind, "amount": assessed.amount, "paid": paid, "overpaid": -due}
            dossier.note(Verb.FEE_ASSESSED, vehicle=vehicle, data=said)
        return []
    fee = Fee(
        vehicle=vehicle, gate_id=vehicle.gate_id, kind=assessed.kind, amount=due, basis=assessed.basis, assessed_at=at
    )
    known.append(fee)
    dossier.note(Verb.FEE_ASSESSED, vehicle=vehicle, data={"kind": assessed.kind, "amount": due})
    _reopen(dossier, vehicle, assessed.kind)
    return [fee]


def _reopen(dossier: Dossier, vehicle: Vehicle, kind: FeeKind) -> None:
    """The fee's check waits for the new sum, if it was confirmed for an old one."""
    for check in dossier.checks_of(vehicle.pk):
        if FEE_CHECKS.get(check.code) == kind and check.confirmed_at:
            if check.state == CheckState.CONFIRMED:  # held since: the release must not bring the old payment back
                check.state = CheckState.PENDING
            check.confirmed_at, check.automatic = None, False
            dossier.touch(check)
            dossier.note(Verb.CHECK_REOPENED, check=check)
