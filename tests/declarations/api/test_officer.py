"""The officer's day over HTTP: his queues, the moves of a check, the acts on a vehicle, payments."""

from datetime import timedelta

import pytest

from declarations.api.schema import ActedVehicleAnswer, CheckAnswer, FeeAnswer, WholeDeclarationAnswer
from declarations.api.schema_gate import QueueList, QueuePage, ReasonList
from declarations.models import Check, Declaration, Event, Fee, Reason, Vehicle
from tests import given
from tests.declarations.api.callers import V1, of, officers, refused, said
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return officers()


def _users(staff):
    return {agency: caller.user for agency, caller in staff.items()}


# Queues


def test_an_officer_sees_each_of_his_queues_empty_ones_too(staff):
    given.filed()
    given.filed()
    held = given.check(given.filed(), "customs_arrival")
    staff["customs"].post(f"{V1}/checks/{held.pk}/hold", {"reason": "Sai số chì"})

    queues = said(staff["customs"].get(f"{V1}/queues"), QueueList)

    assert {(q["gate"], q["check"]): (q["ready"], q["held"]) for q in queues} == {
        ("HN", "customs_registration"): (3, 0), ("HN", "customs_arrival"): (2, 1), ("HN", "customs_check"): (0, 0),
        ("HN", "customs_out"): (0, 0), ("HN", "transshipment"): (0, 0),
    }  # fmt: skip
    assert {q["check"]: q["oldest_ready_at"] for q in queues}["customs_arrival"] == "2026-11-21T05:00:00Z"


def test_the_catalogue_of_reasons_is_ones_own_agencys_in_the_readers_language(staff):
    Reason.objects.filter(agency="customs", code="goods_differ").update(is_active=False)

    mine = said(staff["customs"].get(f"{V1}/reasons", headers={"Accept-Language": "en"}), ReasonList)
    holding = said(staff["customs"].get(f"{V1}/reasons?decision=hold"), ReasonList)

    assert {one["code"] for one in mine} == set(
        Reason.objects.filter(agency="customs", is_active=True).values_list("code", flat=True)
    )
    assert "Papers are missing" in [one["label"] for one in mine]
    assert holding == [one | {"label": Reason.objects.get(agency="customs", code=one["code"]).label_vi}
                       for one in mine if "hold" in one["decisions"]]  # fmt: skip
    assert 0 < len(holding) < len(mine)
    check = given.check(given.filed(), "customs_arrival")
    said(staff["customs"].post(f"{V1}/checks/{check.pk}/hold", {"reason_code": holding[0]["code"]}), CheckAnswer)
    refused(staff["customs"].get(f"{V1}/reasons?decision=shrug"), 400, "malformed")


@pytest.mark.parametrize("agency", ["traffic_police"])
def test_an_agency_without_checks_has_no_queues(staff, agency):
    given.filed()
    assert said(staff[agency].get(f"{V1}/queues"), QueueList) == []


def test_an_officer_of_two_gates_has_the_queues_of_both(staff):
    user = staff["medical"].user
    user.postings.create(gate=given.gate("TT"))
    queues = said(staff["medical"].get(f"{V1}/queues"), QueueList)
    assert [(q["gate"], q["check"]) for q in queues] == [("HN", "medical"), ("TT", "medical")]


def test_a_queue_has_first_who_stands_there_then_by_line_time(staff):
    late = given.filed(expected_arrival=(NOON + timedelta(hours=3)).isoformat())
    early = given.filed(expected_arrival=(NOON + timedelta(hours=1)).isoformat())
    standing = given.filed(expected_arrival=(NOON + timedelta(hours=5)).isoformat())
    given.confirmed(standing, "bg_arrival", staff=_users(staff))

    rows = said(staff["customs"].get(f"{V1}/queues/HN/customs_arrival"), QueuePage)["results"]

    assert [row["declaration"] for row in rows] == [standing.number, early.number, late.number]
    assert [row["seen"] for row in rows] == [True, False, False]


