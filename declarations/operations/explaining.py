"""Why something cannot be done now, before anybody tries: the refusals' own sentences, from rows already read.

Nothing is locked and nothing is written; whoever then acts is judged again, under lock.
"""

from datetime import datetime

from contract.errors import DomainError
from declarations.models import Check
from declarations.operations.dossier import Dossier
from declarations.operations.moves import not_ready
from declarations.operations.withdrawing import require_withdrawable
from declarations.queries.procedure import table_of
from declarations.queries.whole import Whole
from declarations.stages import CheckState, Role


class Explained:
    """One filed declaration, read whole, that can be asked why its checks stand as they do."""

    def __init__(self, whole: Whole, *, at: datetime) -> None:
        self.at = at
        self.dossier = _dossier(whole)

    def why_not_ready(self, check: Check) -> str:
        """What a pending check waits for; empty when it is not pending."""
        return str(not_ready(self.dossier, check)) if check.state == CheckState.PENDING else ""

    def why_not_withdrawn(self, check: Check) -> str:
        """Why a confirmation or refusal cannot be taken back now; empty when it can."""
        try:
            require_withdrawable(self.dossier, check, at=self.at)
        except DomainError as refusal:
            return str(refusal)
        return ""


def _dossier(whole: Whole) -> Dossier:
    row = whole.declaration
    dossier = Dossier(
        row,
        {vehicle.pk: vehicle for vehicle in whole.vehicles},
        {(check.vehicle_id, check.code): check for check in whole.checks},
        table_of(row.procedure_id or 0),
    )
    dossier.fees = whole.fees
    carriers = {vehicle.key: vehicle for vehicle in whole.of_role(Role.CARRIER)}
    for receiver in whole.vehicles:
        for key in whole.unloads.get(receiver.pk, []):
            dossier.receivers_of.setdefault(carriers[key].pk, []).append(receiver)
            dossier.carriers_of.setdefault(receiver.pk, []).append(carriers[key])
    return dossier
