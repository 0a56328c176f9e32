"""Appeals against strikes: the company says why it is not at fault, the gate centre of that gate answers.

Each is written once. What is granted counts no more from that moment on, for the ladder and for every count.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Invalid
from declarations.errors import WrongState
from declarations.models import Appeal, Ruling, Strike
from declarations.operations.dossier import open_dossier
from declarations.operations.judging import rule
from declarations.operations.permitting import require_company, require_officer, require_reason
from declarations.queries.document import instant
from declarations.stages import Verb

WITHIN = timedelta(days=14)
"""So long after a strike the company may appeal ○."""
MOST_WORDS = 1000
MOST_REASON = 500


class TooLong(Invalid):
    """More words than are kept."""

    code = "words_too_long"


@transaction.atomic
def appeal(*, strike_id: int, words: str, by: User, at: datetime) -> Appeal:
    """Say why a strike is not the company's fault.

    :raises NotYours, ViewerOnly: see require_company.   :raises ReasonMissing, TooLong: nothing said, or too much.
    :raises WrongState: excused or answered already, an appeal stands, or it was given too long ago.
    """
    strike = Strike.objects.select_related("declaration").get(pk=strike_id)
    dossier = open_dossier(strike.declaration_id)
    require_company(by, dossier.declaration)
    words = _words(words, MOST_WORDS)
    if strike.excuse or Appeal.objects.filter(strike=strike).exists() or Ruling.objects.filter(strike=strike).exists():
        raise WrongState(_("Nothing is left to appeal against: it was excused, or an appeal stands already."))
    if at - strike.given_at > WITHIN:
        raise WrongState(_("An appeal can be made within %(days)d days of the strike.") % {"days": WITHIN.days})
    made: Appeal = Appeal.objects.create(strike=strike, words=words, asked_by=by, asked_at=at)
    said = {"duty": strike.duty, "window": instant(strike.window_at), "reason": words}
    dossier.note(Verb.APPEALED, vehicle=dossier.vehicles.get(strike.vehicle_id), data=said)
    dossier.save(by=by, at=at)
    return made


@transaction.atomic
def answer(*, strike_id: int, is_granted: bool, reason: str, by: User, at: datetime) -> Ruling:
    """Grant or deny an appeal; granted, the strike counts no more.

    :raises NotYours: not the gate centre of that gate.   :raises ReasonMissing: no reason.   :raises TooLong: too much.
    :raises WrongState: nobody appealed, or it was answered already.
    """
    strike = Strike.objects.get(pk=strike_id)
    require_officer(by, gate_id=strike.gate_id, agencies={Agency.GATE_CENTRE})
    dossier = open_dossier(strike.declaration_id)
    reason = _words(reason, MOST_REASON)
    if not Appeal.objects.filter(strike=strike).exists() or Ruling.objects.filter(strike=strike).exists():
        raise WrongState(_("There is no appeal to be answered."))
    return rule(dossier, strike, is_granted=is_granted, reason=reason, by=by, at=at)


def _words(text: str, most: int) -> str:
    text = require_reason(text)
    if len(text) > most:
        raise TooLong(_("At most %(most)d characters, please.") % {"most": most})
    return text