def test_a_row_of_a_queue_says_what_an_officer_needs(staff):
    declaration = given.filed(
        at=NOON - timedelta(minutes=10),
        vehicles=[given.vehicle(trailer_plate="12R-012.34", container="GATU1234569", plate="12C-777.77")],
    )
    (row,) = said(staff["border_guard"].get(f"{V1}/queues/HN/bg_arrival"), QueuePage)["results"]

    assert row == {
        "id": given.check(declaration, "bg_arrival").pk, "check": "bg_arrival", "state": "ready",
        "vehicle_id": declaration.vehicles.get().pk, "declaration": declaration.number, "plate": "12C-777.77",
        "role": "carrier", "trailer_plate": "12R-012.34", "container": "GATU1234569", "cargo": "fruit",
        "direction": "export", "green": True, "seen": False, "ready_at": "2026-11-21T04:50:00Z",
        "waiting_seconds": 600, "queue_at": "2026-11-21T05:50:00Z", "expected_arrival": "2026-11-21T05:50:00Z",
    }  # fmt: skip


def test_a_queue_goes_page_by_page_and_loses_nobody(staff):
    wanted = []
    for minutes in (30, 10, 20, 10, 10):
        declaration = given.filed(expected_arrival=(NOON + timedelta(minutes=minutes)).isoformat())
        wanted.append((minutes, given.check(declaration, "bg_arrival").pk))
    seen, address = [], f"{V1}/queues/HN/bg_arrival?limit=2"
    page = said(staff["border_guard"].get(address), QueuePage)
    while True:
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = said(staff["border_guard"].get(f"{address}&cursor={page['next']}"), QueuePage)

    assert seen == [pk for _minutes, pk in sorted(wanted)]


def test_what_is_held_is_listed_when_asked_for(staff):
    check = given.check(given.filed(), "bg_arrival")
    staff["border_guard"].post(f"{V1}/checks/{check.pk}/hold", {"reason": "Chờ xác minh"})

    ready = said(staff["border_guard"].get(f"{V1}/queues/HN/bg_arrival"), QueuePage)["results"]
    held = said(staff["border_guard"].get(f"{V1}/queues/HN/bg_arrival?state=held"), QueuePage)["results"]

    assert ([row["id"] for row in ready], [row["id"] for row in held]) == ([], [check.pk])
    assert held[0]["waiting_seconds"] is not None or held[0]["ready_at"] is None


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("queues/TT/customs_arrival", 404, "not_found"),
        ("queues/XX/customs_arrival", 404, "not_found"),
        ("queues/HN/nothing", 404, "not_found"),
        ("queues/HN/bg_arrival", 403, "not_allowed"),
    ],
)
def test_a_queue_that_is_not_his_is_refused(staff, address, status, code):
    refused(staff["customs"].get(f"{V1}/{address}"), status, code)


# The moves of a check


def test_a_check_is_held_released_confirmed_and_taken_back(staff):
    check = given.check(given.filed(), "bg_arrival")
    guard, address = staff["border_guard"], f"{V1}/checks/{check.pk}"

    held = said(guard.post(f"{address}/hold", {"reason": "Biển số mờ", "note": "chờ"}), CheckAnswer)
    assert (held["state"], held["reason"], held["note"], held["at"]) == (
        "held", "Biển số mờ", "chờ", "2026-11-21T05:00:00Z",
    )  # fmt: skip
    refused(guard.post(f"{address}/confirm"), 409, "wrong_state")
    released = said(guard.post(f"{address}/release", {"note": "rõ rồi"}), CheckAnswer)
    assert (released["state"], released["at"], released["reason"]) == ("ready", None, None)
    confirmed = said(guard.post(f"{address}/confirm", {"note": "ok"}), CheckAnswer)
    assert (confirmed["state"], confirmed["note"]) == ("confirmed", "ok")
    refused(guard.post(f"{address}/confirm"), 409, "already_confirmed")
    back = said(guard.post(f"{address}/withdraw", {"reason": "nhầm xe"}), CheckAnswer)
    assert back["state"] == "ready"
    said_last = Event.objects.filter(verb="check.withdrawn").get()
    assert said_last.data["reason"] == "nhầm xe"


