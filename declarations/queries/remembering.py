"""Rows that change a few times a year and are asked for with every filing: each process remembers them for seconds."""

import time
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from django.conf import settings

_MOST: Final = 1_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """What was read, for PLACE_FACTS_SECONDS; nobody may change what he is given."""

    def __init__(self) -> None:
        self._kept: dict[K, tuple[float, V]] = {}  # until (monotonic seconds), and what was read

    def recall(self, key: K, read: Callable[[], V]) -> V:
        """What is remembered under `key`, or what `read` says now."""
        now = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = read()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = (now + settings.PLACE_FACTS_SECONDS, value)
        return value

    def forget(self) -> None:
        """Read everything anew."""
        self._kept.clear()
