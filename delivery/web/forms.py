"""The form of a subscription: it asks for the shape, the operation for the rest."""

from collections.abc import Sequence
from typing import Any

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from contract.errors import DomainError
from declarations.models import Gate
from delivery.models import Subscription
from delivery.operations.subscribing import Wish
from delivery.words import Report, Way
from reports.models import Form

SOON, AT_HOUR = "published", "hour"


class SubscriptionForm(fields.Form):
    """What to send, of which gates, when, in which language and form, by which way."""

    report = fields.ChoiceField(
        label=_("Report"), choices=Report.choices, widget=fields.RadioSelect, initial=Report.DAY
    )
    gates = fields.MultipleChoiceField(
        label=_("Gates"),
        required=False,
        widget=fields.CheckboxSelectMultiple,
        help_text=_("None ticked: all that you may read, whichever they are by then."),
    )
    when = fields.ChoiceField(
        label=_("When"),
        choices=[(SOON, _("As soon as it is published")), (AT_HOUR, _("At this hour:"))],
        widget=fields.RadioSelect,
        initial=SOON,
    )
    hour = fields.TimeField(
        label=_("Hour"), required=False, widget=fields.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    corrections = fields.BooleanField(
        label=_("Send corrections too"),
        required=False,
        initial=True,
        help_text=_("A correction comes when a published figure had to be changed."),
    )
    way = fields.ChoiceField(
        label=_("How it comes"), choices=Way.choices, widget=fields.RadioSelect, initial=Way.ATTACHMENT
    )
    forms = fields.MultipleChoiceField(
        label=_("Files"),
        choices=[(form.value, form.label) for form in (Form.PDF, Form.XLSX, Form.CSV, Form.JSON, Form.TXT)],
        required=False,
        widget=fields.CheckboxSelectMultiple,
        initial=[Form.PDF],
        help_text=_("A letter with a link carries none: the page offers them all."),
    )
    url = fields.CharField(
        label=_("Address of the webhook"),
        required=False,
        max_length=500,
        widget=fields.URLInput(attrs={"placeholder": "https://", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("A program of yours is told there. It must begin with https:// and be reachable for everybody."),
    )
    language = fields.ChoiceField(label=_("Language"), choices=Language.choices, widget=fields.RadioSelect)

    def __init__(self, *args: Any, gates: Sequence[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["gates"]
        field.choices = [(gate.code, gate.name) for gate in gates]

    def clean(self) -> dict[str, Any]:
        """An hour belongs to `at this hour`."""
        said = super().clean() or {}
        if said.get("when") == AT_HOUR and not said.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("Say at which hour."))
        return said

    def wish(self) -> Wish:
        """What was chosen; what does not belong to the chosen way is left out."""
        said, way = self.cleaned_data, Way(self.cleaned_data["way"])
        return Wish(
            report=Report(said["report"]),
            way=way,
            language=said["language"],
            gates=tuple(said["gates"]),
            forms=() if way == Way.LINK else tuple(said["forms"]),
            corrections=said["corrections"],
            hour=said["hour"] if said["when"] == AT_HOUR else None,
            url=said["url"].strip() if way == Way.WEBHOOK else "",
        )

    def say(self, refusal: DomainError) -> None:
        """Put what the operation refused beside the fields that it is about."""
        for finding in refusal.findings:
            name = finding.path.removeprefix("$.")
            self.add_error(name if name in self.fields else None, f"{finding.message} {finding.fix}".strip())
        if not refusal.findings:
            self.add_error(None, str(refusal))


def initial_of(subscription: Subscription) -> dict[str, Any]:
    """The form as the subscription stands."""
    return {
        "report": subscription.report,
        "gates": subscription.gates,
        "when": AT_HOUR if subscription.hour else SOON,
        "hour": subscription.hour,
        "corrections": subscription.corrections,
        "way": subscription.way,
        "forms": subscription.forms or [Form.PDF],
        "url": subscription.url,
        "language": subscription.language,
    }
