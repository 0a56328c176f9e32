"""Bulletins for the tests: whole ones by hand, and any that could be published, by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from reports.rehearsal import figures as fig
from reports.rehearsal.figures import TOTAL, Key

GATES = ("HN", "TT", "CN", "CM", "NH", "NN")
LEAVES = (
    "export.fruit", "export.other", "import.goods", "import.new_vehicles", "left_over.fruit", "left_over.other",
    fig.UNREGISTERED, fig.TURNED_BACK,
)  # fmt: skip
STOCK = (
    fig.EXPORT, fig.TURNED_BACK, fig.LEFT_OVER, "left_over.fruit", "left_over.other", fig.UNREGISTERED,
)  # fmt: skip


def whole(leaves: dict[tuple[str, str], int], carried: dict[str, int]) -> dict[Key, int]:
    """Every figure of a bulletin, added up from its leaves; `carried` is the stock of the day before by gate."""
    gates = tuple(dict.fromkeys(gate for gate, _ in leaves))
    made = {Key(*cell): number for cell, number in leaves.items()}
    for gate in gates:
        for total, parts in ((k, p) for tree in fig.TREES for k, p in reversed(list(tree.items())) if p):
            made[Key(gate, total)] = sum(made[Key(gate, part)] for part in parts)
        made[Key(gate, fig.CHANGE)] = made[Key(gate, fig.LEFT_OVER)] - carried.get(gate, 0)
    for name in fig.NAMES:
        made[Key(TOTAL, name)] = sum(made[Key(gate, name)] for gate in gates)
    return made


def document(figures: dict[Key, int | None], *, date: str = "2024-08-22", cut_off: str = "20:00") -> dict[str, Any]:
    """The JSON that says these figures."""
    parts: dict[str, dict[str, Any]] = {TOTAL: {}}
    for key, number in figures.items():
        member, _, rest = key.name.partition(".")
        part = parts.setdefault(key.place, {})
        if rest:
            part.setdefault(member, {})[rest] = number
        else:
            part[member] = number
    return {"date": date, "cut_off": cut_off, "total": parts.pop(TOTAL), "gates": parts}


@st.composite
def bulletins(draw: st.DrawFn, *, left_open: bool = True) -> dict[Key, int | None]:
    """A bulletin that some day would make: of some gates and with any figures left open, or whole."""
    some = st.lists(st.sampled_from(GATES), min_size=1, max_size=6, unique=True)
    gates = draw(some) if left_open else list(GATES)
    count = st.integers(0, 40)
    leaves = {(gate, leaf): draw(count) for gate in gates for leaf in LEAVES}
    leaves[gates[0], "import.goods"] += 1  # a bulletin counts something
    exports = ("export.fruit", "export.other", "left_over.fruit", "left_over.other", fig.TURNED_BACK)
    carried = {gate: draw(st.integers(0, sum(leaves[gate, leaf] for leaf in exports))) for gate in gates}
    made = whole(leaves, carried)
    if not left_open:
        return dict(made)
    kept = draw(st.sets(st.sampled_from(sorted(made)), max_size=len(made)))
    # Whoever tells the change on the day before tells what it is the change of.
    changed = {key.place for key in kept if key.name == fig.CHANGE}
    kept |= {Key(place, name) for place in changed for name in STOCK}
    return {key: number if key in kept else None for key, number in made.items()}
