"""What one agency says to a change request; a field is changed once every agency it concerns has agreed (domain §8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict
from declarations.errors import WrongState
from declarations.models import ChangeAnswer, ChangedField, ChangeRequest
from declarations.operations.agreeing import agencies_now, apply_units
from declarations.operations.changing import in_order, the_truck
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.permitting import require_officer, require_reason
from declarations.stages import Answer, ChangeState, FieldState, Status, Verb

Verdicts = bool | Mapping[int, bool]
"""Of all fields that wait for the agency, or of each by its id."""


class AlreadyDecided(Conflict):
    """The request is decided or taken back, or the agency has answered."""

    code = "already_decided"


@transaction.atomic
def decide(*, change_id: int, by: User, at: datetime, verdicts: Verdicts, reason: str = "") -> ChangeRequest:
    """Agree to, or reject, the fields of a request that wait for the agency of `by`.

    What all agencies have agreed to is changed at once, and those agencies' confirmations reopen.

    :raises NotYours: the agency is not asked, or `by` is not posted to the gate.
    :raises AlreadyDecided: nothing waits for the agency, or not all that was named.   :raises WrongState: it has ended.
    :raises ReasonMissing: something is rejected without a reason.   :raises ChangedMeanwhile: a field is no longer old.
    :raises Unfileable: the change would make errors; the request stays as it is.
    :raises NotChangeable: the truck is no longer at the gate.
    """
    declaration_id = ChangeRequest.objects.values_list("declaration_id", flat=True).get(pk=change_id)
    dossier = open_dossier(declaration_id)
    request: ChangeRequest = ChangeRequest.objects.select_related("asked_by").get(pk=change_id)
    waiting = _waiting_for(request, dossier, by=by)
    chosen = _chosen(waiting, verdicts)
    if not all(chosen.values()):
        reason = require_reason(reason)
    for answer, agrees in chosen.items():
        answer.answer = Answer.APPROVED if agrees else Answer.REJECTED
        answer.answered_by, answer.answered_at, answer.reason = by, at, reason
        answer.save(update_fields=["answer", "answered_by", "answered_at", "reason"])
    _note(dossier, request, chosen, by=by, reason=reason)
    _set_state([answer.field for answer, agrees in chosen.items() if not agrees], FieldState.REJECTED)
    _apply(dossier, request, [answer.field for answer, agrees in chosen.items() if agrees], by=by, at=at)
    if not request.fields.filter(state=FieldState.OPEN).exists():
        request.state, request.closed_at = ChangeState.DECIDED, at
        request.save(update_fields=["state", "closed_at"])
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return request


def _waiting_for(request: ChangeRequest, dossier: Dossier, *, by: User) -> list[ChangeAnswer]:
    answers = list(
        ChangeAnswer.objects.filter(field__request=request).select_related("field").order_by("field__position", "pk")
    )
    require_officer(by, gate_id=dossier.declaration.gate_id or 0, agencies={answer.agency for answer in answers})
    if request.state != ChangeState.OPEN:
        raise AlreadyDecided(_("This change request is decided already, or was taken back."))
    if dossier.declaration.status != Status.OPEN:
        raise WrongState(_("The declaration has ended."))
    return [
        answer
        for answer in answers
        if answer.agency == by.agency and answer.answer == Answer.WAITING and answer.field.state == FieldState.OPEN
    ]


def _chosen(waiting: list[ChangeAnswer], verdicts: Verdicts) -> dict[ChangeAnswer, bool]:
    if isinstance(verdicts, bool):
        chosen = dict.fromkeys(waiting, verdicts)
    else:
        chosen = {answer: verdicts[answer.field_id] for answer in waiting if answer.field_id in verdicts}
        if len(chosen) != len(verdicts):
            raise AlreadyDecided(_("One of these fields no longer waits for your agency; look at the request again."))
    if not chosen:
        raise AlreadyDecided(_("Your agency has answered this request already."))
    return chosen


def _apply(dossier: Dossier, request: ChangeRequest, fields: list[ChangedField], *, by: User, at: datetime) -> None:
    """Change the fields that nobody is waited for any more."""
    agreed = [field for field in fields if not _still_waits(dossier, field)]
    if not agreed:
        return
    changes = {field.unit: (field.old, field.new) for field in agreed}
    apply_units(dossier, changes, on_behalf_of=request.asked_by, by=by, at=at)
    _set_state(agreed, FieldState.APPLIED)


def _still_waits(dossier: Dossier, field: ChangedField) -> bool:
    """Whether another agency has still to answer; one that it came to concern since it was asked is asked now."""
    answers = dict(field.answers.values_list("agency", "answer"))
    missing = agencies_now(dossier, field.unit, (field.old, field.new)) - answers.keys()
    ChangeAnswer.objects.bulk_create(ChangeAnswer(field=field, agency=agency) for agency in in_order(missing))
    return bool(missing) or Answer.WAITING in answers.values()


def _set_state(fields: list[ChangedField], state: FieldState) -> None:
    ChangedField.objects.filter(pk__in=[field.pk for field in fields]).update(state=state)


def _note(dossier: Dossier, request: ChangeRequest, chosen: dict[ChangeAnswer, bool], *, by: User, reason: str) -> None:
    data: dict[str, Any] = {"request": request.pk, "agency": by.agency, "reason": reason}
    for word, agrees in (("approved", True), ("rejected", False)):
        data[word] = [
            {"place": list(answer.field.unit), "old": answer.field.old, "new": answer.field.new}
            for answer, verdict in chosen.items()
            if verdict is agrees
        ]
    about = the_truck(dossier, (answer.field.unit for answer in chosen))
    said = {name: value for name, value in data.items() if value}
    dossier.note(Verb.CHANGE_DECIDED, vehicle=about, data=said)
