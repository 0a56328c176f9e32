"""Fixtures that every test may use. Builders of a state are in tests/given.py."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

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
from tests import emptying, prepared

made_up.register_profile("unhurried", deadline=None)  # how long an example takes says how busy the machine is
made_up.load_profile("unhurried")
gc.set_threshold(100_000, 50, 100)  # what thousands of tests and all modules are made of is no garbage: look rarely
TransactionTestCase._fixture_teardown = emptying.empty  # type: ignore[attr-defined]  # named in no stub


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first; what says the same on every database is asked once, with the embedded one."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
    if os.environ.get("DATABASE_URL"):
        for item in items:
            if item.get_closest_marker("once"):
                item.add_marker(pytest.mark.skip(reason="the same on every database: asked with the embedded one"))


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _one_migrates() -> Iterator[ExitStack]:
    """Holds the others back while one process migrates; let go by `django_db_setup`."""
    with ExitStack() as held:
        yield held


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, _one_migrates: ExitStack
) -> None:
    """A database in memory is copied from what an earlier process migrated, where there is one."""
    if prepared.applies() and hasattr(request.config, "cache"):
        folder = request.config.cache.mkdir("database")
        _one_migrates.enter_context(prepared.only_one(folder))
        kept = prepared.place(folder)
        if kept.exists():
            prepared.fill_from(kept)
            _one_migrates.close()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, _one_migrates: ExitStack
) -> None:
    """What was migrated is kept for the next process."""
    if prepared.applies() and hasattr(request.config, "cache"):
        kept = prepared.place(request.config.cache.mkdir("database"))
        if not kept.exists():
            with django_db_blocker.unblock():
                prepared.keep(kept)
    _one_migrates.close()


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
