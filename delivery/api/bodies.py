"""The bodies of subscriptions, read strictly, and the wish that they say."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.models import Language
from contract.api.strict import StrictSerializer
from delivery.models import Subscription
from delivery.operations.subscribing import Wish
from delivery.words import Report, Way
from reports.models import Form

HOUR = "%H:%M"
MOST_GATES = 50


class SubscriptionIn(StrictSerializer):
    """What to send, when and how."""

    report = serializers.ChoiceField(choices=Report.values)
    way = serializers.ChoiceField(choices=Way.values)
    language = serializers.ChoiceField(choices=Language.values, required=False, help_text="Yours, when absent.")
    gates: "serializers.ListField" = serializers.ListField(
        child=serializers.CharField(min_length=1, max_length=4),
        max_length=MOST_GATES,
        default=list,
        help_text="Codes. Empty: every gate that you may read at the time of sending.",
    )
    forms: "serializers.ListField" = serializers.ListField(
        child=serializers.ChoiceField(choices=Form.values),
        max_length=len(Form),
        default=list,
        help_text="At least one, and none with `email_link`.",
    )
    corrections = serializers.BooleanField(
        default=True, help_text="Whether numbered corrections are sent too, or only what was published first."
    )
    hour = serializers.TimeField(
        format=HOUR, input_formats=[HOUR], allow_null=True, default=None,
        help_text="Hanoi time, such as 07:00. Null: as soon as it is published.",
    )  # fmt: skip
    url = serializers.CharField(
        max_length=500, allow_null=True, default=None, help_text="Where the webhook is posted to; only with `webhook`."
    )


class SubscriptionWhole(SubscriptionIn):
    """The same after a change was merged into it."""

    paused = serializers.BooleanField(default=False)


class SubscriptionPatch(SubscriptionWhole):
    """What to change; what is absent stays as it is."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """No member is needed here."""
        fields = super().get_fields()
        for field in fields.values():
            field.required, field.default = False, serializers.empty
        return fields


def wish_of(body: Mapping[str, Any], *, language: str) -> Wish:
    """What a body asks for; `language` where it names none."""
    return Wish(
        report=Report(body["report"]),
        way=Way(body["way"]),
        language=body.get("language", language),
        gates=tuple(body["gates"]),
        forms=tuple(body["forms"]),
        corrections=body["corrections"],
        hour=body["hour"],
        url=body["url"] or "",
    )


def body_of(subscription: Subscription) -> dict[str, Any]:
    """A subscription as the body that would make it: what a patch is merged into."""
    body = {
        "report": subscription.report,
        "way": subscription.way,
        "language": subscription.language,
        "gates": subscription.gates,
        "forms": subscription.forms,
        "corrections": subscription.corrections,
        "hour": f"{subscription.hour:{HOUR}}" if subscription.hour else None,
        "url": subscription.url or None,
        "paused": subscription.state != "active",
    }
    return {name: value for name, value in body.items() if value is not None}
