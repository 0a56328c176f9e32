"""The filters of the reports' addresses, and finding what they name among what the caller may see."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contract.api.cursor import PageQuery
from contract.api.errors import Malformed
from contract.api.strict import StrictQuery
from contract.finding import Finding, Severity
from reports.models import BulletinKind

KINDS = [kind for kind in BulletinKind.choices if kind[0] != BulletinKind.DAY]
GATE_HELP = "The code of one gate; without it, every gate that the caller may see."


class GateQuery(StrictQuery):
    """`?gate=`"""

    gate = serializers.CharField(required=False, max_length=4, help_text=GATE_HELP)


class OneQuery(GateQuery):
    """`?gate=&revision=`"""

    revision = serializers.IntegerField(
        required=False, min_value=0, max_value=32767, help_text="That revision; without it, the one that holds."
    )


class PeriodQuery(GateQuery):
    """`?from=&to=&gate=`, both days included."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of the language, so it cannot be written as an attribute."""
        required = getattr(self, "period_required", False)
        return {
            "from": serializers.DateField(required=required, help_text="The first day."),
            "to": serializers.DateField(required=required, help_text="The last day."),
            **super().get_fields(),
        }

    def validate(self, attrs: Any) -> Any:
        """The last day is not before the first."""
        if "from" in attrs and "to" in attrs and attrs["from"] > attrs["to"]:
            raise serializers.ValidationError({"to": [_("This day lies before the first.")]})
        return attrs


class ListQuery(PeriodQuery, PageQuery):
    """The filters of the list of bulletins."""


class PeriodsQuery(ListQuery):
    """The filters of the list of periods."""

    kind = serializers.ChoiceField(
        required=False, choices=KINDS, help_text="Only weeks, months, quarters, years or other periods."
    )


class PassagesQuery(PeriodQuery):
    """The filters of the list of vehicles."""

    period_required = True


def day_or_404(text: str) -> dt.date:
    """The day that an address names. :raises Http404: it names none."""
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise Http404


def chosen(gates: list[str], query: Mapping[str, Any]) -> list[str]:
    """The gates that were asked for among those the caller may see. :raises Http404: not among them."""
    if "gate" not in query:
        return gates
    if query["gate"] not in gates:
        raise Http404
    return [query["gate"]]


def require_short(query: dict[str, Any], *, most: int) -> None:
    """Refuse a period of more than so many days. :raises Malformed: it is longer."""
    if (query["to"] - query["from"]).days >= most:
        finding = Finding(
            "period_too_long",
            Severity.ERROR,
            "$.to",
            _("This period is longer than %(days)s days.") % {"days": most},
            _("Ask for a shorter one."),
        )
        raise Malformed(finding.message, findings=[finding])
