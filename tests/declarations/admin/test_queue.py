"""The queue: its order and filters, one move or many, each truck on its own; and how much it asks of the database."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from declarations.admin.pages import MOST, CappedPaginator
from declarations.models import Check, Event, Fee, Lane
from declarations.operations import acting, checking, requesting
from declarations.stages import CheckState, Verb
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db

QUEUE = "/admin/declarations/check/"


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def staff():
    return given.officers()


def _filed(at: datetime, many: int = 1, **changes):
    company = given.declarant()
    return [given.filed(by=company, at=at - timedelta(minutes=60 - n), **changes) for n in range(many)]


def _ids(declarations, code: str) -> list[int]:
    return [given.check(row, code).pk for row in declarations]


def _states(ids: list[int]) -> list[str]:
    found = dict(Check.objects.filter(pk__in=ids).values_list("pk", "state"))
    return [found[pk] for pk in ids]


def _bulk(client, action: str, ids: list[int], query: str = "", **more):
    return client.post(QUEUE + query, {"action": action, "_selected_action": ids, **more}, follow=True)


class TestWhatIsListed:
    def test_trucks_that_stand_there_come_first_then_in_the_lines_order(self, at, staff) -> None:
        Lane.objects.update(is_open=False)  # no windows: whoever was seen first stands first, at any hour
        first, second, third = _filed(at, 3)
        given.confirmed(third, "bg_arrival", staff=staff, at=at - timedelta(minutes=9))
        given.confirmed(second, "bg_arrival", staff=staff, at=at - timedelta(minutes=5))

        page = desk.client_of(staff["customs"]).get(QUEUE, {"check": "customs_arrival"})

        numbers = [row.declaration.number for row in page.context["cl"].result_list]
        assert numbers == [third.number, second.number, first.number]

    def test_ready_is_what_one_sees_first_and_held_what_one_asks_for(self, at, staff) -> None:
        ready, held = _filed(at, 2)
        (held_id,) = _ids([held], "customs_arrival")
        checking.hold(check_id=held_id, by=staff["customs"], at=at, reason="Chờ giấy tờ")
        client = desk.client_of(staff["customs"])

        first = client.get(QUEUE, {"check": "customs_arrival"})
        asked = client.get(QUEUE, {"check": "customs_arrival", "state": "held"})

        assert [row.declaration for row in first.context["cl"].result_list] == [ready]
        assert [row.pk for row in asked.context["cl"].result_list] == [held_id]
        assert "Chờ giấy tờ" in asked.content.decode()

    def test_what_was_done_today_is_listed_newest_first_and_what_was_done_before_is_not(self, staff) -> None:
        today = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        old = given.filed(at=today - timedelta(days=1, hours=1))
        given.confirmed(old, "customs_arrival", staff=staff, at=today - timedelta(days=1))
        first, second = (given.filed(at=today - timedelta(hours=2)) for _ in range(2))
        given.confirmed(first, "customs_arrival", staff=staff, at=today - timedelta(hours=1))
        given.confirmed(second, "customs_arrival", staff=staff, at=today - timedelta(minutes=30))

        page = desk.client_of(staff["customs"]).get(QUEUE, {"state": "done"})

        assert [row.declaration for row in page.context["cl"].result_list] == [second, first]

    @pytest.mark.parametrize(
        "typed", ["12c-777.01", "12C77701", "12c 777", "number"], ids=["as shown", "bare", "beginning", "number"]
    )
    def test_a_truck_is_found_by_plate_or_number(self, at, staff, typed) -> None:
        _filed(at)
        sought = given.filed(at=at, vehicles=[given.vehicle(plate="12C-777.01")])
        typed = sought.number if typed == "number" else typed

        page = desk.client_of(staff["customs"]).get(QUEUE, {"q": typed})

        found = page.context["cl"].result_list
        assert {row.declaration for row in found} == {sought}
        assert {row.code for row in found} == {"customs_registration", "customs_arrival"}

    @pytest.mark.parametrize("typed", ["%", "_", "'", "\x00", "9" * 60, "…"])
    def test_whatever_is_typed_into_the_search_finds_nothing_and_breaks_nothing(self, at, staff, typed) -> None:
        _filed(at)

        page = desk.client_of(staff["customs"]).get(QUEUE, {"q": typed})

        assert page.status_code == 200
        assert len(page.context["cl"].result_list) in (0, 2)  # an empty search is no search

    @pytest.mark.parametrize("query", ["?gate=XX", "?check=bg_out", "?state=nonsense", "?p=999", "?p=x", "?gate=TT"])
    def test_an_odd_address_lists_nothing_of_others(self, at, staff, query) -> None:
        given.filed(at=at, gate="TT")

        page = desk.client_of(staff["customs"]).get(QUEUE + query, follow=True)

        assert page.status_code == 200
        assert not page.context["cl"].result_list

    def test_fruit_carries_the_mark_of_the_green_lane(self, at, staff) -> None:
        _filed(at)
        goods = [given.consignment(cargo_kind="general")]
        plain = given.filed(at=at, consignments=goods)

        page = desk.client_of(staff["border_guard"]).get(QUEUE).content.decode()

        assert page.count("green-lane") == 1
        assert str(plain.number) in page


class TestOneMove:
    def test_confirming_from_the_row_leads_back_to_the_same_list(self, at, staff) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_arrival")
        back = QUEUE + "?check=customs_arrival"

        answer = desk.client_of(staff["customs"]).post(
            reverse("admin:declarations_check_move", args=[check, "confirm"]) + f"?next={back}", {"_selected_action": 1}
        )

        assert (answer.status_code, answer["Location"]) == (302, back)
        assert _states([check]) == [CheckState.CONFIRMED]

    def test_back_never_leads_to_another_site(self, at, staff) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_arrival")

        answer = desk.client_of(staff["customs"]).post(
            reverse("admin:declarations_check_move", args=[check, "confirm"]), {"next": "https://example.com/"}
        )

        assert answer["Location"] == reverse("admin:declarations_declaration_change", args=[row.pk])

    def test_looking_at_a_form_changes_nothing(self, at, staff) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_arrival")
        client, before = desk.client_of(staff["customs"]), desk.everything()

        for name in ("confirm", "hold", "refuse", "send-back", "withdraw", "release"):
            assert client.get(reverse("admin:declarations_check_move", args=[check, name])).status_code == 200
        assert client.get(reverse("admin:declarations_check_move", args=[check, "nonsense"])).status_code == 404
        assert desk.everything() == before

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ({"reason_code": "goods_differ", "text": ""}, "Hàng hóa khác với tờ khai"),
            ({"reason_code": "goods_differ", "text": "Thiếu 3 thùng"}, "Hàng hóa khác với tờ khai: Thiếu 3 thùng"),
            ({"reason_code": "other", "text": " Hàng\tướt \n"}, "Hàng ướt"),
        ],
    )
    def test_a_reason_is_chosen_or_written(self, at, staff, typed, kept) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_arrival")

        desk.client_of(staff["customs"]).post(reverse("admin:declarations_check_move", args=[check, "hold"]), typed)

        found = Check.objects.get(pk=check)
        assert (found.state, found.reason) == (CheckState.HELD, kept)

    @pytest.mark.parametrize(
        "typed",
        [{}, {"reason_code": "other"}, {"reason_code": "other", "text": " . "}, {"reason_code": "health"},
         {"reason_code": "other", "text": "\u202eabc"}, {"reason_code": "other", "text": "x" * 5000}],
    )  # fmt: skip
    def test_without_a_reason_nothing_happens_and_what_was_typed_stays(self, at, staff, typed) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_arrival")
        before = desk.everything()

        answer = desk.client_of(staff["customs"]).post(
            reverse("admin:declarations_check_move", args=[check, "refuse"]), typed
        )

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert desk.everything() == before

    def test_sending_back_names_what_is_to_be_mended(self, at, staff) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "customs_registration")
        address = reverse("admin:declarations_check_move", args=[check, "send-back"])
        client = desk.client_of(staff["customs"])
        typed = {"reason_code": "other", "text": "Sai mã HS", "fields_to_mend": ["$.consignments[0].items"]}

        nothing_ticked = client.post(address, typed | {"fields_to_mend": []})
        client.post(address, typed)

        assert nothing_ticked.status_code == 200
        found = Check.objects.get(pk=check)
        assert (found.state, found.fields_to_mend) == (CheckState.HELD, ["$.consignments[0].items"])
        assert desk.last_verbs(row) == [Verb.CHECK_SENT_BACK]

    def test_a_refusal_and_its_withdrawal(self, at, staff) -> None:
        (row,) = _filed(at)
        (check,) = _ids([row], "bg_arrival")
        client = desk.client_of(staff["border_guard"])

        client.post(
            reverse("admin:declarations_check_move", args=[check, "refuse"]),
            {"reason_code": "plate_differs", "text": ""},
        )
        assert _states([check]) == [CheckState.REFUSED]
        client.post(reverse("admin:declarations_check_move", args=[check, "withdraw"]), {"reason": "Nhầm"})

        assert _states([check]) == [CheckState.READY]

    def test_a_request_is_dropped_by_the_agency_that_asked(self, at, staff) -> None:
        (row,) = _filed(at)
        given.confirmed(row, "customs_arrival", staff=staff, at=at)
        check = requesting.request_check(vehicle_id=row.vehicles.get().pk, code="plant", by=staff["customs"], at=at)
        address = reverse("admin:declarations_check_move", args=[check.pk, "drop"])

        refused = desk.client_of(staff["plant"]).post(address)
        done = desk.client_of(staff["customs"]).post(address)

        assert (refused.status_code, done.status_code) == (404, 302)
        assert _states([check.pk]) == [CheckState.NOT_REQUIRED]


class TestMany:
    def test_each_truck_on_its_own_and_every_refusal_in_words(self, at, staff) -> None:
        rows = _filed(at, 5)
        ids = _ids(rows, "customs_arrival")
        checking.confirm(check_id=ids[0], by=staff["customs"], at=at)
        checking.hold(check_id=ids[1], by=staff["customs"], at=at, reason="Chờ giấy tờ")
        acting.hold_on_road(vehicle_id=rows[2].vehicles.get().pk, by=staff["traffic_police"], at=at, reason="Quá tải")

        page = _bulk(desk.client_of(staff["customs"]), "confirm", ids)

        confirmed, held, pending = CheckState.CONFIRMED, CheckState.HELD, CheckState.PENDING
        assert _states(ids) == [confirmed, held, pending, confirmed, confirmed]
        assert desk.said(page)[-1] == "2 checks confirmed."
        refused = {row.check.pk: (row.name, row.failed) for row in page.context["rows"] if row.failed}
        plates = [row.vehicles.get().plate for row in rows]
        assert list(refused) == ids[:3]
        for pk, plate, words in zip(ids, plates, ("already confirmed", "Held", "Quá tải"), strict=False):
            assert refused[pk][0] == plate
            assert words in refused[pk][1]

    def test_what_another_officer_confirmed_meanwhile_is_said_in_words(self, at, staff) -> None:
        rows = _filed(at, 2)
        ids = _ids(rows, "customs_arrival")
        mine, his = desk.client_of(staff["customs"]), desk.client_of(given.officer(Agency.CUSTOMS))
        assert len(mine.get(QUEUE, {"check": "customs_arrival"}).context["cl"].result_list) == 2
        _bulk(his, "confirm", ids[:1], "?check=customs_arrival")

        page = _bulk(mine, "confirm", ids, "?check=customs_arrival")

        assert desk.said(page)[1:] == ["1 check confirmed."]
        assert [(row.name, row.failed) for row in page.context["rows"]] == [
            (rows[0].vehicles.get().plate, "Customs: arrival is already confirmed.")
        ]
        assert Event.objects.filter(verb=Verb.CHECK_CONFIRMED, check_code="customs_arrival").count() == 2

    @pytest.mark.parametrize(("action", "state"), [("hold", CheckState.HELD), ("refuse", CheckState.REFUSED)])
    def test_a_reason_is_asked_once_and_the_selection_is_kept(self, at, staff, action, state) -> None:
        ids = _ids(_filed(at, 3), "customs_arrival")
        client = desk.client_of(staff["customs"])

        asked = _bulk(client, action, ids[:2], "?check=customs_arrival", index="0")

        assert _states(ids) == [CheckState.READY] * 3
        body = asked.content.decode()
        assert [f'name="_selected_action" value="{pk}"' in body for pk in ids] == [True, True, False]
        _bulk(client, action, ids[:2], "?check=customs_arrival", _sure="1", reason_code="goods_differ", text="")
        assert _states(ids) == [state, state, CheckState.READY]

    def test_holds_are_released_and_confirmations_taken_back(self, at, staff) -> None:
        ids = _ids(_filed(at, 2), "customs_arrival")
        client = desk.client_of(staff["customs"])
        _bulk(client, "confirm", ids)
        _bulk(client, "withdraw", ids, "?state=done", _sure="1")
        assert _states(ids) == [CheckState.READY] * 2
        _bulk(client, "hold", ids, _sure="1", reason_code="papers_missing", text="")

        page = _bulk(client, "release", ids, "?state=held")

        assert _states(ids) == [CheckState.READY] * 2
        assert desk.said(page) == ["2 checks released."]

    def test_one_check_that_is_not_ones_own_stops_the_whole(self, at, staff) -> None:
        rows = _filed(at, 2)
        ids = [*_ids(rows[:1], "customs_arrival"), *_ids(rows[1:], "bg_arrival")]
        before = desk.everything()

        assert _bulk(desk.client_of(staff["customs"]), "confirm", ids).status_code == 404
        assert desk.everything() == before

    @pytest.mark.parametrize("action", ["pay", "send-back", "drop", "delete_selected", "chosen", ""])
    def test_no_other_action_is_taken(self, at, staff, action) -> None:
        ids = _ids(_filed(at), "customs_arrival")
        before = desk.everything()

        assert _bulk(desk.client_of(staff["customs"]), action, ids).status_code == 403
        assert desk.everything() == before

    def test_nothing_chosen_is_said(self, at, staff) -> None:
        _filed(at)

        page = _bulk(desk.client_of(staff["customs"]), "confirm", [], index="0")

        assert "must be selected" in desk.said(page)[0]


class TestFees:
    def test_payments_are_recorded_in_bulk_with_running_receipts(self, at, staff) -> None:
        rows = _filed(at, 3)
        ids = _ids(rows, "fee_infrastructure")

        page = _bulk(desk.client_of(staff["gate_centre"]), "pay", ids, _sure="1", method="card")

        (said,) = desk.said(page)
        assert said.startswith("3 payments recorded. Receipts: ")
        assert said.count('<a href="/admin/declarations/receipt/') == said.count("800.000 đ") == 3
        fees = Fee.objects.order_by("receipt_number")
        assert {fee.method for fee in fees} == {"card"}
        assert [int(fee.receipt_number.rpartition("-")[2]) for fee in fees] == [1, 2, 3]
        assert _states(ids) == [CheckState.CONFIRMED] * 3

    def test_a_cashier_sees_the_sum_and_takes_no_other_than_that(self, at, staff) -> None:
        one, two = _ids(_filed(at, 2), "fee_infrastructure")
        client, address = (
            desk.client_of(staff["gate_centre"]),
            reverse("admin:declarations_check_move", args=[one, "pay"]),
        )
        assert [row.owed for row in client.get(QUEUE, {"check": "fee_infrastructure"}).context["rows"]] == [800_000] * 2
        page = client.get(address).content.decode()
        assert "800.000 đ" in page
        assert f'name="owed" value="{one}:800000"' in page
        Fee.objects.filter(vehicle__checks=one).update(amount=1_000_000)  # as an agreed change does meanwhile

        late = client.post(address, {"method": "cash", "owed": f"{one}:800000", "next": QUEUE})
        bulk = _bulk(client, "pay", [one, two], _sure="1", method="cash", owed=[f"{one}:800000", f"{two}:800000"])

        assert "1.000.000 đ are owed" in str(late.context["form"].non_field_errors())
        assert [row.failed for row in bulk.context["rows"]] == ["By now 1.000.000 đ are owed; nothing was recorded."]
        assert _states([one, two]) == [CheckState.READY, CheckState.CONFIRMED]
        client.post(address, {"method": "cash", "owed": f"{one}:1000000"})
        assert _states([one]) == [CheckState.CONFIRMED]

    def test_a_receipt_that_is_written_already_is_typed_in_and_taken_once(self, at, staff) -> None:
        first, second = _ids(_filed(at, 2), "fee_infrastructure")
        client = desk.client_of(staff["gate_centre"])
        typed = {"method": "cash", "receipt_number": "AB-1"}

        client.post(reverse("admin:declarations_check_move", args=[first, "pay"]), typed)
        again = client.post(reverse("admin:declarations_check_move", args=[second, "pay"]), typed, follow=True)

        assert _states([first, second]) == [CheckState.CONFIRMED, CheckState.READY]
        assert "stands on another payment" in desk.said(again)[-1]
        assert Fee.objects.get(paid_at__isnull=False).receipt_number == "AB-1"

    def test_a_refusal_stands_at_the_form_and_what_was_typed_stays(self, at, staff) -> None:
        first, second = _ids(_filed(at, 2), "fee_infrastructure")
        client = desk.client_of(staff["gate_centre"])
        typed = {"method": "transfer", "receipt_number": "AB-1", "next": QUEUE}
        client.post(reverse("admin:declarations_check_move", args=[first, "pay"]), typed)

        again = client.post(reverse("admin:declarations_check_move", args=[second, "pay"]), typed)

        assert again.status_code == 200
        assert "stands on another payment" in str(again.context["form"].non_field_errors())
        assert 'value="AB-1"' in again.content.decode()
        assert _states([second]) == [CheckState.READY]

    def test_a_payment_is_not_confirmed_and_not_recorded_twice(self, at, staff) -> None:
        ids = _ids(_filed(at), "fee_infrastructure")
        client = desk.client_of(staff["gate_centre"])

        confirmed = [row.failed for row in _bulk(client, "confirm", ids).context["rows"]]
        _bulk(client, "pay", ids, _sure="1", method="cash")
        again = [row.failed for row in _bulk(client, "pay", ids, _sure="1", method="cash").context["rows"]]

        assert "Record the payment" in confirmed[0]
        assert "Nothing is owed" in again[0]
        assert Fee.objects.filter(paid_at__isnull=False).count() == 1


class TestWhatItCosts:
    QUERIES = 12
    """Session, person, gates twice, count, rows, their trucks, what is held and asked for beside them."""

    @pytest.mark.parametrize("code", ["customs_arrival", "customs_registration"])
    @pytest.mark.parametrize("state", ["ready", "done"])
    def test_a_page_asks_the_same_for_one_row_and_for_fifty(self, at, staff, code, state) -> None:
        client = desk.client_of(staff["customs"])
        counted = []
        for many in (1, 49):
            rows = _filed(at, many)
            if state == "done":
                given_ids = _ids(rows, code)
                for pk in given_ids:
                    checking.confirm(check_id=pk, by=staff["customs"], at=timezone.now())
            client.get(QUEUE)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = client.get(QUEUE, {"check": code, "state": state})
            counted.append((len(page.context["cl"].result_list), len(asked)))

        assert [rows for rows, _queries in counted] == [1, 50]
        assert counted[0][1] == counted[1][1] <= self.QUERIES

    def test_nothing_is_counted_beyond_what_anybody_turns_pages(self, at) -> None:
        with CaptureQueriesContext(connection) as asked:
            CappedPaginator(Check.objects.order_by("pk"), 50).count  # noqa: B018

        assert f"LIMIT {MOST}" in asked[0]["sql"]

    def test_the_home_page_and_a_dossier_ask_the_same_however_many(self, at, staff) -> None:
        client = desk.client_of(staff["customs"])
        counted = []
        for many in (1, 8):
            vehicles = [given.vehicle(str(n)) for n in range(many)]
            row = given.filed(at=at, vehicles=vehicles)
            for check in row.checks.filter(code="customs_arrival"):
                checking.confirm(check_id=check.pk, by=staff["customs"], at=at)
            addresses = ["/admin/", reverse("admin:declarations_declaration_change", args=[row.pk])]
            client.get(addresses[1])
            for address in (*addresses, "/admin/declarations/declaration/"):
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(address).status_code == 200
                counted.append(len(asked))

        assert counted[:3] == counted[3:]
        assert max(counted) <= 20  # with the hints and the notes that stand beside a dossier
