"""It is noon at the gate in every test of its API."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.given import NOON


@pytest.fixture(autouse=True)
def _noon(settings) -> Iterator[None]:
    settings.API_WRITES_PER_MINUTE = 0
    with time_machine.travel(NOON, tick=False):
        yield
