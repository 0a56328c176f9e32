"""What a day must hold so that it is counted as published: every figure at every gate, and what was chosen for it.

A figure that the bulletin gives is met exactly; one that it leaves open is chosen near a proportion that is known (of
its whole, of the gate, of the province) as far as the others allow. See `balance` for the arithmetic.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from reports.rehearsal import figures as fig
from reports.rehearsal.balance import Balance
from reports.rehearsal.figures import TOTAL, Key, Published, Tree

LARGEST_SCALE: Final = 20
CARRIED: Final = "carried_over"
EXPORTS: Final = ("export.fruit", "export.other")
IMPORTS: Final = ("import.goods", "import.new_vehicles")
STOCK: Final = ("left_over.fruit", "left_over.other")

# Where nothing better is known: vehicles a day by gate in mid-2025, shares of two published days; the rest is assumed.
USUAL_A_DAY: Final = {"HN": 870, "TT": 583, "CM": 230, "CN": 76}
USUAL_SHARE: Final = {
    fig.EXPORT: 0.27, fig.IMPORT: 0.73, "export.fruit": 0.75, "export.other": 0.25, "import.goods": 0.92,
    "import.new_vehicles": 0.08, "left_over.fruit": 0.6, "left_over.other": 0.4, fig.UNREGISTERED: 0.0,
}  # fmt: skip
LEFT_OVER_PER_EXPORT: Final = 0.25
TURNED_BACK_PER_EXPORT: Final = 0.006

Cell = tuple[str, str]  # gate, leaf
T = TypeVar("T")


class Impossible(Exception):
    """No day could be counted like this: the sentence names the figure that contradicts the others."""


class Plan(NamedTuple):
    """Vehicles by gate and leaf of the bulletin; `carried_over` are those exports that stood there the day before."""

    date: dt.date
    gates: tuple[str, ...]
    cleared: dict[Cell, int]
    left_over: dict[Cell, int]
    turned_back: dict[str, int]
    carried_over: dict[str, int]
    given: frozenset[Key]

    def exports_at(self, gate: str) -> int:
        """Declared export vehicles that stand at this gate at some time of the day."""
        gone = sum(self.cleared[gate, leaf] for leaf in EXPORTS)
        return gone + self.turned_back[gate] + sum(self.left_over[gate, leaf] for leaf in STOCK)

    def expected(self) -> dict[Key, int]:
        """Every figure of the bulletin that must come out."""
        found: dict[Key, int] = {}
        for tree, leaves in zip(fig.TREES, (self.cleared, self.left_over, self._ends()), strict=True):
            for gate in self.gates:
                for name in reversed(list(_names(tree))):
                    parts = tree.get(name, ())
                    found[Key(gate, name)] = (
                        sum(found[Key(gate, part)] for part in parts) if parts else leaves[gate, name]
                    )
        for gate in self.gates:
            found[Key(gate, fig.CHANGE)] = found[Key(gate, fig.LEFT_OVER)] - self.carried_over[gate]
        for name in fig.NAMES:
            found[Key(TOTAL, name)] = sum(found[Key(gate, name)] for gate in self.gates)
        return found

    def scaled(self, scale: float) -> "Plan":
        """The same day with that share of the vehicles, parts still equal to wholes.

        :raises Impossible: the scale is not between 0 and LARGEST_SCALE, or leaves no vehicle.
        """
        if not 0 < scale <= LARGEST_SCALE:
            raise Impossible(f"The scale must be more than 0 and at most {LARGEST_SCALE}.")
        if scale == 1:
            return self
        smaller = self._replace(
            cleared=apportioned(self.cleared, scale),
            left_over=apportioned(self.left_over, scale),
            turned_back=apportioned(self.turned_back, scale),
            carried_over=apportioned(self.carried_over, scale),
        )
        if not any([*smaller.cleared.values(), *smaller.left_over.values()]):
            raise Impossible(f"At a scale of {scale} no vehicle is left to rehearse.")
        within = {gate: min(count, smaller.exports_at(gate)) for gate, count in smaller.carried_over.items()}
        return smaller._replace(carried_over=within)

    def _ends(self) -> dict[Cell, int]:
        return {(gate, fig.TURNED_BACK): count for gate, count in self.turned_back.items()}


def apportioned(numbers: Mapping[T, int], scale: float) -> dict[T, int]:
    """The numbers times `scale` in whole vehicles; the largest remainders are rounded up until the sum is right."""
    exact = {key: number * scale for key, number in numbers.items()}
    whole = {key: int(share) for key, share in exact.items()}
    missing = int(sum(numbers.values()) * scale + 0.5) - sum(whole.values())
    for key in sorted(exact, key=lambda key: whole[key] - exact[key])[: max(missing, 0)]:
        whole[key] += 1
    return whole


def plan(published: Published, *, gates: Sequence[str], date: dt.date | None = None) -> Plan:
    """Fill in a published bulletin.

    :param gates: those that take trucks.
    :raises Impossible: its figures contradict each other, or it has vehicles where no trucks are declared.
    """
    given = _at(gates, published)
    cleared = _filled(fig.TREES[0], given, gates, weights={gate: USUAL_A_DAY.get(gate, 0) for gate in gates})
    exports = {gate: cleared[Key(gate, fig.EXPORT)] for gate in gates}
    usual = {
        Key(TOTAL, fig.LEFT_OVER): max(
            round(LEFT_OVER_PER_EXPORT * sum(exports.values())), given.get(Key(TOTAL, fig.CHANGE), 0)
        ),
        Key(TOTAL, fig.TURNED_BACK): round(TURNED_BACK_PER_EXPORT * sum(exports.values())),
    }
    left_over = _filled(fig.TREES[1], given, gates, weights=exports, usual=usual)
    turned_back = _filled(fig.TREES[2], given, gates, weights=exports, usual=usual)
    unfinished = Plan(
        date=date or published.date,
        gates=tuple(gates),
        cleared={(gate, leaf): cleared[Key(gate, leaf)] for gate in gates for leaf in EXPORTS + IMPORTS},
        left_over={(gate, leaf): left_over[Key(gate, leaf)] for gate in gates for leaf in (*STOCK, fig.UNREGISTERED)},
        turned_back={gate: turned_back[Key(gate, fig.TURNED_BACK)] for gate in gates},
        carried_over={},
        given=frozenset(given),
    )
    return unfinished._replace(carried_over=_carried(unfinished, given, left_over))


def _at(gates: Sequence[str], published: Published) -> dict[Key, int]:
    """What is given of these gates and in total."""
    for key, number in published.figures.items():
        if key.place not in (TOTAL, *gates) and number:
            raise Impossible(f"{key} is {number}, but trucks are declared at {', '.join(gates)} only.")
    return {key: number for key, number in published.figures.items() if key.place in (TOTAL, *gates)}


def _names(tree: Tree) -> Iterable[str]:
    """The figures of a tree, wholes before parts."""
    return dict.fromkeys(name for root, parts in tree.items() for name in (root, *parts))


def _filled(
    tree: Tree,
    given: Mapping[Key, int],
    gates: Sequence[str],
    *,
    weights: Mapping[str, int],
    usual: Mapping[Key, int] | None = None,
) -> dict[Key, int]:
    """Every figure of one tree: what is given as it is, and the rest chosen."""
    balance = Balance(tree, gates, most=fig.LARGEST * LARGEST_SCALE)
    names = list(_names(tree))
    for key in [Key(place, name) for place in (TOTAL, *gates) for name in names]:
        if key in given:
            _require(balance, key, given[key])
    # Trucks that nobody declared are chosen only where a sum needs them, so they come before their whole.
    for name in sorted(names, key=lambda name: name != fig.UNREGISTERED):
        key = Key(TOTAL, name)
        if not balance.is_fixed(key):
            balance.steer(key, (usual or {}).get(key, _usual_share(balance, tree, name)))
    for name in names:
        for gate in gates:
            if not balance.is_fixed(Key(gate, name)):
                balance.steer(Key(gate, name), _share_of_gate(balance, tree, Key(gate, name), gates, weights))
    return {key: balance[key] for key in balance.figures}


def _require(balance: Balance, key: Key, number: int) -> None:
    nearest = balance.steer(key, number)
    if nearest != number:
        bound = "at most" if nearest < number else "at least"
        raise Impossible(f"{key} is {number}, but the other figures make it {bound} {nearest}.")


def _usual_share(balance: Balance, tree: Tree, name: str) -> int:
    """A total that is not given: the usual share of its whole, or as little as the gates need."""
    whole = next((whole for whole, parts in tree.items() if name in parts), None)
    if whole is None:
        return 0
    return round(balance[Key(TOTAL, whole)] * USUAL_SHARE[name])


def _share_of_gate(balance: Balance, tree: Tree, key: Key, gates: Sequence[str], weights: Mapping[str, int]) -> int:
    """A gate's figure that is not given: its share of what the others leave, by what is still unnamed at each gate."""
    name = key.name
    whole = next((whole for whole, parts in tree.items() if name in parts), None)

    def weight(gate: str) -> int:
        if whole is None:
            return weights[gate]
        named = (Key(gate, part) for part in tree[whole] if balance.is_fixed(Key(gate, part)))
        return balance[Key(gate, whole)] - sum(balance[part] for part in named)

    still_open = [gate for gate in gates if not balance.is_fixed(Key(gate, name))]
    rest = balance[Key(TOTAL, name)] - sum(balance[Key(gate, name)] for gate in gates if gate not in still_open)
    heavy = sum(weight(gate) for gate in still_open)
    return round(rest * weight(key.place) / heavy) if heavy else 0