def test_a_check_that_waits_says_for_what(staff):
    check = given.check(given.filed(), "bg_out")
    problem = refused(
        staff["border_guard"].post(f"{V1}/checks/{check.pk}/confirm", headers={"Accept-Language": "en"}),
        409,
        "not_ready",
    )
    assert "Customs: exit" in problem["detail"]


def test_sending_back_opens_the_fields_and_their_correction_releases_it(staff):
    declaration = given.filed()
    haulier = of(declaration.created_by)
    check = given.check(declaration, "bg_arrival")
    given.confirmed(declaration, "customs_registration", staff=_users(staff))

    sent = said(
        staff["border_guard"].post(
            f"{V1}/checks/{check.pk}/send-back", {"reason": "Sai tài xế", "fields": ["$.vehicles[0].driver.name"]}
        ),
        CheckAnswer,
    )
    assert (sent["state"], sent["fields"]) == ("held", ["$.vehicles[0].driver.name"])

    address = f"{V1}/declarations/{declaration.number}"
    document = haulier.get(address)
    assert document.json()["vehicles"][0]["checks"][0]["fields"] == ["$.vehicles[0].driver.name"]
    mended = given.vehicle(plate=document.json()["vehicles"][0]["plate"])
    mended["driver"]["name"] = "Phạm Văn Mẫu"
    changed = haulier.patch(address, {"vehicles": [mended]}, headers={"If-Match": document["ETag"]})
    assert said(changed, WholeDeclarationAnswer)["vehicles"][0]["checks"][0]["state"] == "ready"


def test_a_refused_truck_can_only_be_turned_back(staff):
    declaration = given.filed()
    arrival = given.check(declaration, "bg_arrival")
    answer = staff["border_guard"].post(f"{V1}/checks/{arrival.pk}/refuse", {"reason": "Giấy tờ giả"})
    assert said(answer, CheckAnswer)["state"] == "refused"
    registration = given.check(declaration, "customs_arrival")
    refused(staff["customs"].post(f"{V1}/checks/{registration.pk}/confirm"), 409, "not_ready")

    vehicle = declaration.vehicles.get()
    turned = staff["border_guard"].post(f"{V1}/vehicles/{vehicle.pk}/turn-back", {"reason": "Giấy tờ giả"})
    assert said(turned, ActedVehicleAnswer)["stage"] == "turned_back"
    assert Declaration.objects.get().status == "completed"


@pytest.mark.parametrize("move", ["confirm", "hold", "refuse"])
def test_when_it_happened_is_what_is_kept(staff, move):
    declaration = given.filed(at=NOON - timedelta(hours=2))
    check = given.check(declaration, "bg_arrival")
    body = {"reason": "Ghi tay", "happened_at": "2026-11-21T11:30:00+07:00"}

    answer = said(staff["border_guard"].post(f"{V1}/checks/{check.pk}/{move}", body), CheckAnswer)

    assert answer["at"] == "2026-11-21T04:30:00Z"
    event = Event.objects.filter(check_code="bg_arrival").get()
    assert (event.happened_at, event.recorded_at) == (NOON - timedelta(minutes=30), NOON)


