"""The dossier: all of it, read-only, with buttons for what may be done now and the reason beside what may not."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.admin.dossier import Shown
from declarations.models import Check, Declaration, Vehicle
from declarations.operations import acting, amending
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState, End, Status, Verb
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0) - timedelta(minutes=5)


@pytest.fixture
def staff():
    return given.officers()


def _page(client, row: Declaration):
    return client.get(reverse("admin:declarations_declaration_change", args=[row.pk]))


def _offers(shown: Shown) -> dict[str, dict[str, str]]:
    lines = [*shown.own, *(line for panel in shown.panels for line in panel.checks)]
    return {line.check.code: {offer.move.name: offer.why_not for offer in line.offers} for line in lines if line.offers}


def _act(row: Declaration, name: str, vehicle: Vehicle | None = None) -> str:
    vehicle = vehicle or row.vehicles.order_by("pk")[0]
    return reverse("admin:declarations_declaration_act", args=[row.pk, vehicle.pk, name])


def test_everything_stands_on_it(at, staff) -> None:
    row = given.filed(at=at, vehicles=[given.vehicle(trailer_plate="12R-012.34", container="GATU1234569", seal="VN1")])
    given.confirmed(row, "customs_registration", "bg_arrival", staff=staff, at=at)

    body = _page(desk.client_of(staff["medical"]), row).content.decode()

    vehicle = row.vehicles.get()
    for text in (row.number, vehicle.plate, "12R-012.34", "GATU1234569", "VN1", "Trần Văn Thử", "0100005019",
                 "Sầu riêng tươi", "08106000", "800.000 đ", "Declaration filed", "Border guard: arrival",
                 "Vehicle seen", str(staff["border_guard"].username), "Enter gate", "Left the gate"):  # fmt: skip
        assert text in body, text


def test_the_journal_says_old_and_new(at, staff) -> None:
    company = given.declarant()
    row = given.filed(by=company, at=at)
    body = as_document(load_one(row.pk))
    body["contact"]["name"] = "Lê Văn Đổi"
    amending.amend(declaration_id=row.pk, body=body, by=company, at=at, version=row.version)

    page = _page(desk.client_of(staff["customs"]), row).content.decode()

    assert "Contact person · Name: Nguyễn Văn Mẫu → Lê Văn Đổi" in page


def test_buttons_for_what_may_be_done_now_and_the_reason_beside_what_may_not(at, staff) -> None:
    row = given.filed(at=at)

    shown = _page(desk.client_of(staff["customs"]), row).context["shown"]

    offers = _offers(shown)
    assert set(offers) == {"customs_registration", "customs_arrival", "customs_out"}
    assert offers["customs_arrival"] == {"confirm": "", "hold": "", "send-back": "", "refuse": ""}
    assert "it waits for: Finish" in offers["customs_out"]["confirm"]


def test_a_confirmation_that_others_stand_on_says_so(at, staff) -> None:
    row = given.filed(at=at)
    given.confirmed(row, *given.EXPORT_WAY[:7], staff=staff, at=at)

    offers = _offers(_page(desk.client_of(staff["customs"]), row).context["shown"])

    assert "must be taken back first" in offers["customs_arrival"]["withdraw"]


def test_nothing_can_be_done_to_a_truck_that_left_but_taking_back_its_exit_for_a_while(at, staff) -> None:
    row = given.filed(at=at - timedelta(hours=1))
    given.confirmed(row, *given.EXPORT_WAY, staff=staff, at=at)
    for agency in ("customs", "medical", "gate_centre"):
        shown = _page(desk.client_of(staff[agency]), row).context["shown"]
        assert {code for code in _offers(shown) if code != "customs_registration"} == set()
        assert not shown.panels[0].acts
    guard = _page(desk.client_of(staff["border_guard"]), row).context["shown"]

    assert _offers(guard) == {"bg_out": {"withdraw": ""}}


def test_a_late_exit_says_that_it_is_too_late(at, staff) -> None:
    row = given.filed(at=at - timedelta(hours=2))
    given.confirmed(row, *given.EXPORT_WAY, staff=staff, at=at - timedelta(hours=1))

    offers = _offers(_page(desk.client_of(staff["border_guard"]), row).context["shown"])

    assert "15 minutes" in offers["bg_out"]["withdraw"]


def test_a_transshipment_tells_what_each_truck_waits_for(at, staff) -> None:
    row = given.filed(at=at, document=given.transshipment(at=at))

    shown = _page(desk.client_of(staff["customs"]), row).context["shown"]

    assert len(shown.panels) == 2
    waits = {line.check.code: line.waits for line in shown.panels[0].checks}
    assert "Border guard: arrival of each receiving vehicle" in waits["transshipment"]
    assert (
        "Finish of each vehicle it unloads" in {li.check.code: li.waits for li in shown.panels[1].checks}["customs_out"]
    )


def test_every_offer_that_has_no_reason_against_it_is_carried_out(at, staff) -> None:
    """What the page offers, the operation takes: for every agency, in two states of a dossier."""
    typed = {"reason_code": "papers_missing", "text": "", "method": "cash", "fields_to_mend": "$.contact"}
    for confirmed in (given.EXPORT_WAY[:2], given.EXPORT_WAY[:7]):
        for agency, officer in staff.items():
            row = given.filed(at=at)
            given.confirmed(row, *confirmed, staff=staff, at=at)
            client = desk.client_of(officer)
            offers = _offers(_page(client, row).context["shown"])
            for code, moves in offers.items():
                for name in (name for name, why_not in moves.items() if not why_not):
                    again = given.filed(at=at)
                    given.confirmed(again, *confirmed, staff=staff, at=at)
                    check = given.check(again, code)
                    address = reverse("admin:declarations_check_move", args=[check.pk, name])
                    client.post(address, typed)
                    assert Check.objects.get(pk=check.pk).state != check.state, (agency, code, name)


class TestActs:
    def test_turned_back_to_another_gate(self, at, staff) -> None:
        row = given.filed(at=at)
        given.confirmed(row, "bg_arrival", staff=staff, at=at)
        client = desk.client_of(staff["border_guard"])

        client.post(_act(row, "turn-back"), {"reason_code": "other", "text": "Ùn ứ", "to_gate": "TT"})

        assert row.vehicles.get().end == End.TURNED_BACK
        copy = Declaration.objects.get(copied_from=row)
        assert (copy.gate_id, copy.status) == (given.gate("TT").pk, Status.OPEN)

    def test_the_refusal_of_the_other_gate_stands_at_the_form(self, at, staff) -> None:
        row = given.filed(at=at)
        given.confirmed(row, "bg_arrival", staff=staff, at=at)
        for days in (0, 1):  # midnight may come in between
            closed = timezone.localdate() + timedelta(days=days)
            given.gate("TT").day_modes.create(date=closed, mode="closed", reason="Tết")
        client, before = desk.client_of(staff["border_guard"]), desk.everything()

        answer = client.post(_act(row, "turn-back"), {"reason_code": "other", "text": "Ùn ứ", "to_gate": "TT"})

        assert answer.status_code == 200
        assert len(answer.context["form"].non_field_errors()) >= 2
        assert "Ùn ứ" in answer.content.decode()
        assert desk.everything() == before

    @pytest.mark.parametrize("agency", ["traffic_police", "gate_centre"])
    def test_held_on_the_road_and_released(self, at, staff, agency) -> None:
        row = given.filed(at=at)
        client = desk.client_of(staff[agency])

        client.post(_act(row, "hold"), {"reason_code": "other", "text": "Quá tải"})
        vehicle = row.vehicles.get()
        assert (vehicle.road_held_by, vehicle.road_hold_reason) == (staff[agency], "Quá tải")
        listed = client.get("/admin/declarations/declaration/", {"road": "held"}).context["cl"].result_list
        assert list(listed) == [row]
        client.post(_act(row, "release"), {"reason": ""})

        assert row.vehicles.get().road_held_at is None
        assert desk.last_verbs(row, 2) == [Verb.ROAD_HELD, Verb.ROAD_RELEASED]

    def test_the_gate_centre_cancels_a_truck_that_was_never_seen_and_no_other(self, at, staff) -> None:
        unseen, seen = given.filed(at=at), given.filed(at=at)
        given.confirmed(seen, "bg_arrival", staff=staff, at=at)
        client = desk.client_of(staff["gate_centre"])
        typed = {"reason_code": "other", "text": "Khai trùng"}

        client.post(_act(unseen, "cancel"), typed)
        refused = client.post(_act(seen, "cancel"), typed)

        assert unseen.vehicles.get().end == End.CANCELLED
        assert "only be turned back" in str(refused.context["form"].non_field_errors())
        assert seen.vehicles.get().is_open

    @pytest.mark.parametrize(
        ("agency", "codes"),
        [("customs", ["plant", "animal", "customs_check"]), ("plant", ["plant"]), ("animal", ["animal"])],
    )
    def test_checks_are_asked_for_by_those_who_may(self, at, staff, agency, codes) -> None:
        for code in codes:
            row = given.filed(at=at)
            client = desk.client_of(staff[agency])
            page = client.get(_act(row, "request"))
            assert [choice[0] for choice in page.context["form"].fields["code"].choices] == codes

            client.post(_act(row, "request"), {"code": code, "note": ""})

            assert given.check(row, code).state == CheckState.PENDING
            assert given.check(row, code).requested_by_agency == agency

    def test_a_vehicle_of_another_dossier_is_not_acted_upon(self, at, staff) -> None:
        ours, theirs = given.filed(at=at), given.filed(at=at, gate="TT")
        address = _act(ours, "hold", theirs.vehicles.get())

        assert (
            desk.client_of(staff["gate_centre"]).post(address, {"reason_code": "other", "text": "x"}).status_code == 404
        )
        assert theirs.vehicles.get().road_held_at is None

    def test_a_second_hold_is_refused_at_the_form(self, at, staff) -> None:
        row = given.filed(at=at)
        acting.hold_on_road(vehicle_id=row.vehicles.get().pk, by=staff["gate_centre"], at=at, reason="Quá tải")

        answer = desk.client_of(staff["traffic_police"]).post(_act(row, "hold"), {"reason_code": "other", "text": "x"})

        assert "held already" in str(answer.context["form"].non_field_errors())


class TestList:
    @pytest.mark.parametrize("typed", ["plate", "bare", "number"])
    def test_a_dossier_is_found_whatever_its_status(self, at, staff, typed) -> None:
        row = given.filed(at=at - timedelta(hours=1))
        given.filed(at=at)
        given.confirmed(row, *given.EXPORT_WAY, staff=staff, at=at)
        plate = row.vehicles.get().plate
        sought = {"plate": plate, "bare": plate.replace("-", "").replace(".", "").lower(), "number": str(row.number)}[
            typed
        ]

        page = desk.client_of(staff["yard"]).get("/admin/declarations/declaration/", {"q": sought})

        assert list(page.context["cl"].result_list) == [row]

    def test_open_ones_come_first_to_sight(self, at, staff) -> None:
        row = given.filed(at=at - timedelta(hours=1))
        still_open = given.filed(at=at)
        given.confirmed(row, *given.EXPORT_WAY, staff=staff, at=at)
        client = desk.client_of(staff["customs"])

        assert list(client.get("/admin/declarations/declaration/").context["cl"].result_list) == [still_open]
        done = client.get("/admin/declarations/declaration/", {"status": "completed"})
        assert list(done.context["cl"].result_list) == [row]

    def test_two_officers_at_one_check(self, at, staff) -> None:
        row = given.filed(at=at)
        check = given.check(row, "customs_arrival")
        address = reverse("admin:declarations_check_move", args=[check.pk, "confirm"])
        first, second = desk.client_of(staff["customs"]), desk.client_of(given.officer("customs"))

        first.post(address, follow=True)
        told = second.post(address, follow=True)

        assert "already confirmed" in desk.said(told)[0]
        assert Check.objects.get(pk=check.pk).decided_by == staff["customs"]
