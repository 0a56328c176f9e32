"""Cashiers' shifts (ADR 0079): opened with a float, closed by counting; every payment falls into at most one.

Whoever takes money, opens or closes locks the cashier's own row first, after any declaration: so a payment is either in
before the count, or waits and finds the shift closed. It then falls into the next one that its cashier opens.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict, Invalid
from declarations.errors import ReasonMissing
from declarations.models import CashCount, CashShift, Fee
from declarations.operations.permitting import require_officer
from declarations.queries.cash import expected_of
from declarations.stages import PaymentMethod

DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
"""Notes in use, in đồng; smaller ones are in no till ○."""
MOST_DONG = 10**12
"""More is no count but a slip of the finger ○."""


class ShiftOpen(Conflict):
    """The cashier has a shift open at that gate."""

    code = "shift_open"


class ShiftClosed(Conflict):
    """The shift is closed; what was counted stays."""

    code = "shift_closed"


class ShiftMoved(Conflict):
    """Money came in since the cashier looked at what is expected."""

    code = "shift_moved"


class BadCount(Invalid):
    """A sum that cannot be: below nothing, beyond reason, or of notes that there are not."""

    code = "bad_count"


class Counted(NamedTuple):
    """What lies there at the end, in đồng; cash by notes (`{500000: 3}`) or as a sum."""

    cash: int = 0
    transfer: int = 0
    card: int = 0
    notes: Mapping[int, int] = {}


@transaction.atomic
def open_shift(*, gate_id: int, by: User, at: datetime, opening_float: int) -> CashShift:
    """Open a shift with that much đồng in the till.

    Money that he took at this gate since his last shift there (or today, before his first) falls into it.

    :raises NotYours: not the gate centre of that gate.   :raises ShiftOpen: one is open.   :raises BadCount: no sum.
    """
    require_officer(by, gate_id=gate_id, agencies={Agency.GATE_CENTRE})
    _require_sum(opening_float)
    _lock_cashier(by.pk)
    if CashShift.objects.filter(cashier=by, gate=gate_id, closed_at__isnull=True).exists():
        raise ShiftOpen(_("You have a shift open at this gate; close it first."))
    since = _taken_since(by, gate_id, at=at)
    shift = CashShift.objects.create(gate_id=gate_id, cashier=by, opened_at=at, opening_float=opening_float)
    Fee.objects.filter(paid_to=by, gate=gate_id, shift__isnull=True, paid_at__gte=since).update(shift=shift)
    return shift


@transaction.atomic
def close_shift(
    *, shift_id: int, by: User, at: datetime, counted: Counted, note: str = "", seen: int | None = None
) -> CashShift:
    """Close a shift by what was counted; from then on nothing of it changes.

    :param seen: the sum that was expected when `by` looked; another one now is refused.
    :raises NotYours: not the gate centre of that gate.   :raises ShiftClosed: it is.   :raises BadCount: no sum.
    :raises ShiftMoved: money came in since.   :raises ReasonMissing: it differs, or is another's shift, without a note.
    """
    shift: CashShift = CashShift.objects.select_related("cashier").get(pk=shift_id)
    require_officer(by, gate_id=shift.gate_id, agencies={Agency.GATE_CENTRE})
    _lock_cashier(shift.cashier_id)
    shift.refresh_from_db(fields=["closed_at"])
    if shift.closed_at is not None:
        raise ShiftClosed(_("This shift is closed already; what was counted stays."))
    sums = _sums(counted)
    expected = expected_of(shift)
    if seen is not None and seen != sum(expected.values()):
        raise ShiftMoved(_("Money came in since you looked; compare again."))
    differs = any(sums[method] != expected[method] for method in PaymentMethod.values)
    if (differs or by.pk != shift.cashier_id) and not any(map(str.isalnum, note)):
        raise ReasonMissing(_("Say in the note why the count differs, or why you close another's shift."))
    CashCount.objects.bulk_create(
        CashCount(shift=shift, method=method, expected=expected[method], counted=sums[method])
        for method in PaymentMethod.values
    )
    shift.closed_at, shift.closed_by, shift.note = max(at, shift.opened_at), by, note.strip()
    shift.denominations = {str(value): many for value, many in counted.notes.items() if many}
    shift.save(update_fields=["closed_at", "closed_by", "note", "denominations"])
    return shift


def shift_for_payment(*, cashier_id: int, gate_id: int) -> CashShift | None:
    """The shift into which money taken now falls. Holds the cashier's row until the transaction ends."""
    _lock_cashier(cashier_id)
    shift: CashShift | None = CashShift.objects.filter(
        cashier=cashier_id, gate=gate_id, closed_at__isnull=True
    ).first()  # fmt: skip
    return shift


def _lock_cashier(user_id: int) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=user_id)


def _taken_since(by: User, gate_id: int, *, at: datetime) -> datetime:
    last = CashShift.objects.filter(cashier=by, gate=gate_id).order_by("-opened_at").first()
    if last is not None:
        opened: datetime = last.opened_at
        return opened  # what has no shift since then was taken after it was closed
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _sums(counted: Counted) -> dict[str, int]:
    if any(value not in DENOMINATIONS or many < 0 for value, many in counted.notes.items()):
        raise BadCount(_("There is no such note, or fewer than none of them."))
    cash = sum(value * many for value, many in counted.notes.items()) if counted.notes else counted.cash
    sums = {"cash": cash, "transfer": counted.transfer, "card": counted.card}
    for amount in sums.values():
        _require_sum(amount)
    return sums


def _require_sum(amount: int) -> None:
    if not 0 <= amount <= MOST_DONG:
        raise BadCount(_("That is no sum of đồng that a till can hold."))
