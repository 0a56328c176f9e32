"""Adding figures: whole numbers, sums of money as decimal strings, and tables of either, member by member.

None is what nobody knows: a bulletin that was published before a figure was counted does not say it, and whatever is
added to it is unknown too.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

Part = dict[str, Any]

OPEN: Final = frozenset({"lanes"})
"""What parts of gates say and a total does not: its members are the gate's own."""
NOT_COUNTED: Final[Part] = {
    "farm_produce_kg": {"export": None, "import": None},
    "trade_value": {"export": None, "import": None},
    "fees": {"infrastructure": None, "transfer": None, "total": None},
}
"""What bulletins say since the second version of their figures; before it, nobody knows."""


def money(amount: Decimal) -> str:
    """A sum in a currency as figures keep it: two decimals, no exponent."""
    return f"{amount:.2f}"


def total_of(zero: Part, parts: Iterable[Part]) -> Part:
    """The sum of parts in the order of `zero`, without what only gates say."""
    total = zero
    for one in parts:
        total = added(total, {name: value for name, value in completed(one).items() if name not in OPEN})
    return total


def completed(one: Part) -> Part:
    """A part with every member, those that it was published without unknown."""
    return NOT_COUNTED | one


def added(one: Any, other: Any) -> Any:
    """The sum of two figures, or of two tables of figures: of theirs, and of what only one of them has."""
    if one is None or other is None:
        return None
    if isinstance(one, dict):
        names = [*one, *sorted(other.keys() - one.keys())]
        return {name: _one_of(name, one, other) for name in names}
    if isinstance(one, str):
        return money(Decimal(one) + Decimal(other))
    return one + other


def _one_of(name: str, one: Part, other: Part) -> Any:
    if name in one and name in other:
        return added(one[name], other[name])
    return one[name] if name in one else other[name]


def differences(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """By dotted path the figures in which two tables differ, in the order of the first; None is what is not there."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        if one != other:
            yield path, one, other
        return
    for name in [*one, *(name for name in other if name not in one)]:
        yield from differences(one.get(name), other.get(name), f"{path}.{name}" if path else name)


def like(one: Any, former: Any) -> Any:
    """Of a table only what a former one has too, table by table."""
    if isinstance(one, dict) and isinstance(former, dict):
        return {name: like(one[name], former[name]) for name in former if name in one}
    return one
