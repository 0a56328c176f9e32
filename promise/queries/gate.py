"""What the gate owed and kept: called → entered, each agency's time against its target, places offered an hour."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import DurationField, ExpressionWrapper, F

from declarations.days import current_date
from declarations.line.calls import COMES_WITHIN
from promise.models import OfferedHour
from promise.queries.hauliers import Key
from release.models import Passage
from release.queries import study
from release.queries.grouping import Group
from release.queries.study import Asked
from release.queries.targets import Standing
from release.words import By


@dataclass
class Kept:
    """Trucks let in after a call, how many of them within the hour, and how long all took; places offered and taken."""

    called: int = 0
    within: int = 0
    seconds: float = 0.0
    hours: int = 0
    places: int = 0
    usual: int = 0
    taken: int = 0

    @property
    def mean(self) -> int | None:
        """Seconds from call to entry, on average."""
        return round(self.seconds / self.called) if self.called else None

    @property
    def an_hour(self) -> float | None:
        """Places offered an hour in which the gate was to work."""
        return self.places / self.hours if self.hours else None


def counted(asked: Asked) -> dict[Key, Kept]:
    """By day and gate (2 queries). A truck belongs to the day on which it was let in."""
    found: dict[Key, Kept] = defaultdict(Kept)
    took = ExpressionWrapper(F("entered_at") - F("vehicle__called_at"), output_field=DurationField())
    passages = Passage.objects.filter(
        gate__in=asked.gates, ended_at__gte=asked.starts_at, entered_at__gte=asked.starts_at,
        entered_at__lt=asked.ends_at, vehicle__called_at__isnull=False, vehicle__called_at__lte=F("entered_at"),
    )  # fmt: skip
    if asked.direction:
        passages = passages.filter(direction=asked.direction)
    for gate, entered_at, seconds in passages.annotate(took=took).values_list("gate_id", "entered_at", "took"):
        one = found[Key(current_date(entered_at), gate)]
        one.called += 1
        one.within += seconds <= COMES_WITHIN  # it is to be let in as soon as it has to come
        one.seconds += seconds.total_seconds()
    hours = OfferedHour.objects.filter(
        gate__in=asked.gates, starts_at__gte=asked.starts_at, starts_at__lt=asked.ends_at
    )
    if asked.direction:
        hours = hours.filter(direction=asked.direction)
    for gate, starts_at, places, usual, taken in hours.values_list("gate_id", "starts_at", "places", "usual", "taken"):
        one = found[Key(current_date(starts_at), gate)]
        one.hours += 1
        one.places += places
        one.usual += usual
        one.taken += taken
    return dict(found)


def summed(found: dict[Key, Kept], *names: str) -> dict[Key, Kept]:
    """The same by fewer keys: `day`, `gate`; by none, the whole."""
    whole: dict[Key, Kept] = defaultdict(Kept)
    for key, kept in found.items():
        into = whole[Key(**{name: getattr(key, name) for name in names})]
        for part in Kept.__dataclass_fields__:
            setattr(into, part, getattr(into, part) + getattr(kept, part))
    return dict(whole)


def agencies(asked: Asked) -> list[Group]:
    """Each agency's checks of the trucks that left in the period, against its target (2 queries on PostgreSQL)."""
    return sorted(study.checks_by(asked, Standing(), by=By.AGENCY), key=lambda group: str(group.key))
