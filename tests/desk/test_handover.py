"""A shift handed over as it stands, kept as it was, and acknowledged once by the next (ADR 0084)."""

from datetime import timedelta

import pytest
import time_machine

from contract.errors import DomainError
from declarations.models import Check
from declarations.operations import acting, checking
from declarations.operations.scanning import Read
from desk.models import Handover, Hint, HintRule, ShiftNote
from desk.operations import handing_over, offline
from desk.queries.handover import from_json
from tests import given
from tests.declarations.admin.desk import client_of, said
from tests.given import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as moved:
        yield moved


@pytest.fixture
def guard():
    return given.officer("border_guard", full_name="Nông Văn Trước")


@pytest.fixture
def next_guard():
    return given.officer("border_guard", full_name="Hoàng Thị Sau")


def _now(of=None):
    return f"/admin/desk/handover/gates/{(of or given.gate()).pk}/"


def _held(guard):
    declaration = given.filed()
    check = given.check(declaration, "bg_arrival")
    checking.hold(check_id=check.pk, by=guard, at=NOON, reason="Seal broken")
    return declaration, check


def _hint(declaration, rule="same_driver"):
    HintRule.objects.filter(code=rule).update(agencies=["customs"])
    figures = {"others": [{"plate": "12C-999.99", "number": "2611210000009", "gate": "HN"}]}
    return Hint.objects.create(
        rule=HintRule.objects.get(code=rule), declaration=declaration, gate=given.gate(), version=1, subject="x",
        about="12C-1", figures=figures, found_at=NOON,
    )  # fmt: skip


def test_everything_open_of_the_agency_is_on_one_page_and_nothing_of_another():
    staff = given.officers()
    customs, declarant = staff["customs"], given.declarant()
    held, back, asked, waits = (given.filed(by=declarant) for _ in range(4))
    checking.hold(check_id=given.check(held, "customs_arrival").pk, by=customs, at=NOON, reason="Wrong seal")
    given.sent_back(back, "customs_registration", "$.vehicles[0].driver", staff=staff)
    given.change(asked, ("$.vehicles[0].seal", "VN777"), reason="New seal")
    said_offline = {"gate": "HN", "lane": "", "read": Read(plate="99Z-999.99"), "confirm": ["customs_arrival"],
                    "happened_at": NOON, "nonce": "n-1"}  # fmt: skip
    offline.take(scans=[said_offline], by=customs, device=None, at=NOON)
    _hint(waits)
    handing_over.write_note(gate_id=given.gate().pk, by=customs, at=NOON, text="Ask twice", about=str(waits.number))
    handing_over.write_note(gate_id=given.gate().pk, by=staff["medical"], at=NOON, text="Of medical alone")

    page = client_of(customs).get(_now())

    sections = {one.section.name: one for one in page.context["sections"]}
    assert {name: one.section.many for name, one in sections.items()} == {
        "notes": 1, "held": 1, "sent_back": 1, "road_held": 0, "changes": 1, "conflicts": 1, "hints": 1,
        "ready": Check.objects.filter(agency="customs", state="ready").count(),
    }  # fmt: skip
    assert [(one.line.number, one.why, one.line.who) for one in sections["held"].lines] == [
        (held.number, "Wrong seal", customs.get_full_name())
    ]
    assert sections["sent_back"].lines[0].fields == ["Driver"]
    assert (sections["notes"].lines[0].line.number, sections["notes"].lines[0].why) == (waits.number, "Ask twice")
    assert "12C-999.99" in sections["hints"].lines[0].why
    since = [one.line.since for one in sections["ready"].lines]
    assert len(since) == 10 or len(since) == sections["ready"].section.many
    assert since == sorted(since)
    for other in (staff["medical"], given.officer(at="TT")):
        gate = given.gate("TT") if other.pk not in {one.pk for one in staff.values()} else given.gate()
        told = client_of(other).get(_now(gate)).content.decode()
        assert "Wrong seal" not in told
        assert "Ask twice" not in told


def test_the_road_is_handed_over_by_those_who_hold_there():
    police, truck = given.officer("traffic_police"), given.filed()
    acting.hold_on_road(vehicle_id=truck.vehicles.get().pk, by=police, at=NOON, reason="No papers")

    sections = client_of(police).get(_now()).context["sections"]

    assert [one.why for one in sections[3].lines] == ["No papers"]


