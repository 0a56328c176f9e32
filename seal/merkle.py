"""A tree of hashes over the leaves of a day: one root says them all, and few hashes prove one of them.

As RFC 6962 has it: a leaf is hashed with 0x00 before it, two nodes with 0x01, and the left half is the largest power of
two that is smaller than the whole. Pure.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

EMPTY: Final = hashlib.sha256(b"").digest()
"""The root of a day without leaves."""


def leaf_hash(said: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + said).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these hashes of leaves, in their order."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    half = _left_half(len(leaves))
    return node_hash(root_of(leaves[:half]), root_of(leaves[half:]))


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root, from below.

    :raises IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _left_half(len(leaves))
    if index < half:
        return [*path_of(leaves[:half], index), root_of(leaves[half:])]
    return [*path_of(leaves[half:], index - half), root_of(leaves[:half])]


def climbed(leaf: bytes, *, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None: the path is not one of such a tree."""
    if count <= 1:
        return leaf if count == 1 and index == 0 and not path else None
    if not path or not 0 <= index < count:
        return None
    half = _left_half(count)
    if index < half:
        below = climbed(leaf, index=index, count=half, path=path[:-1])
        return node_hash(below, path[-1]) if below is not None else None
    below = climbed(leaf, index=index - half, count=count - half, path=path[:-1])
    return node_hash(path[-1], below) if below is not None else None


def _left_half(count: int) -> int:
    return int(1 << (count - 1).bit_length() - 1)