def _carried(day: Plan, given: Mapping[Key, int], left_over: Mapping[Key, int]) -> dict[str, int]:
    """How many of the exports stood there the day before: what `change` says, else as many as are left over."""
    balance = Balance({CARRIED: ()}, day.gates, most=fig.LARGEST * LARGEST_SCALE)
    for gate in day.gates:
        balance.limit(Key(gate, CARRIED), day.exports_at(gate))
    for place in (TOTAL, *day.gates):
        change = given.get(Key(place, fig.CHANGE))
        if change is None:
            continue
        before = left_over[Key(place, fig.LEFT_OVER)] - change
        if balance.steer(Key(place, CARRIED), before) != before:
            raise Impossible(
                f"{place} {fig.CHANGE} is {change}, so {before} would have stood there the day before; "
                f"the other figures allow {balance[Key(place, CARRIED)]}."
            )
    if not balance.is_fixed(Key(TOTAL, CARRIED)):
        balance.steer(Key(TOTAL, CARRIED), left_over[Key(TOTAL, fig.LEFT_OVER)])
    for gate in day.gates:
        if not balance.is_fixed(Key(gate, CARRIED)):
            stock = {gate: left_over[Key(gate, fig.LEFT_OVER)] for gate in day.gates}
            balance.steer(
                Key(gate, CARRIED), _share_of_gate(balance, {CARRIED: ()}, Key(gate, CARRIED), day.gates, stock)
            )
    return {gate: balance[Key(gate, CARRIED)] for gate in day.gates}
