"""The table of checks as data (domain §6): which checks a journey has, whose they are, and what each waits for.

`TABLE` is what the first procedure version is seeded with; afterwards the rows in the database are the truth and a
declaration keeps the version it was filed under. A row's `needs` is a list of clauses that must all hold; a clause is
a list of alternatives of which one must hold. An alternative is

* `"code"`            the vehicle's own check (or the declaration's) of that code;
* `"receivers:code"`  that check of every live receiving vehicle that unloads this one;
* `"receivers:any"`   at least one live receiving vehicle unloads this one;
* `"carriers:code"`   that check of every live vehicle that this receiver unloads;
* `"fee:assessed"`    a fee of this check's kind has been assessed.

A check that does not exist for the vehicle, or is not required, counts as met.
"""

from typing import NamedTuple

from django.db.models import TextChoices

from accounts.models import Agency
from declarations.stages import CheckCode as C
from declarations.stages import Journey

Clause = list[str]


class Presence(TextChoices):
    """Whether a journey has the check from the start, or only once somebody asks for it."""

    REQUIRED = "required"
    ON_REQUEST = "on_request"


class Row(NamedTuple):
    """One check of one journey. `journey` None stands for the declaration itself."""

    journey: Journey | None
    code: C
    agency: Agency
    presence: Presence
    needs: list[Clause]
    follows: str  # the check whose confirmation confirms this one by itself, or ""
    needs_yard: bool  # not required at a gate without yards
    follows_inside_only: bool  # `follows` holds when the declared yard lies inside the gate


ARRIVED: Clause = [C.BG_ARRIVAL, C.CUSTOMS_ARRIVAL]
LADEN = (Journey.EXPORT, Journey.IMPORT_DIRECT, Journey.TRANSSHIPPED)
CARRIERS = (*LADEN, Journey.EMPTY)
EVERYONE = (*CARRIERS, Journey.RECEIVING)
REQUESTERS: dict[str, frozenset[str]] = {
    C.PLANT: frozenset({Agency.PLANT, Agency.CUSTOMS}),
    C.ANIMAL: frozenset({Agency.ANIMAL, Agency.CUSTOMS}),
    C.CUSTOMS_CHECK: frozenset({Agency.CUSTOMS}),
}
"""Who may ask for a check that is not required (domain §6, request)."""

FEE_CHECKS: dict[str, str] = {C.FEE_INFRASTRUCTURE: "infrastructure", C.FEE_TRANSFER: "transfer"}
"""Checks that only the recording of a payment confirms, and the kind of fee they stand for."""

FINISH_NEEDS: list[Clause] = [
    [C.CUSTOMS_REGISTRATION],
    [C.CUSTOMS_ARRIVAL],
    [C.TRANSSHIPMENT],
    [C.FEE_INFRASTRUCTURE],
    [C.FEE_TRANSFER],
    [f"receivers:{C.FEE_INFRASTRUCTURE}"],
    [C.PLANT],
    [C.ANIMAL],
    [C.CUSTOMS_CHECK],
]
TRANSSHIPMENT_NEEDS: list[Clause] = [
    [C.TRANSPORT_LICENCE],
    [C.BG_ARRIVAL],
    [C.CUSTOMS_ARRIVAL],
    [C.YARD_IN],
    ["receivers:any"],
    [f"receivers:{C.BG_ARRIVAL}"],
    [f"receivers:{C.CUSTOMS_ARRIVAL}"],
]
RECEIVER_OUT_NEEDS: list[Clause] = [[f"carriers:{C.FINISH}"], [C.FEE_INFRASTRUCTURE], [C.MEDICAL]]
CARRIER_OUT_NEEDS: list[Clause] = [[C.FINISH], [C.MEDICAL], [C.TRANSPORT_LICENCE]]


def _row(
    journey: Journey | None,
    code: C,
    agency: Agency,
    needs: list[Clause],
    *,
    on_request: bool = False,
    follows: str = "",
    needs_yard: bool = False,
    follows_inside_only: bool = False,
) -> Row:
    presence = Presence.ON_REQUEST if on_request else Presence.REQUIRED
    return Row(journey, code, agency, presence, needs, follows, needs_yard, follows_inside_only)


def _rows_of(journey: Journey) -> list[Row]:
    laden, receiving = journey in LADEN, journey == Journey.RECEIVING
    # A gate without yards has no yard_in: what waits for it then waits for customs_arrival, so both are named.
    in_yard: list[Clause] = [[C.YARD_IN], [C.CUSTOMS_ARRIVAL]]
    rows = [
        _row(journey, C.BG_ARRIVAL, Agency.BORDER_GUARD, []),
        _row(journey, C.CUSTOMS_ARRIVAL, Agency.CUSTOMS, []),
        _row(journey, C.MEDICAL, Agency.MEDICAL, [ARRIVED]),
    ]
    if laden:
        rows += [
            _row(
                journey,
                C.YARD_IN,
                Agency.YARD,
                [[C.CUSTOMS_ARRIVAL]],
                follows=C.CUSTOMS_ARRIVAL,
                needs_yard=True,
                follows_inside_only=True,
            ),
            _row(journey, C.PLANT, Agency.PLANT, in_yard, on_request=True),
            _row(journey, C.ANIMAL, Agency.ANIMAL, in_yard, on_request=True),
            _row(journey, C.CUSTOMS_CHECK, Agency.CUSTOMS, in_yard, on_request=True),
        ]
    if not receiving:
        rows.append(_row(journey, C.TRANSPORT_LICENCE, Agency.TRANSPORT, [ARRIVED]))
    if journey == Journey.TRANSSHIPPED:
        rows.append(_row(journey, C.TRANSSHIPMENT, Agency.CUSTOMS, TRANSSHIPMENT_NEEDS))
        rows.append(_row(journey, C.FEE_TRANSFER, Agency.GATE_CENTRE, [["fee:assessed"], [C.TRANSSHIPMENT]]))
    elif journey != Journey.EMPTY:
        rows.append(_row(journey, C.FEE_INFRASTRUCTURE, Agency.GATE_CENTRE, [["fee:assessed"]]))
    if not receiving:
        rows.append(_row(journey, C.FINISH, Agency.GATE_CENTRE, FINISH_NEEDS))
    rows.append(_row(journey, C.CUSTOMS_OUT, Agency.CUSTOMS, RECEIVER_OUT_NEEDS if receiving else CARRIER_OUT_NEEDS))
    rows.append(_row(journey, C.BG_OUT, Agency.BORDER_GUARD, [[C.CUSTOMS_OUT], [C.BG_ARRIVAL]]))
    if laden:
        rows.append(_row(journey, C.YARD_OUT, Agency.YARD, [[C.BG_OUT]], follows=C.BG_OUT, needs_yard=True))
    return rows


TABLE: list[Row] = [
    _row(None, C.CUSTOMS_REGISTRATION, Agency.CUSTOMS, []),
    *(row for journey in EVERYONE for row in _rows_of(journey)),
]

AGENCY_OF: dict[str, Agency] = {row.code: row.agency for row in TABLE}
"""Which agency works a check; a code belongs to one agency in every version."""
