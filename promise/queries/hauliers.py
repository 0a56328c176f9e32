"""What hauliers kept and what they did not, by day, gate and company. Places belong to the day of their window."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.companies import companies_of
from accounts.models import User
from declarations.days import current_date
from declarations.line.duties import Duty
from declarations.models import Appeal, Ruling, Strike, Vehicle
from declarations.stages import Role
from release.queries.study import Asked

STANDS, EXCUSED, TAKEN_BACK = "stands", "excused", "taken_back"


@dataclass
class Sums:
    """Places that came due, trucks that came, strikes by duty, and what was excused or taken back."""

    places: int = 0
    came: int = 0
    strikes: Counter[str] = field(default_factory=Counter)
    excused: int = 0
    taken_back: int = 0

    @property
    def struck(self) -> int:
        """All strikes that stand."""
        return self.strikes.total()

    @property
    def by_duty(self) -> list[int]:
        """The strikes that stand, in the order of the duties."""
        return [self.strikes[duty] for duty in Duty.values]

    def add(self, state: str, duty: str, many: int) -> None:
        """Count so many duties that were not kept."""
        if state == STANDS:
            self.strikes[duty] += many
        elif state == EXCUSED:
            self.excused += many
        else:
            self.taken_back += many


class Key(NamedTuple):
    """By what is counted; what is not asked for is left empty."""

    day: date | None = None
    gate: int | None = None
    company: int | None = None


def counted(asked: Asked, *, by_company: bool = False) -> dict[Key, Sums]:
    """Sums by day and gate, and by company if that is asked (2 queries)."""
    found: dict[Key, Sums] = defaultdict(Sums)
    company = ["declaration__organisation_id"] if by_company else []
    places = _places(asked).values("window_at", "gate_id", *company).order_by()
    for row in places.annotate(many=Count("pk"), came=Count("pk", filter=Q(seen_at__isnull=False))):
        sums = found[_key(row, row.get("declaration__organisation_id"))]
        sums.places += row["many"]
        sums.came += row["came"]
    company = ["organisation_id"] if by_company else []
    strikes = told(_strikes(asked)).values("window_at", "gate_id", "duty", "state", *company).order_by()
    for row in strikes.annotate(many=Count("pk")):
        found[_key(row, row.get("organisation_id"))].add(row["state"], row["duty"], row["many"])
    return dict(sorted(found.items(), key=lambda item: tuple(map(str, item[0]))))


def summed(found: dict[Key, Sums], *names: str) -> dict[Key, Sums]:
    """The same by fewer keys: `day`, `gate`, `company`; by none, the whole."""
    whole: dict[Key, Sums] = defaultdict(Sums)
    for key, sums in found.items():
        into = whole[Key(**{name: getattr(key, name) for name in names})]
        into.places += sums.places
        into.came += sums.came
        into.strikes += sums.strikes
        into.excused += sums.excused
        into.taken_back += sums.taken_back
    return dict(whole)


class Company(NamedTuple):
    """A company with duties that it did not keep."""

    name: str
    sums: Sums


def companies(asked: Asked, *, most: int) -> list[Company]:
    """The companies with the most strikes of the period, so many at most (2 queries)."""
    found: dict[int, Company] = {}
    rows = told(_strikes(asked)).values("organisation_id", "organisation__name", "duty", "state").order_by()
    for row in rows.annotate(many=Count("pk")):
        one = found.setdefault(row["organisation_id"], Company(row["organisation__name"], Sums()))
        one.sums.add(row["state"], row["duty"], row["many"])
    first = sorted(found, key=lambda pk: (-found[pk].sums.struck, -found[pk].sums.excused, found[pk].name))[:most]
    places = _places(asked).filter(declaration__organisation__in=first).values("declaration__organisation_id")
    for row in places.order_by().annotate(many=Count("pk"), came=Count("pk", filter=Q(seen_at__isnull=False))):
        sums = found[row["declaration__organisation_id"]].sums
        sums.places, sums.came = row["many"], row["came"]
    return [found[pk] for pk in first]


def told(strikes: QuerySet[Any]) -> QuerySet[Any]:
    """Strikes with their `state` now."""
    granted = Exists(Ruling.objects.filter(strike=OuterRef("pk"), is_granted=True))
    state = Case(When(~Q(excuse=""), then=Value(EXCUSED)), When(granted, then=Value(TAKEN_BACK)), default=Value(STANDS))
    rows: QuerySet[Any] = strikes.annotate(state=state)
    return rows


def strikes_of(user: User) -> QuerySet[Any]:
    """The strikes of the companies that a person acts for, with their `state`, appeals and rulings (2 queries)."""
    rows = told(Strike.objects.filter(organisation__in=companies_of(user)))
    return rows.select_related("gate", "declaration", "organisation", "appeal").prefetch_related("rulings__ruled_by")


def waiting_appeals(gates: Iterable[int]) -> QuerySet[Any]:
    """Appeals that nobody answered, at these gates, the oldest first."""
    answered = Exists(Ruling.objects.filter(strike=OuterRef("strike")))
    rows = Appeal.objects.filter(~answered, strike__gate__in=list(gates))
    return rows.select_related("strike__gate", "strike__organisation", "strike__declaration", "asked_by").order_by("pk")


def _places(asked: Asked) -> QuerySet[Any]:
    return _within(Vehicle.objects.filter(role=Role.CARRIER, window_at__isnull=False), asked)


def _strikes(asked: Asked) -> QuerySet[Any]:
    return _within(Strike.objects.all(), asked)


def _within(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    rows = rows.filter(window_at__gte=asked.starts_at, window_at__lt=asked.ends_at, gate__in=asked.gates)
    return rows.filter(direction=asked.direction) if asked.direction else rows


def _key(row: dict[str, Any], company: int | None) -> Key:
    at: datetime = row["window_at"]
    return Key(current_date(at), row["gate_id"], company)
