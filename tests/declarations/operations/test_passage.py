"""Whole ways through the gate, check by check, by the operations that people use."""

import pytest

from declarations.models import Event, Vehicle
from declarations.operations import checking
from declarations.operations.verifying import broken_links
from declarations.stages import CheckState, Status, Verb
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


def test_an_export_goes_from_filing_to_exit():
    staff = given.officers()
    declaration = given.filed()

    given.confirmed(declaration, *given.EXPORT_WAY, staff=staff)

    declaration.refresh_from_db()
    vehicle = declaration.vehicles.get()
    assert declaration.status == Status.COMPLETED
    assert (vehicle.end, vehicle.ended_at, vehicle.is_open) == ("left", NOON, False)
    assert given.check(declaration, "yard_in").automatic
    assert given.check(declaration, "yard_out").state == CheckState.CONFIRMED
    verbs = list(Event.objects.filter(declaration=declaration).order_by("seq").values_list("verb", flat=True))
    assert verbs[0] == Verb.FILED
    assert verbs.count(Verb.SEEN) == verbs.count(Verb.LEFT) == 1
    assert not list(broken_links())


def test_a_transshipment_leaves_with_its_receivers():
    staff = given.officers()
    declaration = given.filed(document=given.transshipment(receivers=2))
    carrier = declaration.vehicles.get(role="carrier")
    receivers = list(declaration.vehicles.filter(role="receiver"))

    for vehicle in (carrier, *receivers):
        given.confirmed(declaration, "bg_arrival", "customs_arrival", "medical", staff=staff, vehicle=vehicle)
    given.confirmed(
        declaration, "customs_registration", "transport_licence", "transshipment", "fee_transfer", staff=staff
    )
    for receiver in receivers:
        given.confirmed(declaration, "fee_infrastructure", staff=staff, vehicle=receiver)
    given.confirmed(declaration, "finish", "customs_out", "bg_out", staff=staff, vehicle=carrier)
    for receiver in receivers:
        given.confirmed(declaration, "customs_out", "bg_out", staff=staff, vehicle=receiver)

    declaration.refresh_from_db()
    assert declaration.status == Status.COMPLETED
    fees = {fee.vehicle.role: fee.amount for fee in carrier.fees.all()} | {
        f"receiver {n}": receiver.fees.get().amount for n, receiver in enumerate(receivers)
    }
    assert fees == {"carrier": 90_000, "receiver 0": 300_000, "receiver 1": 300_000}  # domain §9, worked example
    assert set(Vehicle.objects.values_list("end", flat=True)) == {"left"}


def test_a_hold_stops_what_depends_on_it_and_a_release_gives_it_back():
    staff = given.officers()
    declaration = given.filed()
    given.confirmed(declaration, "customs_registration", "bg_arrival", "customs_arrival", staff=staff)
    arrival = given.check(declaration, "customs_arrival")

    checking.hold(check_id=arrival.pk, by=staff["customs"], at=NOON, reason="Sai số chì")
    assert given.check(declaration, "finish").state == CheckState.PENDING
    assert given.check(declaration, "medical").state == CheckState.READY  # the border guard's arrival still stands

    checking.release(check_id=arrival.pk, by=staff["customs"], at=NOON)
    assert given.check(declaration, "customs_arrival").state == CheckState.CONFIRMED
