"""What the desk asks before a move or an act: a note, a reason, a receipt. Rules stay with the operations."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.text import ControlCharacter, clean_text
from declarations.admin.mendable import mendable
from declarations.models import Check, Decision, Gate, Reason, Vehicle
from declarations.operations.reasoning import MOST
from declarations.queries.reasons import catalogue
from declarations.queries.whole import Whole
from declarations.stages import CheckCode, PaymentMethod


class Sentence(forms.CharField):
    """One line as it is stored: trimmed, composed, without control characters."""

    def to_python(self, value: Any) -> str:
        """:raises forms.ValidationError: a control character, or one that turns the direction of writing."""
        try:
            return clean_text(super().to_python(value) or "")
        except ControlCharacter as error:
            raise forms.ValidationError(_("This holds a character that cannot be kept."), code="control") from error


# The device's own pickers: one labelled field each, no script, and no second opinion about the time zone.
NATIVE_TIMES: dict[Any, dict[str, Any]] = {
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    },
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
}


def _note() -> Sentence:
    return Sentence(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class Said(forms.Form):
    """A form of the desk; `said()` is what the operation is called with."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def said(self) -> dict[str, Any]:
        """Keyword arguments of the operation."""
        return dict(self.cleaned_data)


class NoteForm(Said):
    """A note, if there is something to note."""

    note = _note()


class NothingForm(Said):
    """Nothing to say, only to be sure."""


class TakeBackForm(Said):
    """Why, if there is something to say."""

    reason = Sentence(label=_("Reason"), required=False, max_length=MOST)


class ReasonForm(Said):
    """A reason from the agency's catalogue, in own words, or both."""

    decision: ClassVar[Decision]

    reason_code = forms.ChoiceField(label=_("Reason"), choices=[], widget=forms.RadioSelect)
    text = Sentence(label=_("In words"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason_code"]
        offered = [(reason.code, reason.label) for reason in catalogue(self.by.agency, self.decision)]
        field.choices = [*offered, (Reason.OTHER, _("Another reason (write it below)"))]

    def clean(self) -> dict[str, Any]:
        """Another reason must be written out."""
        cleaned = super().clean() or {}
        if cleaned.get("reason_code") == Reason.OTHER and not any(map(str.isalnum, cleaned.get("text", ""))):
            self.add_error("text", _("Write the reason."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The reason, as the operation takes it."""
        said = super().said()
        said["reason"] = said.pop("text")
        return said


class HoldForm(ReasonForm):
    """Why a check is held."""

    decision = Decision.HOLD


class RefuseForm(ReasonForm):
    """Why a check is refused."""

    decision = Decision.REFUSE


class RoadHoldForm(ReasonForm):
    """Why a truck is held on the road."""

    decision = Decision.ROAD_HOLD


class UncallForm(ReasonForm):
    """Why a call is taken back."""

    decision = Decision.UNCALL


class CancelForm(ReasonForm):
    """Why a truck is cancelled."""

    decision = Decision.CANCEL


class SendBackForm(ReasonForm):
    """A reason, and what the company is to mend."""

    decision = Decision.SEND_BACK
    fields_to_mend = forms.MultipleChoiceField(
        label=_("To be mended"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is wrong.")},
    )

    def __init__(self, *args: Any, whole: Whole, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["fields_to_mend"]
        field.choices = mendable(whole, check)

    def said(self) -> dict[str, Any]:
        """The reason and the paths."""
        said = super().said()
        said["fields"] = said.pop("fields_to_mend")
        return said


class PayForm(Said):
    """How it was paid. Receipts number themselves."""

    method = forms.ChoiceField(
        label=_("Paid by"), choices=PaymentMethod.choices, initial=PaymentMethod.CASH, widget=forms.RadioSelect
    )

    def said(self) -> dict[str, Any]:
        """With what each truck owed on the page, by the check: `owed` is the hidden field `12:800000` of each."""
        shown = self.data.getlist("owed") if hasattr(self.data, "getlist") else []
        pairs = (text.partition(":") for text in shown)
        seen = {int(pk): int(sum_) for pk, _sep, sum_ in pairs if f"{pk}{sum_}".isdecimal() and pk and sum_}
        return {**super().said(), "seen": seen}


class PayOneForm(PayForm):
    """How it was paid, and the number of a receipt that is written already."""

    receipt_number = Sentence(
        label=_("Receipt number"), required=False, max_length=40, help_text=_("Left empty, the next number is taken.")
    )


class TurnBackForm(ReasonForm):
    """A reason, and where the truck goes."""

    decision = Decision.TURN_BACK
    to_gate = forms.ModelChoiceField(
        Gate.objects.none(), label=_("Sent to another gate"), required=False, to_field_name="code",
        help_text=_("A copy is opened there under a new number; the time of arrival is kept."),
    )  # fmt: skip

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to_gate"]
        field.queryset = Gate.objects.filter(takes_trucks=True).exclude(pk=vehicle.gate_id).order_by("code")
        field.label_from_instance = lambda gate: f"{gate.code} – {gate.name}"

    def said(self) -> dict[str, Any]:
        """The other gate by its code."""
        said = super().said()
        return {**said, "to_gate": said["to_gate"].code if said["to_gate"] else ""}


class RequestForm(Said):
    """Which check is asked for."""

    code = forms.ChoiceField(label=_("Check"), choices=[], widget=forms.RadioSelect)
    note = _note()

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [(code, CheckCode(code).label) for code in codes]
        if len(codes) == 1:
            field.initial = codes[0]