@pytest.mark.parametrize("move", ["release", "withdraw"])
def test_when_it_was_let_go_is_what_is_kept(staff, move):
    declaration = given.filed(at=NOON - timedelta(hours=2))
    check = given.check(declaration, "bg_arrival")
    before = {"release": "hold", "withdraw": "confirm"}[move]
    staff["border_guard"].post(f"{V1}/checks/{check.pk}/{before}", {"reason": "x1"})

    body = {"happened_at": "2026-11-21T11:45:00+07:00"}
    said(staff["border_guard"].post(f"{V1}/checks/{check.pk}/{move}", body), CheckAnswer)

    event = Event.objects.filter(check_code="bg_arrival").order_by("-seq")[0]
    assert (event.verb, event.happened_at) == (
        {"release": "check.released", "withdraw": "check.withdrawn"}[move], NOON - timedelta(minutes=15),
    )  # fmt: skip


@pytest.mark.parametrize("move", ["confirm", "hold", "release", "refuse", "withdraw"])
@pytest.mark.parametrize("when", ["2026-11-21T13:00:00+07:00", "2026-11-20T12:00:00+07:00"])
def test_neither_the_future_nor_the_time_before_filing_is_taken(staff, move, when):
    check = given.check(given.filed(), "bg_arrival")
    answer = staff["border_guard"].post(f"{V1}/checks/{check.pk}/{move}", {"reason": "x1", "happened_at": when})
    refused(answer, 422, "bad_instant")
    assert Check.objects.get(pk=check.pk).state == "ready"


# Acts on a vehicle


def test_a_check_is_asked_for_and_shows_up_in_its_queue(staff):
    declaration = given.filed()
    given.confirmed(declaration, "customs_arrival", staff=_users(staff))
    vehicle = declaration.vehicles.get()

    asked = said(staff["plant"].post(f"{V1}/vehicles/{vehicle.pk}/request-check", {"check": "plant"}), CheckAnswer)

    assert (asked["code"], asked["state"]) == ("plant", "ready")
    (row,) = said(staff["plant"].get(f"{V1}/queues/HN/plant"), QueuePage)["results"]
    assert row["id"] == asked["id"]
    refused(staff["plant"].post(f"{V1}/vehicles/{vehicle.pk}/request-check", {"check": "animal"}), 403, "not_allowed")
    refused(staff["plant"].post(f"{V1}/vehicles/{vehicle.pk}/request-check", {"check": "plant"}), 409, "wrong_state")


def test_a_truck_held_on_the_road_waits_until_it_is_released(staff):
    vehicle = given.filed().vehicles.get()
    police, address = staff["traffic_police"], f"{V1}/vehicles/{vehicle.pk}"

    held = said(police.post(f"{address}/hold", {"reason": "Quá tải"}), ActedVehicleAnswer)
    assert held["held"]
    assert {check["state"] for check in held["checks"]} <= {"pending", "not_required"}
    refused(police.post(f"{address}/hold", {"reason": "Quá tải"}), 409, "wrong_state")
    released = said(police.post(f"{address}/release"), ActedVehicleAnswer)
    assert not released["held"]
    assert "ready" in {check["state"] for check in released["checks"]}


def test_a_truck_sent_to_another_gate_is_opened_there(staff):
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", staff=_users(staff))
    vehicle = declaration.vehicles.get()

    body = {"reason": "Cửa khẩu quá tải", "to_gate": "TT"}
    turned = said(staff["border_guard"].post(f"{V1}/vehicles/{vehicle.pk}/turn-back", body), ActedVehicleAnswer)

    assert turned["stage"] == "turned_back"
    moved = Declaration.objects.get(number=turned["moved_to"])
    assert (moved.gate, moved.copied_from_id) == (given.gate("TT"), declaration.pk)
    refused(staff["border_guard"].post(f"{V1}/vehicles/{vehicle.pk}/turn-back", body), 409, "wrong_state")


def test_the_gate_centre_cancels_a_truck_that_has_not_been_seen(staff):
    vehicle = given.filed().vehicles.get()
    refused(staff["customs"].post(f"{V1}/vehicles/{vehicle.pk}/cancel", {"reason": "x1"}), 403, "not_allowed")
    answer = staff["gate_centre"].post(f"{V1}/vehicles/{vehicle.pk}/cancel", {"reason": "Theo đề nghị"})
    assert said(answer, ActedVehicleAnswer)["stage"] == "cancelled"


