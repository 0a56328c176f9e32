"""Scanners that come back at the same moment: a batch sent twice at once, two devices that confirmed one check."""

import pytest
from django.db import connection

from declarations.models import Event, Scan
from declarations.operations.scanning import Read
from declarations.operations.verifying import broken_links
from desk.models import OfflineConflict, OfflineScan
from desk.operations import devices, offline
from desk.operations.settling import settle
from tests import given
from tests.concurrency.racing import race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
AT_ONCE = 6


def _said(declaration, nonce, *confirm):
    return {"gate": "HN", "lane": "", "read": Read(number=declaration.number), "confirm": confirm, "happened_at": NOON,
            "nonce": nonce}  # fmt: skip


def _device(officer):
    return devices.register(name="Phone", by=officer, at=NOON).device


def test_a_batch_sent_six_times_at_once_is_taken_once_and_answered_alike():
    guard, trucks = given.officer("border_guard"), [given.filed() for _number in range(4)]
    given.confirmed(trucks[0], "bg_arrival", staff=given.officers())
    device = _device(guard)
    scans = [_said(truck, f"n-{truck.pk}", "bg_arrival") for truck in trucks]
    answers = []

    def send():
        answers.append(offline.take(scans=scans, by=guard, device=device, at=NOON))

    assert race(*[send] * AT_ONCE) == ["done"] * AT_ONCE

    assert (Scan.objects.count(), OfflineScan.objects.count(), OfflineConflict.objects.count()) == (4, 4, 1)
    told = [[(one.kept, one.answer, [row.pk for row in one.conflicts]) for one in answer] for answer in answers]
    assert all(answer == told[0] for answer in told)
    assert Event.objects.filter(verb="check.confirmed").count() == 4
    assert not list(broken_links())


def _two_devices_at_once(declaration):
    guards = [given.officer("border_guard") for _number in range(2)]
    taken = []

    def send(guard, device):
        return lambda: taken.extend(
            offline.take(scans=[_said(declaration, "n", "bg_arrival")], by=guard, device=device, at=NOON)
        )

    assert race(*[send(guard, _device(guard)) for guard in guards]) == ["done"] * 2
    return sorted(len(one.conflicts) for one in taken)


def test_two_devices_that_confirmed_one_check_make_one_confirmation_and_one_conflict():
    declaration = given.filed()
    assert _two_devices_at_once(declaration) == [0, 1]
    assert Event.objects.filter(verb="check.confirmed").count() == 1
    assert not list(broken_links())


def test_one_conflict_is_settled_once_by_whoever_comes_first():
    guards = [given.officer("border_guard") for _number in range(3)]
    (taken,) = offline.take(scans=[_said(given.filed(), "n", "bg_out")], by=guards[0], device=None, at=NOON)
    conflict = taken.conflicts[0].pk
    outcomes = race(*[lambda by=by: settle(conflict_id=conflict, how="stands", by=by, at=NOON) for by in guards])
    assert sorted(outcomes) == ["already_settled", "already_settled", "done"]
