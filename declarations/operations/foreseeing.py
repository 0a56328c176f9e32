"""What a document would owe if it were filed now: the vehicles and prices of filing itself. Writes nothing."""

from datetime import datetime

from declarations.document import DeclarationBody
from declarations.goods import dearest_cargo, loads_of
from declarations.models import Declaration
from declarations.operations.assessing import Assessment, prices_at
from declarations.operations.writing import vehicle_rows
from declarations.stages import Role

Foreseen = dict[tuple[str, int], Assessment | None]
"""By role and position within it; a vehicle of which too little is said is not in it, one that owes nothing is None."""


def foresee(document: DeclarationBody, *, at: datetime) -> Foreseen:
    """Assess every vehicle of a document that may lack anything, by the tariff of that day (2 queries, remembered)."""
    if not (document.direction and document.regime):
        return {}
    prices, found = prices_at(at), Foreseen()
    for row in vehicle_rows(Declaration(direction=document.direction, regime=document.regime), document):
        bodies = document.vehicles if row.role == Role.CARRIER else document.receiving_vehicles
        loads = loads_of(document, bodies[row.position])
        if row.fee_class and all(load.cargo_kind for load in loads):
            cargo = dearest_cargo(loads)
            found[row.role, row.position] = prices.assess(row, cargo_kind=cargo, regime=document.regime)
    return found
