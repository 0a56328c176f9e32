"""Settling a conflict of an offline scan: what stands is right, it is confirmed now, or it was wrong. Once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict
from declarations.errors import NotYours
from declarations.models import Check
from declarations.operations import checking
from declarations.operations.permitting import require_reason
from desk.models import OfflineConflict, Settlement


class AlreadySettled(Conflict):
    """Somebody settled it first."""

    code = "already_settled"


class NothingToConfirm(Conflict):
    """What was read names no vehicle of this gate, or one without such a check."""

    code = "nothing_to_confirm"


@transaction.atomic
def settle(*, conflict_id: int, how: str, by: User, at: datetime, note: str = "") -> OfflineConflict:
    """Settle it, as an officer of its gate and agency; "it was wrong" needs a note.

    Confirming now is an ordinary confirmation, by whoever settles, of the time when the scan was made. The journal of
    the dossier says how it was settled; where what was read names no truck of the gate, this row alone does.

    :raises NotYours: another gate's or agency's.   :raises AlreadySettled: it is.
    :raises ReasonMissing: wrong, without a note.   :raises NothingToConfirm: no such check stands behind it.
    :raises DomainError: whatever `checking.confirm` refuses with.
    """
    rows = OfflineConflict.objects.select_for_update(of=("self",), no_key=True)
    conflict: OfflineConflict = rows.get(pk=conflict_id)
    if not OfflineConflict.objects.of(by).filter(pk=conflict.pk).exists():
        raise NotYours(_("Only an officer of that gate and agency settles this."))
    if not conflict.is_open:
        raise AlreadySettled(_("This was settled already."))
    if how == Settlement.WRONG:
        note = require_reason(note)
    if how == Settlement.CONFIRMED:
        _confirm(conflict, by=by, at=at, note=note)
    check = check_behind(conflict)
    if check is not None:
        said = {"settlement": str(how), "code": conflict.code}
        checking.note_settled(check_id=check.pk, by=by, at=at, said=said)
    conflict.settlement, conflict.settled_by, conflict.settled_at = Settlement(how), by, at
    conflict.note = note
    conflict.save(update_fields=["settlement", "settled_by", "settled_at", "note"])
    return conflict


def _confirm(conflict: OfflineConflict, *, by: User, at: datetime, note: str) -> None:
    check = check_behind(conflict)
    if check is None:
        raise NothingToConfirm(_("There is no such check behind this scan."))
    when = min(conflict.happened_at, at)  # a clock that ran ahead says no time
    checking.confirm(check_id=check.pk, by=by, at=at, happened_at=when, note=note)


def check_behind(conflict: OfflineConflict) -> Check | None:
    """The check that the conflict is about, as it stands now."""
    vehicle = conflict.vehicle
    if vehicle is None:
        return None
    rows = Check.objects.filter(declaration=vehicle.declaration_id, agency=conflict.agency, code=conflict.check_code)
    found = rows.filter(Q(vehicle=vehicle) | Q(vehicle=None)).select_related("decided_by").first()
    return found
