"""The moves of a check as the desk offers them: one table for the queue's rows, the bulk actions and the dossier.

What a move does is its operation's affair; here is only which button stands where, and what is asked first.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Agency, User
from declarations.admin import forms
from declarations.errors import WrongState
from declarations.models import Check, Vehicle
from declarations.operations import checking, paying, requesting, withdrawing
from declarations.procedures import FEE_CHECKS
from declarations.queries.desk import owed
from declarations.stages import CheckCode, CheckState

Does = Callable[..., object]


def _pay(*, check_id: int, by: User, at: datetime, seen: dict[int, int], **said: Any) -> object:
    """Record the payment of what is owed under a fee's check."""
    fee = owed([Check.objects.get(pk=check_id)]).get(check_id)
    if fee is None:
        raise WrongState(_("Nothing is owed under this check."))
    return paying.pay(fee_id=fee.pk, by=by, at=at, seen=seen.get(check_id), **said)


class Move(NamedTuple):
    """One thing an officer can do to a check."""

    name: str
    label: Promise
    done: Any  # how many it was done to, in words
    does: Does
    form: type[forms.Said]
    form_in_bulk: type[forms.Said] | None  # None: one at a time only
    look: str  # class of the button
    asks: bool  # whether a row's button opens the form first


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(
            "confirm", _("Confirm"),
            ngettext_lazy("%(count)d check confirmed.", "%(count)d checks confirmed.", "count"),
            checking.confirm, forms.NoteForm, forms.NoteForm, "go", asks=False,
        ),
        Move(
            "pay", _("Record payment"),
            ngettext_lazy("%(count)d payment recorded.", "%(count)d payments recorded.", "count"),
            _pay, forms.PayOneForm, forms.PayForm, "go", asks=True,
        ),
        Move(
            "release", _("Release"), ngettext_lazy("%(count)d check released.", "%(count)d checks released.", "count"),
            checking.release, forms.NoteForm, forms.NoteForm, "go", asks=False,
        ),
        Move(
            "hold", _("Hold"), ngettext_lazy("%(count)d check held.", "%(count)d checks held.", "count"),
            checking.hold, forms.HoldForm, forms.HoldForm, "wait", asks=True,
        ),
        Move(
            "send-back", _("Send back"), ngettext_lazy("%(count)d sent back.", "%(count)d sent back.", "count"),
            checking.send_back, forms.SendBackForm, None, "wait", asks=True,
        ),
        Move(
            "refuse", _("Refuse"), ngettext_lazy("%(count)d check refused.", "%(count)d checks refused.", "count"),
            checking.refuse, forms.RefuseForm, forms.RefuseForm, "stop", asks=True,
        ),
        Move(
            "withdraw", _("Take back"), ngettext_lazy("%(count)d taken back.", "%(count)d taken back.", "count"),
            withdrawing.withdraw, forms.TakeBackForm, forms.TakeBackForm, "wait", asks=True,
        ),
        Move(
            "drop", _("Drop the request"),
            ngettext_lazy("%(count)d request dropped.", "%(count)d requests dropped.", "count"),
            requesting.drop_request, forms.NothingForm, None, "wait", asks=True,
        ),
    )
}  # fmt: skip

READ_FIRST = frozenset({"confirm", "release", "refuse"})
"""Moves that judge what was declared: refused where it changed after the officer read it. Whoever stops a truck, or
takes back what he did, is never kept from it."""

_OF_STATE: dict[str, tuple[str, ...]] = {
    CheckState.PENDING: ("confirm", "hold", "send-back"),
    CheckState.READY: ("confirm", "hold", "send-back", "refuse"),
    CheckState.CONFIRMED: ("withdraw", "hold"),
    CheckState.HELD: ("release", "refuse"),
    CheckState.REFUSED: ("withdraw",),
}
_OF_FEE: dict[str, tuple[str, ...]] = {
    CheckState.PENDING: ("pay", "hold", "send-back"),
    CheckState.READY: ("pay", "hold", "send-back"),
    CheckState.CONFIRMED: (),
    CheckState.HELD: ("release",),
}


class Offer(NamedTuple):
    """A button; with a sentence why it cannot be pressed now, or none."""

    move: Move
    why_not: str = ""


def names_for(check: Check, vehicle: Vehicle | None) -> tuple[str, ...]:
    """The moves that a check of this state has, as a rule; a truck that is gone can only have its exit taken back."""
    if vehicle is not None and vehicle.end:
        is_exit = check.code == CheckCode.BG_OUT and check.state == CheckState.CONFIRMED
        return ("withdraw",) if is_exit else ()
    table = _OF_FEE if check.code in FEE_CHECKS else _OF_STATE
    names = table.get(check.state, ())
    # What followed another check by itself would follow it again at once: that one is taken back instead.
    return tuple(name for name in names if not (check.automatic and name == "withdraw"))


def offers(check: Check, vehicle: Vehicle | None, *, waits: str = "", stays: str = "") -> list[Offer]:
    """The buttons beside a check.

    :param waits: why it is not ready.   :param stays: why it cannot be taken back.
    """
    against = {"confirm": waits, "pay": waits, "withdraw": stays}
    return [Offer(MOVES[name], against.get(name, "")) for name in names_for(check, vehicle)]


def actions_for(agency: str) -> list[str]:
    """The moves that this agency can make of several checks at once."""
    takes_fees = agency == Agency.GATE_CENTRE
    return [name for name, move in MOVES.items() if move.form_in_bulk and (name != "pay" or takes_fees)]


def fits(name: str, code: str) -> bool:
    """Whether a list of this check alone has any use for the move; a list of several checks has for all."""
    if code in FEE_CHECKS:
        return name not in ("confirm", "refuse", "withdraw")
    return name != "pay" or not code
