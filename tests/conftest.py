"""Fixtures that every test may use. Builders of a state are in tests/given.py."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as made_up

import gate.celery  # noqa: F401 - gives shared tasks their application
from declarations.queries.facts import forget_places
from declarations.queries.procedure import table_of
from declarations.reason_seeds import plant_reasons
from declarations.seeds import plant
from desk.hint_seeds import plant_hints
from tests import emptying

made_up.register_profile("unhurried", deadline=None)  # how long an example takes says how busy the machine is
made_up.load_profile("unhurried")
TransactionTestCase._fixture_teardown = emptying.empty  # type: ignore[attr-defined]  # named in no stub


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What says the same on every database is asked once, with the embedded one."""
    if os.environ.get("DATABASE_URL"):
        for item in items:
            if item.get_closest_marker("once"):
                item.add_marker(pytest.mark.skip(reason="the same on every database: asked with the embedded one"))


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Nothing of one test is seen by the next: no cached key, no count of a throttle, no language."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture(autouse=True)
def _planted(request: pytest.FixtureRequest) -> None:
    """A test that commits leaves empty tables behind: the next one of its kind finds the seeds planted anew."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        forget_places()
        table_of.cache_clear()
        with transaction.atomic():  # one commit, instead of one a row
            plant(apps)
            plant_reasons(apps)
            plant_hints(apps)
