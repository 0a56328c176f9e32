"""What the rules need to know of the rest of the world (`declarations.findings.facts`), in a few queries.

Gates are remembered (`queries.gates`); the vehicles and customs numbers of others, and arrival windows, are always
looked up. What an examination says about a vehicle that is open elsewhere may be overtaken; the constraint
`plate_open_once_a_role` has the last word.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Subquery, Sum

from accounts.companies import companies_of
from accounts.models import User
from declarations.document import DeclarationBody
from declarations.findings.facts import Facts, Keys, SharedCustoms, keys_of
from declarations.models import Carriage, Consignment, Declaration, Item, Vehicle
from declarations.queries import gates, places
from declarations.queries.gates import gate_facts
from declarations.queries.strikes import rung_for
from declarations.queries.windows import asked_window
from declarations.stages import End, Role, Status

# A customs declaration is split over a few dozen trucks at most; more are not worth counting one by one.
_MOST_TRUCKS = 200


def load_facts(*, document: DeclarationBody, by: User | None, at: datetime, leaving_out: int | None = None) -> Facts:
    """Look up what examining this document needs.

    :param by: who asks; he is told the number of an open declaration only when it is his company's.
    :param leaving_out: the id of the declaration that the document is of.
    """
    keys = keys_of(document)
    gate = gate_facts(keys.gate, at=at)
    arrival, window = _agreed(leaving_out)
    rung = rung_for(by, at=at)
    return Facts(
        gates={gate.code: gate} if gate else {},
        open_elsewhere=_open_elsewhere(keys, by, leaving_out),
        shared_customs=_shared_customs(keys, leaving_out),
        agreed_arrival=arrival,
        rung=rung,
        window=asked_window(document, by=by, at=at, rung=rung) if document.window != window else None,
    )


def load_facts_of_all(*, documents: Iterable[DeclarationBody], by: User | None, at: datetime) -> Facts:
    """Look up what examining any of these documents needs, in as many queries as for one: rules ask by key."""
    all_keys = [keys_of(document) for document in documents]
    gates = (gate_facts(code, at=at) for code in {keys.gate for keys in all_keys})
    together = Keys(
        gate=None,
        plates=frozenset().union(*(keys.plates for keys in all_keys)),
        customs_identities=frozenset().union(*(keys.customs_identities for keys in all_keys)),
    )
    return Facts(
        gates={gate.code: gate for gate in gates if gate},
        open_elsewhere=_open_elsewhere(together, by, None),
        shared_customs=_shared_customs(together, None),
        rung=rung_for(by, at=at),
    )


def forget_places() -> None:
    """Look every gate up anew: after a change of places, in the process that made it."""
    gates.forget()
    places.forget()


def _open_elsewhere(keys: Keys, by: User | None, leaving_out: int | None) -> dict[tuple[str, str], str | None]:
    if not keys.plates:
        return {}
    asked = keys.plates - _ended(leaving_out)
    rows = Vehicle.objects.is_open().filter(plate_key__in={key for _role, key in asked})
    if leaving_out is not None:
        rows = rows.exclude(declaration_id=leaving_out)
    found = {
        (role, key): declaration_id
        for role, key, declaration_id in rows.values_list("role", "plate_key", "declaration_id")
        if (role, key) in asked
    }
    numbers = _own_numbers(set(found.values()), by)
    return {vehicle: numbers.get(declaration_id) for vehicle, declaration_id in found.items()}


def _own_numbers(declarations: set[int], by: User | None) -> dict[int, str]:
    """The numbers of those declarations that are of a company for which `by` acts."""
    if not declarations or by is None or by.organisation_id is None:
        return {}
    own = Declaration.objects.filter(pk__in=declarations, organisation_id__in=companies_of(by))
    return dict(own.values_list("pk", "number"))


def _ended(declaration_id: int | None) -> set[tuple[str, str]]:
    """Vehicles of the declaration itself that have ended: their plates are free, and may stand open elsewhere."""
    if declaration_id is None:
        return set()
    ended = Vehicle.objects.filter(declaration_id=declaration_id, is_open=False)
    return set(ended.values_list("role", "plate_key"))


def shared_customs(identities: Iterable[str], *, leaving_out: int) -> dict[str, SharedCustoms]:
    """The trucks of other declarations that carry goods of these customs declarations."""
    keys = Keys(gate=None, plates=frozenset(), customs_identities=frozenset(identities))
    return _shared_customs(keys, leaving_out)


def _shared_customs(keys: Keys, leaving_out: int | None) -> dict[str, SharedCustoms]:
    """Other trucks that carry, or have carried across, goods of the same customs declarations.

    Nearly always there is none, so a plain look comes first and the counting only when it finds something.
    """
    if not keys.customs_identities:
        return {}
    same = Consignment.objects.filter(customs_identity__in=keys.customs_identities)
    if leaving_out is not None:
        same = same.exclude(declaration_id=leaving_out)
    found = list(same.values_list("pk", flat=True)[:_MOST_TRUCKS])
    return _counted(found) if found else {}


def _counted(consignments: Sequence[int]) -> dict[str, SharedCustoms]:
    mixed = Carriage.objects.filter(vehicle=OuterRef("vehicle")).exclude(
        consignment__customs_identity=OuterRef("consignment__customs_identity")
    )
    declared = Item.objects.filter(consignment=OuterRef("consignment")).order_by().values("consignment")
    carriages = Carriage.objects.filter(
        consignment__in=consignments, vehicle__role=Role.CARRIER, vehicle__end__in=["", End.LEFT]
    )
    rows = carriages.annotate(
        is_mixed=Exists(mixed), declared_kg=Subquery(declared.annotate(total=Sum("weight_kg")).values("total"))
    ).values_list("consignment__customs_identity", "vehicle_id", "vehicle__cargo_weight_kg", "is_mixed", "declared_kg")
    carried: dict[str, dict[int, int]] = defaultdict(dict)
    totals: dict[str, int] = defaultdict(int)
    for identity, vehicle_id, weight_kg, is_mixed, declared_kg in rows[:_MOST_TRUCKS]:
        carried[identity][vehicle_id] = 0 if is_mixed else weight_kg or 0
        totals[identity] = max(totals[identity], declared_kg or 0)
    return {
        identity: SharedCustoms(trucks=len(by_truck), weight_kg=sum(by_truck.values()), declared_kg=totals[identity])
        for identity, by_truck in carried.items()
    }


def _agreed(declaration_id: int | None) -> tuple[datetime | None, datetime | None]:
    """The arrival and the window (the first, if its trucks differ) with which it was filed; a draft agreed on none."""
    if declaration_id is None:
        return None, None
    filed = Declaration.objects.filter(pk=declaration_id).exclude(status=Status.DRAFT)
    found = filed.annotate(window=Min("vehicles__window_at")).values_list("expected_arrival", "window").first()
    return found or (None, None)
