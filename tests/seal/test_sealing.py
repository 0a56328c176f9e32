"""Sealing a day: what is under its root, once, in order, whoever does it and however late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import Event
from declarations.passes import public_keys
from reports.operations.bulletins import make_bulletin
from seal.documents import digest_of, is_signed
from seal.models import Seal, SealedHead
from seal.operations import sealing
from tests import given
from tests.given import NOON
from tests.seal.world import FIRST_EVENING, SECOND_EVENING, world

pytestmark = pytest.mark.django_db


def test_a_day_holds_the_last_event_of_each_declaration_that_went_on():
    made = world()
    first, second = Seal.objects.filter(gate__code="HN").order_by("date")

    assert [head.number for head in first.heads.order_by("position")] == [made.left.number, made.two_days.number]
    assert {head.number for head in second.heads.all()} == {made.two_days.number, made.second.number}
    for head in SealedHead.objects.all():
        assert Event.objects.get(declaration=head.declaration, seq=head.length).hash == head.head
    assert second.document["previous"] == digest_of(first.document)
    assert second.document["leaves"] == 2
    assert is_signed(second.document, second.signature, public=public_keys()[second.key_id])


def test_a_day_is_sealed_once_and_only_when_it_is_over():
    given.filed(at=NOON)

    with pytest.raises(sealing.DayNotOver):
        sealing.seal_day(gate_id=given.gate().pk, date=NOON.date(), at=FIRST_EVENING - timedelta(minutes=4))
    assert sealing.seal_due(at=FIRST_EVENING - timedelta(minutes=4)) == 0
    assert sealing.seal_due(at=FIRST_EVENING) == 1
    assert sealing.seal_due(at=FIRST_EVENING) == 0
    again = sealing.seal_day(gate_id=given.gate().pk, date=NOON.date(), at=SECOND_EVENING)
    assert [again] == list(Seal.objects.all())


def test_what_was_recorded_after_the_cut_off_belongs_to_the_next_day():
    truck = given.filed(at=NOON)
    given.confirmed(truck, "bg_arrival", staff=given.officers(), at=NOON.replace(hour=20))

    sealing.seal_due(at=FIRST_EVENING)

    head = SealedHead.objects.get()
    sealed = Event.objects.get(declaration=truck, seq=head.length)
    assert sealed.recorded_at == NOON
    assert head.length < Event.objects.filter(declaration=truck).count()


def test_days_that_nobody_sealed_are_made_up_for_and_stay_linked():
    given.filed(at=NOON)

    assert sealing.seal_due(at=FIRST_EVENING + timedelta(days=3)) == 4

    seals = list(Seal.objects.order_by("date"))
    assert [seal.document["leaves"] for seal in seals] == [1, 0, 0, 0]
    assert [seal.document["previous"] for seal in seals[1:]] == [digest_of(seal.document) for seal in seals[:-1]]


@pytest.mark.parametrize("trucks", [1, 12])
def test_sealing_asks_as_much_for_one_truck_as_for_many(trucks):
    for _truck in range(trucks):
        given.filed(at=NOON)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        sealing.seal_day(gate_id=given.gate().pk, date=NOON.date(), at=FIRST_EVENING)

    assert len(asked) <= 9


def test_a_day_s_seal_stands_beside_its_bulletin_and_on_the_board(client):
    world()
    root = Seal.objects.earliest("date").root
    shown = " ".join(root[start : start + 4] for start in range(0, 16, 4))

    assert root in client.get("/seals/HN/").content.decode()
    client.force_login(given.manager(at=None))
    make_bulletin(date=NOON.date(), at=FIRST_EVENING)
    assert shown in client.get(f"/reports/bulletins/{NOON.date()}/").content.decode()
    assert Seal.objects.latest("date").root[:4] in client.get("/").content.decode()
