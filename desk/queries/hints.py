"""What the rules are asked about, which hints concern whom, and how often a rule was right."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from declarations.findings.facts import SharedCustoms
from declarations.models import Carriage, Consignment, Declaration, Gate, Item, Vehicle
from declarations.queries.facts import shared_customs
from declarations.stages import End, Role, Status
from desk.hints.codes import HintAnswer
from desk.hints.facts import Customs, Elsewhere, Facts, Goods, Truck
from desk.hints.words import known_goods
from desk.models import GoodsName, Hint, HintRule

LONGEST_HISTORY = 50
MOST_OTHERS = 5
_NOBODY_ELSE = SharedCustoms(trucks=0, weight_kg=0)
_FILED = [status for status in Status if status != Status.DRAFT]


def facts_of(declaration: Declaration) -> Facts:
    """All that the rules ask of a filed declaration, in a constant number of queries."""
    trucks = list(Vehicle.objects.filter(declaration=declaration, is_open=True).order_by("role", "position", "pk"))
    drivers = _elsewhere(declaration, trucks, "driver_id_number")
    containers = _elsewhere(declaration, trucks, "container")
    history = _history(declaration, trucks)
    return Facts(
        trucks=tuple(
            Truck(
                f"{truck.role}:{truck.key}", truck.plate, truck.fee_class, truck.own_weight_kg, truck.cargo_weight_kg,
                tuple(history[truck.plate_key]), drivers[truck.pk], truck.container, containers[truck.pk],
            )
            for truck in trucks
        ),
        goods=_goods(declaration),
        customs=_customs(declaration),
        known_goods=tuple(known_goods(row.words, row.hs_prefixes) for row in GoodsName.objects.filter(is_on=True)),
    )  # fmt: skip


def _elsewhere(declaration: Declaration, trucks: list[Vehicle], column: str) -> dict[int, tuple[Elsewhere, ...]]:
    """Other open trucks that share this with a truck. What stands at another gate is told by its gate alone."""
    wanted = {getattr(truck, column) for truck in trucks} - {""}
    found: dict[str, list[Vehicle]] = defaultdict(list)
    if wanted:
        rows = Vehicle.objects.is_open().filter(**{f"{column}__in": wanted}).select_related("declaration", "gate")
        for row in rows.order_by("pk")[:200]:
            found[getattr(row, column)].append(row)
    return {
        truck.pk: tuple(
            Elsewhere(
                other.gate.code,
                *((other.plate, other.declaration.number or "") if other.gate_id == declaration.gate_id else ()),
            )
            for other in found[getattr(truck, column)]
            if other.plate_key != truck.plate_key
        )[:MOST_OTHERS]
        for truck in trucks
    }


def _history(declaration: Declaration, trucks: list[Vehicle]) -> dict[str, list[int]]:
    """The own weights of these trucks in former declarations, newest first."""
    newest = Window(RowNumber(), partition_by=F("plate_key"), order_by=F("pk").desc())
    rows = (
        Vehicle.objects.filter(plate_key__in={truck.plate_key for truck in trucks}, own_weight_kg__gt=0)
        .exclude(declaration=declaration)
        .annotate(nth=newest)
        .filter(nth__lte=LONGEST_HISTORY)
        .order_by("plate_key", "nth")
    )
    weights: dict[str, list[int]] = defaultdict(list)
    for plate_key, weight in rows.values_list("plate_key", "own_weight_kg"):
        weights[plate_key].append(weight)
    return weights


def _goods(declaration: Declaration) -> tuple[Goods, ...]:
    rows = Item.objects.filter(consignment__declaration=declaration).select_related("consignment")
    return tuple(
        Goods(f"item:{row.consignment.key}:{row.position}", str(row.consignment), row.description, row.hs_code)
        for row in rows.order_by("consignment__position", "position")
    )


def _customs(declaration: Declaration) -> tuple[Customs, ...]:
    """The customs declarations of this one, over all trucks that carry them and did not turn back."""
    numbers: dict[str, str] = {}
    declared: dict[str, int] = defaultdict(int)
    for goods in Consignment.objects.filter(declaration=declaration).exclude(customs_identity="").order_by("pk"):
        numbers[goods.customs_identity] = goods.customs_number
    items = Item.objects.filter(consignment__declaration=declaration, weight_kg__gt=0)
    for identity, weight in items.values_list("consignment__customs_identity", "weight_kg"):
        declared[identity] += weight or 0
    carried = _carried(declaration)
    shared = shared_customs(numbers, leaving_out=declaration.pk)
    found = []
    for identity, number in numbers.items():
        other = shared.get(identity, _NOBODY_ELSE)
        trucks, kg = len(carried[identity]) + other.trucks, sum(carried[identity].values()) + other.weight_kg
        found.append(Customs(f"customs:{identity}", number, trucks, kg, max(declared[identity], other.declared_kg)))
    return tuple(found)


def _carried(declaration: Declaration) -> dict[str, dict[int, int]]:
    """By customs declaration, what each truck carries; one with goods of several does not say how it divides."""
    rows = Carriage.objects.filter(
        vehicle__declaration=declaration, vehicle__role=Role.CARRIER, vehicle__end__in=["", End.LEFT]
    ).values_list("vehicle_id", "vehicle__cargo_weight_kg", "consignment__customs_identity")
    of_truck: dict[int, set[str]] = defaultdict(set)
    for vehicle_id, _weight, identity in rows:
        of_truck[vehicle_id].add(identity)
    carried: dict[str, dict[int, int]] = defaultdict(dict)
    for vehicle_id, weight, identity in rows:
        carried[identity][vehicle_id] = (weight or 0) if len(of_truck[vehicle_id]) == 1 else 0
    return carried


def concerning(user: User) -> QuerySet[Hint]:
    """The hints that concern an officer's agency, at his gates; nobody else reads any."""
    if not (user.is_active and user.is_officer):
        return Hint.objects.none()
    rules = [rule.pk for rule in HintRule.objects.all() if user.agency in rule.agencies]
    return Hint.objects.filter(rule__in=rules, gate__postings__user=user, declaration__status__in=_FILED)


