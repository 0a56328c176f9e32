"""The tree: every leaf is proved by its path and by no other; nothing of it can be changed unseen."""

import hashlib

from hypothesis import given as drawn
from hypothesis import strategies as st

from seal.merkle import EMPTY, climbed, leaf_hash, node_hash, path_of, root_of

LEAVES = st.lists(st.binary(min_size=1, max_size=8), min_size=1, max_size=40, unique=True)


def test_known_roots():
    one, two, three = (leaf_hash(bytes([number])) for number in range(3))
    assert root_of([]) == EMPTY == hashlib.sha256(b"").digest()
    assert root_of([one]) == one == hashlib.sha256(b"\x00\x00").digest()
    assert root_of([one, two, three]) == node_hash(node_hash(one, two), three)


@drawn(LEAVES, st.data())
def test_a_leaf_is_proved_by_its_own_path_alone(said, data):
    leaves = [leaf_hash(one) for one in said]
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = root_of(leaves), path_of(leaves, index)

    assert climbed(leaves[index], index=index, count=len(leaves), path=path) == root
    assert climbed(leaf_hash(b"another one"), index=index, count=len(leaves), path=path) != root
    assert climbed(leaves[index], index=index, count=len(leaves), path=[*path, b"\x00" * 32]) != root
    if path:
        assert climbed(leaves[index], index=index, count=len(leaves), path=path[:-1]) != root


@drawn(LEAVES, st.data())
def test_a_leaf_altered_added_or_taken_out_gives_another_root(said, data):
    leaves = [leaf_hash(one) for one in said]
    index = data.draw(st.integers(0, len(leaves) - 1))
    altered = [*leaves[:index], leaf_hash(b"another one"), *leaves[index + 1 :]]
    fewer = [*leaves[:index], *leaves[index + 1 :]]

    assert len({root_of(leaves), root_of(altered), root_of(fewer), root_of([*leaves, leaf_hash(b"more")])}) == 4
