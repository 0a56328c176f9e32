"""What one shift must tell the next, of one agency at one gate: read now, or as it was when it was handed over.

Both are the same lines. A line keeps codes and figures, no sentence: each reader has it in his own language.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from declarations.models import ChangeRequest, Check, Gate, Vehicle
from declarations.operations.acting import ROAD
from declarations.queries.changes import show, whole
from declarations.stages import CheckState
from desk.models import Hint, OfflineConflict, ShiftNote
from desk.queries.hints import concerning, to_answer

MOST: Final = 50
"""Lines of one section; how many there are beyond them is said."""
OLDEST: Final = 10

NOTES, HELD, SENT_BACK, ROAD_HELD = "notes", "held", "sent_back", "road_held"
CHANGES, CONFLICTS, HINTS, READY = "changes", "conflicts", "hints", "ready"


class Line(NamedTuple):
    """One thing that is open. `code` is a check or a rule, `fields` what is waited for, `figures` a hint's."""

    since: datetime
    declaration: int | None = None
    number: str = ""
    plate: str = ""
    who: str = ""
    code: str = ""
    text: str = ""
    fields: list[str] = []
    figures: dict[str, Any] = {}
    row: int | None = None
    """The note itself, to be closed."""


class Section(NamedTuple):
    """What is open of one kind, oldest first."""

    name: str
    many: int
    lines: list[Line]

    @property
    def beyond(self) -> int:
        """How many are not listed."""
        return self.many - len(self.lines)


def read(gate: Gate, by: User) -> list[Section]:
    """What stands open now for this officer's agency at one of his gates, about 10 queries."""
    return [
        _section(NOTES, _notes(gate, by), _of_note),
        _section(HELD, _held(gate, by).filter(fields_to_mend=[]), _of_check),
        _section(SENT_BACK, _held(gate, by).exclude(fields_to_mend=[]), _of_check),
        _section(ROAD_HELD, _on_the_road(gate, by), _of_vehicle),
        _section(CHANGES, _changes(gate, by), _of_change),
        _section(CONFLICTS, _conflicts(gate, by), _of_conflict),
        _section(HINTS, _hints(gate, by), _of_hint),
        _section(READY, _checks(gate, by, CheckState.READY).order_by("ready_at", "pk"), _of_ready, most=OLDEST),
    ]


def as_json(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """As it is kept."""
    return [
        {
            "name": section.name,
            "many": section.many,
            "lines": [{**line._asdict(), "since": line.since.isoformat()} for line in section.lines],
        }
        for section in sections
    ]


def from_json(page: Iterable[dict[str, Any]]) -> list[Section]:
    """What was kept."""
    return [
        Section(
            one["name"],
            one["many"],
            [Line(**{**line, "since": datetime.fromisoformat(line["since"])}) for line in one["lines"]],
        )
        for one in page
    ]


def _section(name: str, rows: QuerySet[Any], line: Callable[[Any], Line], *, most: int = MOST) -> Section:
    found = [line(row) for row in rows[: most + 1]]
    many = rows.order_by().count() if len(found) > most else len(found)
    return Section(name, many, found[:most])


# The rows


def _notes(gate: Gate, by: User) -> QuerySet[ShiftNote]:
    rows: QuerySet[ShiftNote] = ShiftNote.objects.of(by).filter(gate=gate).is_open()
    return rows.select_related("declaration", "written_by").order_by("pk")


def _checks(gate: Gate, by: User, state: CheckState) -> QuerySet[Check]:
    rows: QuerySet[Check] = Check.objects.workable_by(by).filter(gate=gate, state=state)
    return rows.select_related("vehicle", "declaration", "decided_by")


def _held(gate: Gate, by: User) -> QuerySet[Check]:
    return _checks(gate, by, CheckState.HELD).order_by("decided_at", "pk")


def _on_the_road(gate: Gate, by: User) -> QuerySet[Vehicle]:
    rows: QuerySet[Vehicle] = Vehicle.objects.visible_to(by).is_open().filter(gate=gate, road_held_at__isnull=False)
    rows = rows if by.agency in ROAD else rows.none()
    return rows.select_related("declaration", "road_held_by").order_by("road_held_at", "pk")


def _changes(gate: Gate, by: User) -> QuerySet[ChangeRequest]:
    return whole(ChangeRequest.objects.awaiting(by).filter(declaration__gate=gate).order_by("asked_at", "pk"))


def _conflicts(gate: Gate, by: User) -> QuerySet[OfflineConflict]:
    rows: QuerySet[OfflineConflict] = OfflineConflict.objects.of(by).filter(gate=gate).is_open()
    return rows.select_related("scan", "officer", "vehicle__declaration").order_by("recorded_at", "pk")


def _hints(gate: Gate, by: User) -> QuerySet[Hint]:
    rows = to_answer(concerning(by).filter(gate=gate))
    return rows.select_related("rule", "declaration").order_by("found_at", "pk")


# Their lines


def _of_note(note: ShiftNote) -> Line:
    number = str(note.declaration.number) if note.declaration else ""
    return Line(
        note.written_at, note.declaration_id, number, note.about, note.written_by.get_full_name(), text=note.text,
        row=note.pk,
    )  # fmt: skip


def _of_check(check: Check) -> Line:
    who = check.decided_by.get_full_name() if check.decided_by else ""
    plate = check.vehicle.plate if check.vehicle else ""
    since = check.decided_at or check.queue_at
    return Line(
        since, check.declaration_id, str(check.declaration), plate, who, check.code, check.reason,
        list(check.fields_to_mend),
    )  # fmt: skip


def _of_ready(check: Check) -> Line:
    plate = check.vehicle.plate if check.vehicle else ""
    return Line(check.ready_at or check.queue_at, check.declaration_id, str(check.declaration), plate, code=check.code)


def _of_vehicle(vehicle: Vehicle) -> Line:
    who = vehicle.road_held_by.get_full_name() if vehicle.road_held_by else ""
    since: Any = vehicle.road_held_at
    return Line(
        since, vehicle.declaration_id, str(vehicle.declaration), vehicle.plate, who, text=vehicle.road_hold_reason
    )  # fmt: skip


def _of_change(asked: ChangeRequest) -> Line:
    shown = show(asked)
    trucks: Any = asked.declaration
    plate = trucks.trucks[0].plate if trucks.trucks else ""
    return Line(
        asked.asked_at, asked.declaration_id, str(asked.declaration), plate, text=asked.reason,
        fields=[field.field.unit[-1] for field in shown.fields], row=asked.pk,
    )  # fmt: skip


def _of_conflict(conflict: OfflineConflict) -> Line:
    truck = conflict.vehicle
    return Line(
        conflict.recorded_at, truck.declaration_id if truck else None, str(truck.declaration) if truck else "",
        truck.plate if truck else conflict.scan.read, conflict.officer.get_full_name(), conflict.check_code,
        conflict.code, row=conflict.pk,
    )  # fmt: skip


def _of_hint(hint: Hint) -> Line:
    return Line(
        hint.found_at, hint.declaration_id, str(hint.declaration), hint.about, code=hint.rule.code,
        figures=hint.figures, row=hint.pk,
    )  # fmt: skip