def test_what_was_handed_over_stays_as_it_was_and_the_next_shift_acknowledges_it(guard, next_guard):
    declaration, check = _held(guard)
    note = handing_over.write_note(gate_id=given.gate().pk, by=guard, at=NOON, text="Phone the yard")
    leaving, coming = client_of(guard), client_of(next_guard)
    leaving.post(_now())
    handover = Handover.objects.get()
    assert f"/admin/desk/handover/{handover.pk}/" in coming.get("/admin/").content.decode()
    kept = from_json(handover.page)

    checking.release(check_id=check.pk, by=guard, at=LATER)
    coming.post(f"/admin/desk/handover/notes/{note.pk}/close/")
    frozen = coming.get(f"/admin/desk/handover/{handover.pk}/").content.decode()
    assert all(word in frozen for word in ("Seal broken", "Phone the yard", str(declaration.number)))
    now = coming.get(_now()).content.decode()
    assert "Seal broken" not in now
    assert "Phone the yard" not in now

    coming.post(f"/admin/desk/handover/{handover.pk}/", {"differs": "One seal more is broken"})
    handover.refresh_from_db()
    assert (handover.acknowledged_by, handover.acknowledged_at, handover.differs) == (
        next_guard, LATER, "One seal more is broken",
    )  # fmt: skip
    assert from_json(handover.page) == kept
    assert f"/admin/desk/handover/{handover.pk}/" not in coming.get("/admin/").content.decode()
    assert "One seal more" in coming.get("/admin/desk/handover/").content.decode()

    again = leaving.post(f"/admin/desk/handover/{handover.pk}/", {"differs": "No"})
    assert "This was acknowledged already." in again.content.decode()
    handover.refresh_from_db()
    assert handover.differs == "One seal more is broken"


def test_of_two_who_hand_over_at_once_one_is_kept(guard, next_guard):
    gate = given.gate()
    handing_over.hand_over(gate_id=gate.pk, by=guard, at=NOON)

    answer = client_of(next_guard).post(_now(), follow=True)

    assert said(answer) == ["This shift was handed over already; the next one has to acknowledge it."]
    assert Handover.objects.count() == 1
    handing_over.hand_over(gate_id=gate.pk, by=given.officer("customs"), at=NOON)
    handing_over.hand_over(gate_id=given.gate("TT").pk, by=given.officer("border_guard", at="TT"), at=NOON)


def test_nobody_acknowledges_his_own_at_once_and_no_stranger_does_at_all(guard, next_guard):
    handover = handing_over.hand_over(gate_id=given.gate().pk, by=guard, at=NOON)
    refused = {}
    for who, by, at in (
        ("himself", guard, NOON + timedelta(hours=3)),
        ("another agency", given.officer("customs"), LATER),
        ("another gate", given.officer("border_guard", at="TT"), LATER),
        ("a company", given.declarant(), LATER),
    ):
        with pytest.raises(DomainError) as refusal:
            handing_over.acknowledge(handover_id=handover.pk, by=by, at=at)
        refused[who] = refusal.value.code
    assert refused == {"himself": "own_handover"} | dict.fromkeys(
        ("another agency", "another gate", "a company"), "not_allowed"
    )
    assert Handover.objects.get().is_open
    handing_over.acknowledge(handover_id=handover.pk, by=guard, at=LATER)  # he came back, alone


@pytest.mark.parametrize(
    ("text", "about", "code"),
    [(" … ", "", "note_empty"), ("x", "99Z-999.99", "no_such_truck"), ("x", "-", "no_such_truck")],
)
def test_a_note_says_something_about_a_truck_that_is_there(guard, text, about, code):
    given.filed()
    with pytest.raises(DomainError) as refusal:
        handing_over.write_note(gate_id=given.gate().pk, by=guard, at=NOON, text=text, about=about)
    assert refusal.value.code == code
    assert not ShiftNote.objects.exists()


def test_a_note_finds_its_truck_stands_beside_its_dossier_and_is_closed_once(guard, next_guard):
    declaration = given.filed()
    plate = declaration.vehicles.get().plate
    page = f"/admin/declarations/declaration/{declaration.pk}/"
    client_of(guard).post(f"{_now()}note/", {"text": "Look at the seal", "about": plate.lower().replace("-", " ")})

    note = ShiftNote.objects.get()
    assert (note.declaration, note.about) == (declaration, plate)
    assert "Look at the seal" in client_of(next_guard).get(page).content.decode()
    assert "Look at the seal" not in client_of(given.officer("customs")).get(page).content.decode()

    handing_over.close_note(note_id=note.pk, by=next_guard, at=LATER)
    with pytest.raises(handing_over.NoteClosed):
        handing_over.close_note(note_id=note.pk, by=guard, at=LATER)
    assert "Look at the seal" not in client_of(next_guard).get(page).content.decode()
