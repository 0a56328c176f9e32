"""Fixtures that every test may use. Builders of a state are in tests/given.py."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

import gate.celery  # noqa: F401 - gives shared tasks their application


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Nothing of one test is seen by the next: no cached key, no count of a throttle, no language."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()
