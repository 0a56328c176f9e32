"""A day of the line made again from what the journal says (domain §7): line times, and places at each call.

Pure. What was recorded within SAME_MOMENT of a call may have been committed before or after it looked: both hold.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from declarations.line.calls import sent_back
from declarations.line.order import Place
from declarations.line.times import standing

SAME_MOMENT = timedelta(seconds=2)

FILED, SEEN, CALLED, UNCALLED = "declaration.filed", "vehicle.seen", "vehicle.called", "vehicle.uncalled"
NOT_COME = "vehicle.not_come"
MOVED = ("vehicle.window_changed", "vehicle.moved_up")
GONE, BACK = ("vehicle.left", "vehicle.turned_back"), "vehicle.exit_withdrawn"
VERBS = (FILED, SEEN, CALLED, UNCALLED, NOT_COME, *MOVED, *GONE, BACK)
"""What the line follows from."""


class Card(NamedTuple):
    """A truck as it is known by itself. `kept`: the line time with which another gate sent it here."""

    declaration: int
    number: str
    position: int
    kept: datetime | None = None


class Said(NamedTuple):
    """An event, as far as the line reads it. `truck` None: of the whole declaration."""

    declaration: int
    truck: int | None
    verb: str
    happened_at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]


class Fault(NamedTuple):
    """What does not agree. `what`: `line_time`, `window` or `position`."""

    truck: int
    at: datetime
    what: str
    rebuilt: object
    served: object


@dataclass
class History:
    """The line as it is made again: feed it the events in the order in which they were recorded."""

    cards: Mapping[int, Card]
    windows: dict[int, datetime | None] = field(default_factory=dict)
    line: dict[int, Place] = field(default_factory=dict)
    line_times: dict[int, datetime] = field(default_factory=dict)
    missed: Counter[int] = field(default_factory=Counter)
    calls: int = 0
    faults: list[Fault] = field(default_factory=list)

    def places(self) -> dict[int, int]:
        """The place of each truck in line now, from 1."""
        return {truck: place for place, truck in enumerate(sorted(self.line, key=self.line.__getitem__), start=1)}

    def replay(self, events: Iterable[Said], *, since: datetime) -> None:
        """Go through them; what was recorded before `since` only makes the line that the day begins with."""
        told = list(events)
        for index, event in enumerate(told):
            if event.verb == CALLED and event.recorded_at >= since and event.data.get("position"):
                self.calls += 1
                self._compare(event, _near(told, index))
            self._apply(event, is_counted=event.recorded_at >= since)

    def _apply(self, event: Said, *, is_counted: bool) -> None:
        if event.verb == FILED:
            window = _instant(event.data.get("window"))
            self.windows |= {
                truck: window for truck, card in self.cards.items() if card.declaration == event.declaration
            }
        elif event.truck is not None and event.truck in self.cards:
            self._apply_to(event.truck, event, is_counted=is_counted)

    def _apply_to(self, truck: int, event: Said, *, is_counted: bool) -> None:
        if event.verb in MOVED:
            self.windows[truck] = _instant(event.data.get("new"))
        elif event.verb == SEEN:
            self._see(event, truck, is_counted=is_counted)
        elif event.verb == NOT_COME and truck in self.line_times:
            self._send_back(event, truck, is_counted=is_counted)
        elif event.verb in GONE:
            self.line.pop(truck, None)
        elif event.verb == BACK and truck in self.line_times:
            self.line[truck] = self._place(truck)

    def _see(self, event: Said, truck: int, *, is_counted: bool) -> None:
        has_rule = "rule" in event.data
        window = self.windows.get(truck) if has_rule else None
        place = standing(seen_at=event.happened_at, window_at=window, kept=self.cards[truck].kept)
        self.line_times[truck] = place.line_time
        self.line[truck] = self._place(truck)
        if not (is_counted and has_rule):
            return
        for what, rebuilt, served in (
            ("window", window, _instant(event.data.get("window"))),
            ("line_time", place.line_time, _instant(event.data["line_time"])),
        ):
            if rebuilt != served:
                self.faults.append(Fault(truck, event.recorded_at, what, rebuilt, served))

    def _send_back(self, event: Said, truck: int, *, is_counted: bool) -> None:
        """By an hour the first time; then to the end, which is never before the moment itself."""
        served = _instant(event.data["line_time"])
        if self.missed[truck] == 0:
            rebuilt = sent_back(
                self.line_times[truck], missed=0, last=event.happened_at, at=event.happened_at
            ).line_time
        else:
            rebuilt = max(served or event.happened_at, event.happened_at)
        self.missed[truck] += 1
        if is_counted and rebuilt != served:
            self.faults.append(Fault(truck, event.recorded_at, "line_time", rebuilt, served))
        self.line_times[truck] = rebuilt
        self.line[truck] = self._place(truck)

    def _place(self, truck: int) -> Place:
        card = self.cards[truck]
        return (self.line_times[truck], card.number, card.position)

    def _compare(self, event: Said, near: Iterable[tuple[Said, bool]]) -> None:
        if event.truck not in self.line:
            self.faults.append(Fault(event.truck or 0, event.recorded_at, "position", None, event.data["position"]))
            return
        mine = self.line[event.truck]
        rebuilt = sum(place <= mine for place in self.line.values())
        fewest = most = rebuilt
        for other, was_before in near:
            joins = other.verb in (SEEN, BACK)
            if joins and was_before:
                fewest -= other.truck in self.line and self.line[other.truck] < mine
            elif joins or was_before:
                most += 1
            else:
                fewest -= other.truck in self.line and self.line[other.truck] < mine
        if not fewest <= event.data["position"] <= most:
            self.faults.append(Fault(event.truck, event.recorded_at, "position", rebuilt, event.data["position"]))


def _near(told: list[Said], index: int) -> Iterator[tuple[Said, bool]]:
    """Who joined or left the line at the same moment, and whether it stands before the call in the journal."""
    call = told[index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(told) and abs(told[other].recorded_at - call.recorded_at) <= SAME_MOMENT:
            if told[other].verb in (SEEN, BACK, *GONE) and told[other].truck != call.truck:
                yield told[other], step < 0
            other += step


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