def to_answer(hints: QuerySet[Hint]) -> QuerySet[Hint]:
    """Those that somebody should look into: not answered, not lapsed, and the truck is still under way."""
    return hints.filter(answer="", lapsed_at__isnull=True, declaration__status=Status.OPEN)


class Rate(NamedTuple):
    """How a rule has done. `percent`: confirmed of those answered, none while nobody answered."""

    rule: HintRule
    open: int
    confirmed: int
    unfounded: int
    unanswered: int

    @property
    def percent(self) -> int | None:
        """Confirmed of a hundred answered."""
        answered = self.confirmed + self.unfounded
        return round(self.confirmed * 100 / answered) if answered else None


def rates(user: User) -> list[Rate]:
    """Every rule's, at the gates that a manager reads; at all of them for administrators."""
    at_gates = Q() if user.is_administrator else Q(gate__in=Gate.objects.worked_by(user))
    open_now = Q(answer="", lapsed_at__isnull=True, declaration__status=Status.OPEN)
    counted = (
        Hint.objects.filter(at_gates)
        .order_by()
        .values("rule")
        .annotate(
            open=Count("pk", filter=open_now),
            confirmed=Count("pk", filter=Q(answer=HintAnswer.CONFIRMED)),
            unfounded=Count("pk", filter=Q(answer=HintAnswer.UNFOUNDED)),
            unanswered=Count("pk", filter=Q(answer="") & ~open_now),
        )
    )
    by_rule: dict[int, Mapping[str, Any]] = {row["rule"]: row for row in counted}
    return [_rate(rule, by_rule.get(rule.pk, {})) for rule in HintRule.objects.order_by("pk")]


def _rate(rule: HintRule, row: Mapping[str, Any]) -> Rate:
    return Rate(rule, *(row.get(name, 0) for name in ("open", "confirmed", "unfounded", "unanswered")))


def waiting_at_gates(user: User) -> list[tuple[Gate, int]]:
    """How many hints wait for an officer's agency, gate by gate; gates with none are left out."""
    rows = to_answer(concerning(user)).order_by().values_list("gate").annotate(many=Count("pk"))
    many = dict(rows)
    gates: Iterable[Gate] = Gate.objects.filter(pk__in=many).order_by("code")
    return [(gate, many[gate.pk]) for gate in gates]
