"""What was confirmed without network and waits: seen and settled once, by that agency at that gate."""

import pytest
import time_machine

from contract.errors import DomainError
from declarations.models import Check, Event, Scan
from declarations.operations import cancelling
from declarations.operations.scanning import Read
from declarations.operations.verifying import broken_links
from desk.models import OfflineConflict, Settlement
from desk.operations import offline
from desk.operations.settling import settle
from tests import given
from tests.declarations.admin.desk import client_of
from tests.given import NOON

pytestmark = pytest.mark.django_db
LIST = "/admin/desk/offlineconflict/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def guard():
    return given.officer("border_guard")


def _conflict(declaration, by, code="bg_out", nonce="n-1"):
    said = {"gate": "HN", "lane": "", "read": Read(number=declaration.number), "confirm": [code], "happened_at": NOON,
            "nonce": nonce}  # fmt: skip
    ((conflict,),) = [one.conflicts for one in offline.take(scans=[said], by=by, device=None, at=NOON)]
    return conflict


def _double(guard):
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", staff=given.officers())
    return declaration, _conflict(declaration, guard, "bg_arrival")


def test_what_stands_is_accepted(guard):
    _declaration, conflict = _double(guard)
    events = Event.objects.count()
    settle(conflict_id=conflict.pk, how="stands", by=guard, at=NOON, note="Đã xem")
    conflict.refresh_from_db()
    assert (conflict.settlement, conflict.settled_by, conflict.settled_at, conflict.note) == (
        Settlement.STANDS, guard, NOON, "Đã xem",
    )  # fmt: skip
    event = Event.objects.latest("pk")
    assert (Event.objects.count(), event.verb, event.actor) == (events + 1, "check.offline_settled", guard)
    assert event.data == {"settlement": "stands", "code": "already_confirmed"}  # the note is the agency's own


def test_it_is_confirmed_afterwards_of_the_time_of_the_scan(guard, clock):
    declaration, other = given.filed(), given.officer("border_guard")
    conflict = _conflict(declaration, guard)
    given.confirmed(declaration, *given.EXPORT_WAY[:-1], staff=given.officers())

    settle(conflict_id=conflict.pk, how="confirmed", by=other, at=NOON, note="Camera")

    check = given.check(declaration, "bg_out")
    assert (check.state, check.confirmed_at, check.decided_by, check.note) == ("confirmed", NOON, other, "Camera")
    assert not OfflineConflict.objects.is_open().exists()
    assert not list(broken_links())


def test_what_cannot_be_confirmed_stays_open(guard):
    declaration = given.filed()
    waiting, nothing = _conflict(declaration, guard), _conflict(given.filed(gate="TT"), guard, nonce="n-2")
    for conflict, code in ((waiting, "not_ready"), (nothing, "nothing_to_confirm")):
        with pytest.raises(DomainError) as refusal:
            settle(conflict_id=conflict.pk, how="confirmed", by=guard, at=NOON)
        assert refusal.value.code == code
    assert OfflineConflict.objects.is_open().count() == 2
    assert not Check.objects.filter(confirmed_at__isnull=False).exists()


def test_that_it_was_wrong_is_said_with_a_note_and_nothing_is_settled_twice(guard):
    _declaration, conflict = _double(guard)
    for how, note, code in (
        ("wrong", " . ", "reason_required"),
        ("wrong", "Nhầm xe", ""),
        ("stands", "", "already_settled"),
    ):
        try:
            settle(conflict_id=conflict.pk, how=how, by=guard, at=NOON, note=note)
            refused = ""
        except DomainError as refusal:
            refused = refusal.code
        assert refused == code
    conflict.refresh_from_db()
    assert (conflict.settlement, conflict.note) == ("wrong", "Nhầm xe")


STRANGERS = {
    "another agency": lambda: given.officer("customs"),
    "another gate": lambda: given.officer("border_guard", at="TT"),
    "a company": given.declarant,
    "a manager": given.manager,
    "the administrator": given.administrator,
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_sees_or_settles_it(guard, who):
    _declaration, conflict = _double(guard)
    stranger = STRANGERS[who]()
    client, before = client_of(stranger), OfflineConflict.objects.values().get()

    with pytest.raises(DomainError) as refusal:
        settle(conflict_id=conflict.pk, how="stands", by=stranger, at=NOON)
    assert refusal.value.code == "not_allowed"
    for answer in (
        client.get(f"{LIST}{conflict.pk}/settle/"),
        client.post(f"{LIST}{conflict.pk}/settle/", {"how": "stands"}),
    ):
        assert answer.status_code in (302, 403, 404)
    listed = client.get(LIST)
    assert listed.status_code in (302, 403) or not listed.context["cl"].result_count
    home = client.get("/admin/")
    assert home.status_code == 302 or b"offline-conflicts" not in home.content
    assert OfflineConflict.objects.values().get() == before


def test_at_the_desk_it_is_announced_read_and_settled(guard):
    declaration, conflict = _double(guard)
    client = client_of(guard)
    plate = declaration.vehicles.get().plate

    assert f"{LIST}?gate=HN" in client.get("/admin/").content.decode()
    listed = client.get(LIST).content.decode()
    assert plate in listed
    assert "Confirmed by somebody first" in listed
    page = client.get(f"{LIST}{conflict.pk}/settle/")
    assert [value for value, _label in page.context["form"].fields["how"].choices] == ["stands", "wrong"]
    assert client.post(f"{LIST}{conflict.pk}/settle/", {"how": "confirmed"}).status_code == 200
    assert client.post(f"{LIST}{conflict.pk}/settle/", {"how": "wrong"}).context["form"].non_field_errors()

    assert client.post(f"{LIST}{conflict.pk}/settle/", {"how": "stands"}).status_code == 302

    assert not client.get(LIST).context["cl"].result_count
    assert client.get(f"{LIST}?standing=settled").context["cl"].result_count == 1
    assert "offline-conflicts" not in client.get("/admin/").content.decode()


def test_scans_are_listed_for_the_officers_of_their_gate_refused_ones_first(guard, clock):
    declaration, gone = given.filed(), given.filed()
    cancelling.cancel(declaration_id=gone.pk, by=gone.created_by, at=NOON, reason="Thôi")
    reads = [Read(number=declaration.number or ""), Read(number=gone.number or ""), Read(plate="99Z-999.99")]
    for number, read in enumerate(reads):
        said = {"gate": "HN", "lane": "", "read": read, "confirm": [], "happened_at": NOON, "nonce": f"n{number}"}
        offline.take(scans=[said], by=guard, device=None, at=NOON)

    def listed(who, query=""):
        return {row.code for row in client_of(who).get(f"/admin/declarations/scan/{query}").context["cl"].result_list}

    medical = given.officer("medical")
    assert listed(medical) == {"vehicle_ended", "no_declaration"}
    assert listed(medical, "?result=ok") == {""}
    assert listed(medical, "?code=vehicle_ended") == {"vehicle_ended"}
    assert listed(medical, "?q=99z99999") == {"no_declaration"}
    assert listed(medical, "?day=yesterday") == listed(given.officer(at="TT")) == set()
    assert client_of(given.manager()).get("/admin/declarations/scan/").status_code == 403
    assert Scan.objects.count() == 3
