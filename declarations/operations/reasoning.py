"""The reason of a decision: taken from the agency's catalogue or written out, kept as a sentence; and the catalogue.

A decision keeps the sentence in the language of the house, whoever decided: the journal must read the same whatever
the catalogue becomes. The code stands beside it in the journal's data, for counting.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Agency, User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours
from declarations.models import Decision, Reason
from declarations.operations.permitting import require_reason

MOST = 500
"""Characters of a reason, as the columns have them."""
EVERYONE = frozenset(Agency.values)
ON_THE_ROAD = frozenset({Agency.TRAFFIC_POLICE, Agency.GATE_CENTRE})
TAKEN_BY: dict[str, frozenset[str]] = {
    Decision.HOLD: EVERYONE - {Agency.TRAFFIC_POLICE},
    Decision.SEND_BACK: EVERYONE - {Agency.TRAFFIC_POLICE},
    Decision.REFUSE: EVERYONE - {Agency.TRAFFIC_POLICE},
    Decision.TURN_BACK: frozenset({Agency.BORDER_GUARD}),
    Decision.ROAD_HOLD: ON_THE_ROAD,
    Decision.UNCALL: ON_THE_ROAD,
    Decision.CANCEL: frozenset({Agency.GATE_CENTRE}),
}
"""Which agencies take a decision at all."""
_CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")


class UnknownReason(Invalid):
    """The agency's catalogue offers no such reason for this decision."""

    code = "reason_unknown"


class BadReason(Invalid):
    """An entry of the catalogue that could not be offered as it stands."""

    code = "bad_reason"


class ReasonTaken(Conflict):
    """The agency has a reason of that code already."""

    code = "reason_taken"


class Given(NamedTuple):
    """A reason as it is kept: the sentence, and the catalogue's code unless it was written out."""

    sentence: str
    code: str

    @property
    def data(self) -> dict[str, str]:
        """What the journal keeps of it."""
        return {"reason": self.sentence} | ({"reason_code": self.code} if self.code else {})


def given(*, by: User, decision: Decision, code: str, text: str) -> Given:
    """The reason of a decision by an officer: from his agency's catalogue, in his own words, or both.

    :raises UnknownReason: not offered to his agency for this decision.
    :raises ReasonMissing: neither a reason from the catalogue nor words that say something.
    """
    if code == Reason.OTHER:
        return Given(require_reason(text)[:MOST], "")
    row = Reason.objects.filter(agency=by.agency, code=code, is_active=True).first()
    if row is None or decision not in row.decisions:
        raise UnknownReason(_("This reason is not offered for this decision; choose another, or write it out."))
    with override(settings.LANGUAGE_CODE):
        label = row.label
    text = text.strip()
    return Given((f"{label}: {text}" if text else label)[:MOST], row.code)


def may_catalogue(user: User) -> bool:
    """Whether this person edits the agencies' catalogues."""
    return user.is_active and (user.is_administrator or (user.is_manager and user.province_wide))


@transaction.atomic
def keep(*, reason: Reason, by: User) -> None:
    """Save an entry of an agency's catalogue, new or changed; decisions that stand keep their sentence.

    :raises NotYours: `by` is neither an administrator nor a manager of the whole province.
    :raises BadReason: it could not be offered: no words in some language, no decision, or one the agency never takes.
    :raises ReasonTaken: the agency has that code already.
    """
    if not may_catalogue(by):
        raise NotYours(_("Only an administrator or a manager of the whole province edits the reasons."))
    _require_offerable(reason)
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as taken:
        raise ReasonTaken(_("The agency has a reason of this code already.")) from taken


def _require_offerable(reason: Reason) -> None:
    if not _CODE.fullmatch(reason.code) or reason.code == Reason.OTHER:
        raise BadReason(_("A code is 2 to 32 small letters, digits and low lines, and not “other”."))
    before = Reason.objects.filter(pk=reason.pk).first() if reason.pk else None
    if before and (before.agency, before.code) != (reason.agency, reason.code):
        raise BadReason(_("Agency and code stay what they are; the journal counts by them."))
    for label in (reason.label_vi, reason.label_en, reason.label_zh_hans):
        if not any(map(str.isalnum, label)):
            raise BadReason(_("Write the reason in all three languages."))
    if not reason.decisions:
        raise BadReason(_("Choose for which decisions it is offered."))
    for decision in reason.decisions:
        if reason.agency not in TAKEN_BY.get(decision, ()):
            raise BadReason(_("This agency never takes one of these decisions."))
