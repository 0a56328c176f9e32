"""A published bulletin as figures: read from a file, checked for shape, and flat.

A figure is named by its place (`total`, or the code of a gate) and its dotted name (`export.fruit`). None: the bulletin
does not say.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

TOTAL: Final = "total"
LIBRARY: Final = Path(__file__).resolve().parent / "bulletins"
LARGEST: Final = 100_000

CLEARED, EXPORT, IMPORT = "cleared", "export.total", "import.total"
LEFT_OVER, CHANGE, TURNED_BACK = "left_over.total", "left_over.change", "turned_back"
UNREGISTERED: Final = "left_over.unregistered"

Tree = dict[str, tuple[str, ...]]
TREES: Final[tuple[Tree, ...]] = (
    {
        CLEARED: (EXPORT, IMPORT),
        EXPORT: ("export.fruit", "export.other"),
        IMPORT: ("import.goods", "import.new_vehicles"),
    },
    {LEFT_OVER: ("left_over.fruit", "left_over.other", UNREGISTERED)},
    {TURNED_BACK: ()},
)
"""What is the sum of what."""

NAMES: Final = (
    CLEARED, EXPORT, "export.fruit", "export.other", IMPORT, "import.goods", "import.new_vehicles",
    LEFT_OVER, "left_over.fruit", "left_over.other", UNREGISTERED, CHANGE, TURNED_BACK,
)  # fmt: skip
"""Every figure of a part, in the bulletin's order."""

NOT_REHEARSED: Final = frozenset(
    {
        "new_vehicles_remaining", "arrived", "carried_over", "import_inside", "import_turned_back", "farm_produce_kg",
        "trade_value", "fees", "lanes",
    }
)  # fmt: skip
"""What our own bulletins say besides; a rehearsal does not aim at it."""


class Key(NamedTuple):
    """Which figure of which place."""

    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Unreadable(Exception):
    """The file cannot be rehearsed; the sentence says why."""


class Published(NamedTuple):
    """A bulletin as it was published. `figures` holds what it says; a figure that is null is not among them."""

    date: dt.date
    cut_off: str
    figures: dict[Key, int]
    gates: tuple[str, ...]


def library() -> list[str]:
    """The names of the project's own copies of published bulletins."""
    return sorted(path.stem for path in LIBRARY.glob("*.json"))


def read(source: str) -> Published:
    """Read the file at that path, or the project's own copy of that name.

    :raises Unreadable: there is none, or it is not a bulletin.
    """
    path = next((path for path in (Path(source), LIBRARY / f"{source}.json") if path.is_file()), None)
    if path is None:
        raise Unreadable(
            f"There is no file {source!r}, and no bulletin of that name; there are {', '.join(library())}."
        )
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise Unreadable(f"{path.name} is not JSON: {error.msg} in line {error.lineno}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path.name} cannot be read as text.") from error
    except RecursionError as error:
        raise Unreadable(f"{path.name} is nested too deeply for a bulletin.") from error


def parse(document: object) -> Published:
    """A bulletin's JSON as figures.

    :raises Unreadable: it is not a bulletin.
    """
    if not isinstance(document, dict):
        raise Unreadable("A bulletin is a JSON object.")
    total, gates = document.get(TOTAL), document.get("gates", {})
    if not isinstance(total, dict) or not isinstance(gates, dict):
        raise Unreadable("A bulletin has an object 'total' and an object 'gates'.")
    figures: dict[Key, int] = {}
    for place, part in {TOTAL: total, **gates}.items():
        if not isinstance(part, dict):
            raise Unreadable(f"{place} is not an object of figures.")
        figures |= {Key(place, name): number for name, number in _flat(place, part) if number is not None}
    if not figures.get(Key(TOTAL, CLEARED)) and not any(figures.values()):
        raise Unreadable("The bulletin counts no vehicle; there is nothing to rehearse.")
    return Published(_date(document.get("date")), _clock(document.get("cut_off")), figures, tuple(gates))


def _flat(place: str, part: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, int | None]]:
    for member, value in part.items():
        name = f"{prefix}{member}"
        if name in NOT_REHEARSED:
            continue
        if isinstance(value, dict) and not prefix and any(known.startswith(f"{name}.") for known in NAMES):
            yield from _flat(place, value, f"{name}.")
        elif name not in NAMES:
            raise Unreadable(f"{place} {name} is not a figure of a bulletin.")
        else:
            yield name, _number(place, name, value)


def _number(place: str, name: str, value: object) -> int | None:
    least = -LARGEST if name == CHANGE else 0
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST):
        return value
    raise Unreadable(f"{place} {name} must be null or a whole number from {least} to {LARGEST}, not {value!r:.40}.")


def _date(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Unreadable("The bulletin's 'date' must be written as 2024-08-22.") from error


def _clock(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-4]):[0-5]\d", value):
        raise Unreadable("The bulletin's 'cut_off' must be written as 20:00.")
    return value


def counted(figures: dict[str, Any]) -> dict[Key, int]:
    """The figures of a bulletin of our own, flat as a published one's."""
    parts = {TOTAL: figures[TOTAL], **figures["gates"]}
    return {
        Key(place, name): number
        for place, part in parts.items()
        for name, number in _flat(place, part)
        if number is not None
    }