# Fees


def test_a_payment_is_recorded_once_and_confirms_its_check(staff):
    declaration = given.filed()
    fee = Fee.objects.get()
    cashier, address = staff["gate_centre"], f"{V1}/fees/{fee.pk}/paid"
    check = given.check(declaration, "fee_infrastructure")
    refused(cashier.post(f"{V1}/checks/{check.pk}/confirm"), 409, "payment_decides")

    paid = said(cashier.post(address, {"method": "card", "receipt_number": "BL-0001"}), FeeAnswer)

    assert (paid["amount"], paid["paid_at"], paid["receipt_number"]) == (800_000, "2026-11-21T05:00:00Z", "BL-0001")
    assert given.check(declaration, "fee_infrastructure").state == "confirmed"
    refused(cashier.post(address, {"method": "cash"}), 409, "already_paid")
    other = Fee.objects.get(vehicle=given.filed().vehicles.get())
    taken = cashier.post(f"{V1}/fees/{other.pk}/paid", {"method": "cash", "receipt_number": "BL-0001"})
    refused(taken, 409, "receipt_taken")


def test_an_officer_reads_the_dossiers_of_his_gate(staff):
    here, elsewhere = given.filed(), given.filed(gate="TT")
    draft = of(given.declarant()).post(f"{V1}/declarations", {"draft": True}).json()["id"]

    said(staff["medical"].get(f"{V1}/declarations/{here.number}"), WholeDeclarationAnswer)
    assert staff["medical"].get(f"{V1}/declarations/{here.pk}/events").status_code == 200
    refused(staff["medical"].get(f"{V1}/declarations/{elsewhere.number}"), 404, "not_found")
    refused(staff["medical"].get(f"{V1}/declarations/{draft}"), 404, "not_found")
    refused(staff["medical"].get(f"{V1}/declarations"), 403, "not_allowed")
    assert not Vehicle.objects.filter(seen_at__isnull=False).exists()


def test_a_reason_is_taken_from_the_catalogue_in_words_or_both(staff):
    declaration = given.filed()
    check, guard = given.check(declaration, "bg_arrival"), staff["border_guard"]
    address = f"{V1}/checks/{check.pk}"

    refused(guard.post(f"{address}/hold", {"reason": ""}), 400, "malformed")
    refused(guard.post(f"{address}/hold", {"reason_code": "goods_differ"}), 422, "reason_unknown")  # customs' own
    assert given.check(declaration, "bg_arrival").state == "ready"

    held = said(guard.post(f"{address}/hold", {"reason_code": "plate_differs", "reason": "Số cuối"}), CheckAnswer)
    assert held["reason"] == "Biển số khác với tờ khai: Số cuối"
    assert Event.objects.get(verb="check.held").data["reason_code"] == "plate_differs"
    said(guard.post(f"{address}/release", {}), CheckAnswer)
    assert (
        said(guard.post(f"{address}/refuse", {"reason_code": "papers_missing"}), CheckAnswer)["reason"]
        == "Thiếu giấy tờ"
    )

    truck = declaration.vehicles.get()
    guard.post(f"{V1}/scans", {"gate": "HN", "plate": truck.plate, "nonce": "n"})
    road = f"{V1}/vehicles/{truck.pk}"
    said(staff["traffic_police"].post(f"{road}/hold", {"reason_code": "overweight"}), ActedVehicleAnswer)
    said(guard.post(f"{road}/turn-back", {"reason_code": "plate_differs"}), ActedVehicleAnswer)
    codes = dict(
        Event.objects.filter(verb__in=["vehicle.held", "vehicle.turned_back"]).values_list("verb", "data__reason_code")
    )
    assert codes == {"vehicle.held": "overweight", "vehicle.turned_back": "plate_differs"}
