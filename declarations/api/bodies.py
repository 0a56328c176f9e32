"""The bodies of acts and the filters of lists, read strictly."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contract.api.cursor import PageQuery
from contract.api.strict import StrictQuery, StrictSerializer
from declarations.formats import BadFormat, read_instant
from declarations.models import Decision, Reason
from declarations.operations.scanning import Read
from declarations.passes import LONGEST_TOKEN
from declarations.stages import CheckCode, CheckState, Direction, PaymentMethod, Status

LONGEST_REASON = 500
LONGEST_NOTE = 2000
MOST_FIELDS = 50


class InstantField(serializers.DateTimeField):
    """ISO 8601 with its offset, as everywhere in the contract; a time without one says too little."""

    def to_internal_value(self, value: Any) -> datetime:
        """:raises ValidationError: no instant, or one without an offset."""
        try:
            return read_instant(value)
        except BadFormat as refusal:
            raise serializers.ValidationError(
                _("Write the instant with its offset, as in 2026-11-22T09:00:00+07:00."), code=refusal.code
            ) from refusal


def _reason(*, required: bool) -> serializers.CharField:
    if required:
        return serializers.CharField(min_length=1, max_length=LONGEST_REASON)
    return serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, allow_null=True)


def _note() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, allow_null=True)


def _happened_at() -> InstantField:
    return InstantField(required=False, allow_null=True, help_text="When it was so at the gate; now, when absent.")


class NothingIn(StrictSerializer):
    """No member is known here."""


class ReasonIn(StrictSerializer):
    """Why."""

    reason = _reason(required=True)


class OptionalReasonIn(StrictSerializer):
    """Why, if there is something to say."""

    reason = _reason(required=False)


class ReviveIn(StrictSerializer):
    """When the truck will come."""

    expected_arrival = InstantField()


class MoveIn(StrictSerializer):
    """A move of a check that needs no reason: confirm, release, withdraw."""

    reason = _reason(required=False)
    note = _note()
    happened_at = _happened_at()


class DecidedIn(StrictSerializer):
    """A decision against a truck: a reason of the agency's catalogue, free words, or both."""

    reason = _reason(required=False)
    reason_code = serializers.CharField(
        max_length=32, required=False, allow_null=True, help_text="From the agency's catalogue; `reason` adds words."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """:raises ValidationError: it says no reason at all."""
        if not (attrs.get("reason") or attrs.get("reason_code")):
            raise serializers.ValidationError({"reason": [self.fields["reason"].error_messages["required"]]})
        return attrs


def reason_said(body: dict[str, Any]) -> dict[str, Any]:
    """The reason of a decision, as operations take it."""
    return {"reason": body.get("reason") or "", "reason_code": body.get("reason_code") or Reason.OTHER}


class StopIn(DecidedIn):
    """Hold, refuse."""

    note = _note()
    happened_at = _happened_at()


class SendBackIn(StopIn):
    """What is to be mended before the check goes on."""

    fields = serializers.ListField(  # type: ignore[assignment]  # collected by the metaclass, the property stays
        child=serializers.CharField(min_length=1, max_length=200), allow_empty=False, max_length=MOST_FIELDS
    )


class RequestCheckIn(StrictSerializer):
    """Which check is asked for."""

    check = serializers.ChoiceField(choices=[CheckCode.PLANT, CheckCode.ANIMAL, CheckCode.CUSTOMS_CHECK])
    note = _note()


class TurnBackIn(DecidedIn):
    """Why, and where to."""

    to_gate = serializers.CharField(max_length=4, required=False, allow_blank=True, allow_null=True)
    happened_at = _happened_at()


class PaidIn(StrictSerializer):
    """How the fee was paid; a receipt number is given out where none is sent."""

    method = serializers.ChoiceField(choices=PaymentMethod.choices)
    receipt_number = serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True)


class ScanIn(StrictSerializer):
    """What was read at the barrier: a pass, a plate or a number.

    A plate beside a number says which vehicle of it; beside a pass it is the plate that the truck wears. Trailer and
    container are what stands there, where somebody read them: what differs from the declaration stops the scan.
    """

    token = serializers.CharField(
        max_length=LONGEST_TOKEN, required=False, allow_null=True, help_text="The text of a pass; no number beside it."
    )
    plate = serializers.CharField(max_length=40, required=False, allow_null=True)
    number = serializers.CharField(max_length=13, required=False, allow_null=True)
    trailer_plate = serializers.CharField(max_length=40, required=False, allow_null=True)
    container = serializers.CharField(max_length=32, required=False, allow_null=True)
    exact = serializers.BooleanField(
        required=False, default=False, help_text="The plate is as it was read: propose none that resembles it."
    )
    gate = serializers.CharField(min_length=1, max_length=4)
    lane = serializers.CharField(max_length=20, required=False, allow_null=True)
    confirm = serializers.ListField(
        child=serializers.ChoiceField(choices=CheckCode.choices), required=False, allow_null=True, max_length=16
    )
    happened_at = _happened_at()
    nonce = serializers.CharField(
        min_length=1,
        max_length=64,
        help_text="Yours, new for every scan: the same scan sent again is answered as before.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something must have been read, and a pass names its number itself.

        :raises ValidationError: nothing was read, or a number stands beside a pass.
        """
        if not any(attrs.get(name) for name in ("token", "plate", "number")):
            raise serializers.ValidationError(_("Give a token, a plate or a number."), code="required")
        if attrs.get("token") and attrs.get("number"):
            raise serializers.ValidationError(_("A pass names its number itself: send no number beside it."))
        return attrs


def scan_said(body: dict[str, Any]) -> dict[str, Any]:
    """What `scanning.scan` is told by a body of `ScanIn`."""
    return {
        "gate": body["gate"],
        "lane": body.get("lane") or "",
        "read": Read(**{name: body[name] for name in Read._fields if body.get(name)}),
        "confirm": body.get("confirm") or (),
        "happened_at": body.get("happened_at"),
        "nonce": body["nonce"],
    }


class DeclarationQuery(PageQuery):
    """Filters of a company's declarations."""

    gate = serializers.CharField(required=False, max_length=4)
    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    plate = serializers.CharField(required=False, max_length=40, help_text="In any spelling.")
    number = serializers.CharField(required=False, max_length=13)
    arrival_from = InstantField(required=False, help_text="Expected arrival, from this instant on.")
    arrival_to = InstantField(required=False, help_text="Expected arrival, before this instant.")
    updated_since = InstantField(
        required=False, help_text="Changed at or after this instant; the page is then ordered by change, oldest first."
    )


class QueueQuery(PageQuery):
    """Which checks of a queue."""

    state = serializers.ChoiceField(choices=[CheckState.READY, CheckState.HELD], default=CheckState.READY)


class ReasonQuery(StrictQuery):
    """Which reasons."""

    decision = serializers.ChoiceField(choices=Decision.choices, required=False)


class WindowQuery(StrictQuery):
    """Which windows."""

    date = serializers.DateField(required=False)
    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
