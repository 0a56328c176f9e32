"""Keeping every part of a bulletin equal to its whole while figures are filled in one by one.

A bulletin's sums run two ways: within a gate (export = fruit + other) and over the gates (all fruit = fruit at each
gate). Both are trees, so the figures are a flow that circulates: from a root to the gates, down each gate's tree to its
leaves, and up the tree of the totals back to the root. A flow that may be changed only along circles keeps every sum
right by itself, stays in whole numbers, and finds out how near to a wanted figure one can come (ADR 0045).
"""

from collections import deque
from collections.abc import Iterable

from reports.rehearsal.figures import TOTAL, Key, Tree

Node = tuple[str, str]
ROOT: Node = ("", "")


class Edge:
    """One way of the flow: from `tail` to `head`, between its bounds."""

    __slots__ = ("flow", "head", "high", "low", "tail")

    def __init__(self, tail: Node, head: Node, high: int) -> None:
        self.tail, self.head = tail, head
        self.flow, self.low, self.high = 0, 0, high


class Balance:
    """The figures of one tree at these gates and in total: all zero at first, then steered one after the other."""

    def __init__(self, tree: Tree, gates: Iterable[str], *, most: int) -> None:
        self.figures: dict[Key, Edge] = {}
        self._around: dict[Node, list[Edge]] = {}
        root = next(iter(tree))
        children = [(name, part) for name, parts in tree.items() for part in parts]
        leaves = [part for _, part in children if part not in tree] or [root]
        for gate in gates:
            self.figures[Key(gate, root)] = self._edge(ROOT, (gate, root), most)
            for name, part in children:
                self.figures[Key(gate, part)] = self._edge((gate, name), (gate, part), most)
            for leaf in leaves:
                self._edge((gate, leaf), (TOTAL, leaf), most)
        for name, part in children:
            self.figures[Key(TOTAL, part)] = self._edge((TOTAL, part), (TOTAL, name), most)
        self.figures[Key(TOTAL, root)] = self._edge((TOTAL, root), ROOT, most)

    def __getitem__(self, key: Key) -> int:
        return self.figures[key].flow

    def is_fixed(self, key: Key) -> bool:
        """Whether the figure was steered and stays as it is."""
        edge = self.figures[key]
        return edge.low == edge.high

    def steer(self, key: Key, wanted: int) -> int:
        """Bring a figure as near to `wanted` as the fixed ones allow, fix it, and answer what it is."""
        edge = self.figures[key]
        while edge.flow != wanted and (moved := self._push(edge, wanted - edge.flow)):
            edge.flow += moved
        edge.low = edge.high = edge.flow
        return edge.flow

    def limit(self, key: Key, most: int) -> None:
        """Allow a figure that is still zero no more than this."""
        self.figures[key].high = most

    def _edge(self, tail: Node, head: Node, most: int) -> Edge:
        edge = Edge(tail, head, most)
        self._around.setdefault(tail, []).append(edge)
        self._around.setdefault(head, []).append(edge)
        return edge

    def _push(self, edge: Edge, by: int) -> int:
        """Change the flow along one circle through `edge`, by at most `by`; answers by how much, 0 when none can."""
        up = by > 0
        room = min(abs(by), edge.high - edge.flow if up else edge.flow - edge.low)
        if room <= 0:
            return 0
        path = self._path(edge.head, edge.tail, edge) if up else self._path(edge.tail, edge.head, edge)
        if path is None:
            return 0
        for step, forward in path:
            room = min(room, step.high - step.flow if forward else step.flow - step.low)
        for step, forward in path:
            step.flow += room if forward else -room
        return room if up else -room

    def _path(self, start: Node, end: Node, without: Edge) -> list[tuple[Edge, bool]] | None:
        """The shortest way on which the flow can still change, as edges and whether they are gone along or against."""
        came: dict[Node, tuple[Edge, bool] | None] = {start: None}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for edge in self._around[node]:
                forward = edge.tail == node
                following = edge.head if forward else edge.tail
                free = edge.flow < edge.high if forward else edge.flow > edge.low
                if free and edge is not without and following not in came:
                    came[following] = edge, forward
                    queue.append(following)
        if end not in came:
            return None
        path = []
        node = end
        while step := came[node]:
            path.append(step)
            node = step[0].tail if step[1] else step[0].head
        return path
