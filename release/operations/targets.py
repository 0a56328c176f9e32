"""Keeping targets: dated rows, entered by managers of the whole province."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Invalid
from declarations.errors import NotYours
from declarations.models import Gate
from declarations.procedures import AGENCY_OF
from release.models import Target
from release.models.target import MOST_MINUTES

AGENCIES = tuple(dict.fromkeys(str(agency) for agency in AGENCY_OF.values()))
"""The agencies that work checks."""


class BadTarget(Invalid):
    """A target that nothing could be measured against."""

    code = "bad_target"


def may_set_targets(user: User) -> bool:
    """Whether this person enters targets."""
    return user.is_active and user.is_manager and user.province_wide


@transaction.atomic
def set_target(
    *, agency: str, gate_id: int | None, starts_on: date, minutes: int | None, by: User, at: datetime
) -> Target:
    """Say how long an agency's check may take (net) from a day on, at a gate or at all; the row of that day is changed.

    :param agency: "" for the whole passage.   :param minutes: None: from that day on there is no target.
    :raises NotYours: `by` is no manager of the whole province.
    :raises BadTarget: no such agency or gate, or not between 1 minute and 7 days.
    """
    if not may_set_targets(by):
        raise NotYours(_("Only a manager of the whole province enters targets."))
    if agency and agency not in AGENCIES:
        raise BadTarget(_("This agency works no check."))
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise BadTarget(_("A target lies between 1 minute and 7 days."))
    gate = None if gate_id is None else _gate(gate_id)
    said = {"minutes": minutes, "set_by": by, "set_at": at}
    target, _new = Target.objects.update_or_create(agency=agency, gate=gate, starts_on=starts_on, defaults=said)
    return target


def _gate(gate_id: int) -> Gate:
    gate: Gate | None = Gate.objects.filter(pk=gate_id, takes_trucks=True).first()
    if gate is None:
        raise BadTarget(_("There is no such gate, or it takes no trucks."))
    return gate
