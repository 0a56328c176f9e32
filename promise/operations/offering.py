"""Keeping what each hour offered, as it begins."""

from dataclasses import replace
from datetime import datetime

from declarations.line.windows import offer_at, starts_of
from declarations.models import Gate, Window
from declarations.queries.gates import gate_facts
from declarations.stages import Direction
from promise.models import OfferedHour


def note_offered(*, at: datetime) -> int:
    """Keep what every gate offers in the hour that has begun, once; answer how many rows that made."""
    starts_at = starts_of(at)
    gates = {gate.code: gate.pk for gate in Gate.objects.filter(takes_trucks=True)}
    if OfferedHour.objects.filter(starts_at=starts_at).exists():
        return 0
    rows = [row for code, pk in gates.items() for row in _rows(code, pk, starts_at, at)]
    OfferedHour.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rows(code: str, gate_id: int, starts_at: datetime, at: datetime) -> list[OfferedHour]:
    facts = gate_facts(code, at=at)
    if facts is None:
        return []
    found = []
    for direction in Direction.values:
        usual = offer_at(replace(facts, pauses=(), is_paused=False), direction, starts_at, at=at, green_percent=0)
        if usual is None:
            continue
        now = offer_at(facts, direction, starts_at, at=at, green_percent=0)
        taken = Window.objects.filter(gate=gate_id, direction=direction, starts_at=starts_at).first()
        found.append(
            OfferedHour(
                gate_id=gate_id, direction=direction, starts_at=starts_at, usual=usual.capacity,
                places=min(now.capacity, usual.capacity) if now else 0,
                taken=taken.green + taken.ordinary if taken else 0,
            )
        )  # fmt: skip
    return found
