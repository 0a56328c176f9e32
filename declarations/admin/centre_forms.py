"""What the gate centre types at its own pages: the float, the count, why a gate stands still, how many are called."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.admin.forms import Sentence
from declarations.admin.words import dong
from declarations.models import Gate, Lane
from declarations.operations.calling import MOST_AT_ONCE
from declarations.operations.cashing import DENOMINATIONS, MOST_DONG, Counted
from declarations.operations.pausing import MOST_REASON
from declarations.stages import PaymentMethod

MOST_NOTES = 100_000


def _sum(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_DONG, **more)


class OpenShiftForm(forms.Form):
    """What lies in the till."""

    opening_float = _sum(_("Opening float (đ)"), initial=0)


class CountForm(forms.Form):
    """What was counted: cash by notes or as a sum, and the other ways of paying."""

    cash = _sum(_("Cash as a sum (đ)"), required=False, help_text=_("Only when no notes are counted above."))
    transfer = _sum(PaymentMethod.TRANSFER.label, required=False)
    card = _sum(PaymentMethod.CARD.label, required=False)
    note = Sentence(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the count differs, or when it is another's shift."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in DENOMINATIONS:
            self.fields[f"note_{value}"] = forms.IntegerField(
                label=dong(value), min_value=0, max_value=MOST_NOTES, required=False
            )

    @property
    def of_notes(self) -> list[Any]:
        """The fields for notes, the largest first."""
        return [self[f"note_{value}"] for value in DENOMINATIONS]

    @property
    def of_sums(self) -> list[Any]:
        """The other fields."""
        return [self[name] for name in ("cash", "transfer", "card", "note")]

    def clean(self) -> dict[str, Any]:
        """Cash is counted one way."""
        cleaned = super().clean() or {}
        if cleaned.get("cash") and any(cleaned.get(f"note_{value}") for value in DENOMINATIONS):
            self.add_error("cash", _("Cash is counted by notes above; leave this empty."))
        return cleaned

    def counted(self) -> Counted:
        """The count, as the operation takes it."""
        typed = self.cleaned_data
        notes = {value: typed[f"note_{value}"] for value in DENOMINATIONS if typed[f"note_{value}"]}
        cash = sum(value * many for value, many in notes.items()) if notes else typed["cash"] or 0
        return Counted(cash, typed["transfer"] or 0, typed["card"] or 0, notes)


class PauseForm(forms.Form):
    """What stands still, why, and until when."""

    lane = forms.ModelChoiceField(Lane.objects.none(), label=_("What"), required=False, empty_label=_("The whole gate"))
    reason = Sentence(label=_("Reason"), max_length=MOST_REASON, help_text=_("Everybody reads it."))
    until = forms.TimeField(
        label=_("Expected to go on at"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text=_("Left empty: not known."),
    )  # fmt: skip

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lane"]
        field.queryset = Lane.objects.filter(gate=gate, is_open=True).order_by("code")
        field.label_from_instance = lambda lane: lane.name

    def said(self, at: datetime) -> dict[str, Any]:
        """What the operation takes; a time of day that has passed is tomorrow's."""
        typed, until = self.cleaned_data, self.cleaned_data["until"]
        if until is not None:
            local = timezone.localtime(at)
            until = local.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
            until += timedelta(days=1) if until <= local else timedelta()
        lane = typed["lane"]
        return {"reason": typed["reason"], "until": until, "lane_id": lane.pk if lane else None}


class CountToCallForm(forms.Form):
    """How many are to be called."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE)
