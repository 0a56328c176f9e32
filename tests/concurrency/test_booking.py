"""Many claims on the last place of a window at once: one has it, the others are told which windows are free.

Shown both ways: with the counting statement parted into a look and a write, the constraint alone refuses them.
"""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from contract.errors import DomainError
from declarations.models import Declaration, Lane, OpeningHours, Vehicle, Window
from declarations.operations import amending, cancelling, filing
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from tests import given
from tests.concurrency.racing import race
from tests.declarations.operations.test_booking import ONE, THREE, TWO
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
CLAIMS, CONNECTIONS = 200, 40


def places(many):
    Lane.objects.filter(gate__code="HN").update(is_open=False)
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=many)


def taken(at):
    row = Window.objects.get(gate__code="HN", direction="export", starts_at=at)
    return row.green + row.ordinary + row.held_back


def at_once(claims):
    """Over so many connections; answers for each "done" or its refusal."""

    def run(claim):
        try:
            claim()
        except DomainError as refusal:
            return refusal
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(run, claims))


def test_of_two_hundred_claims_on_the_last_place_one_has_it():
    places(3)
    for _ in range(2):
        given.filed(window=ONE.isoformat())
    people = [given.declarant() for _ in range(CLAIMS)]
    bodies = [given.body(window=ONE.isoformat()) for _ in people]

    found = at_once(
        [
            lambda by=by, body=body: filing.file(body=body, by=by, at=NOON)
            for by, body in zip(people, bodies, strict=True)
        ]
    )

    refused = [one for one in found if one != "done"]
    assert len(refused) == CLAIMS - 1
    assert {one.code for one in refused} == {"window_full"}
    assert {one.also["next_free_windows"][0] for one in refused} == {"2026-11-21T07:00:00Z"}
    assert (taken(ONE), Vehicle.objects.filter(window_at=ONE).count(), Declaration.objects.count()) == (3, 3, 3)


def test_claims_without_a_wish_spread_over_the_windows_and_overbook_none():
    places(5)
    people = [given.declarant() for _ in range(12)]
    bodies = [given.body() for _ in people]

    outcomes = race(
        *(
            lambda by=by, body=body: filing.file(body=body, by=by, at=NOON)
            for by, body in zip(people, bodies, strict=True)
        )
    )

    assert outcomes == ["done"] * 12
    assert (taken(ONE), taken(TWO), taken(THREE)) == (5, 5, 2)


def test_two_who_change_places_wait_for_each_other_in_one_order():
    """Each moves to the other's window again and again: both windows are counted in one order, and nobody is stuck."""
    places(3)
    filed = [given.filed(window=at.isoformat()) for at in (ONE, TWO)]

    def move(declaration, to):
        body = as_document(load_one(declaration.pk)) | {"window": to.isoformat()}
        amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=NOON)

    for there in ((TWO, ONE), (ONE, TWO)) * 4:
        outcomes = race(*(lambda one=one, to=to: move(one, to) for one, to in zip(filed, there, strict=True)))
        assert outcomes == ["done", "done"]
    assert (taken(ONE), taken(TWO)) == (1, 1)


def test_cancelling_and_claiming_at_once_lose_no_place():
    places(4)
    owners = [given.declarant() for _ in range(4)]
    filed = [given.filed(by=by, window=ONE.isoformat()) for by in owners]
    people = [given.declarant() for _ in range(4)]
    bodies = [given.body(window=ONE.isoformat()) for _ in people]

    race(
        *(
            lambda one=one, by=by: cancelling.cancel(declaration_id=one.pk, by=by, at=NOON, reason="Thôi")
            for one, by in zip(filed, owners, strict=True)
        ),
        *(lambda by=by, body=body: filing.file(body=body, by=by, at=NOON)
          for by, body in zip(people, bodies, strict=True)),
    )  # fmt: skip

    assert taken(ONE) == Vehicle.objects.filter(is_open=True, window_at=ONE).count()


HONEST = BOTS = 60
"""A tenth of what was measured once; so are the places, and what a company without a record may hold."""


def test_a_company_of_bots_holds_no_more_than_a_twentieth(settings):
    settings.PLACES_WITHOUT_RECORD, settings.GREEN_SHARE = 2, 0
    OpeningHours.objects.filter(gate__code="HN").delete()
    places(1)  # 72 of them, an hour each
    company = given.organisation()
    people = [given.declarant(of=company) for _ in range(BOTS)] + [given.declarant() for _ in range(HONEST)]
    bodies = [given.body() for _ in people]
    claims = [
        lambda by=by, body=body: filing.file(body=body, by=by, at=NOON) for by, body in zip(people, bodies, strict=True)
    ]
    random.Random(6).shuffle(claims)

    assert set(at_once(claims)) == {"done"}  # filed is everybody; who has no place comes without

    held = Vehicle.objects.filter(window_at__isnull=False)
    bots = held.filter(declaration__organisation=company).count()
    assert bots == 2
    assert bots <= held.count() / 20
