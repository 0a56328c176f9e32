"""A queue that keeps itself fresh: its costs, what it notices, who looks, what stays after an act, where it leads."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from declarations import stamps
from declarations.admin import looking
from declarations.models import Check
from declarations.operations import acting, cancelling, checking
from declarations.stages import CheckState
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db

QUEUE = "/admin/declarations/check/"
HERE = "gate=HN&check=customs_arrival"
MOST_FOR_A_PAGE, MOST_FOR_NOTHING = 12, 2


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def trucks(at):
    company = given.declarant()
    return [given.filed(by=company, at=at - timedelta(minutes=ago)) for ago in (90, 45, 20)]


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What a test does within it is committed, as far as anybody can tell."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def _etag(client: Client, query: str = HERE) -> str:
    etag: str = client.get(f"{QUEUE}?{query}").context["etag"]
    return etag


def _poll(client: Client, etag: str, query: str = HERE):
    return client.get(f"{QUEUE}?{query}", headers={"HX-Request": "true", "If-None-Match": etag})


def _ids(trucks, code: str = "customs_arrival") -> list[int]:
    return [given.check(row, code).pk for row in trucks]


def _listed(answer) -> list[int]:
    return [row.check.pk for row in answer.context["rows"]]


class TestStamps:
    def test_stirring_one_queue_changes_its_stamp_and_that_of_all_gates(self) -> None:
        places = [stamps.Place(1, "medical"), stamps.Place(2, "medical"), stamps.Place(0, "medical")]
        before = stamps.stamps_of(places)
        assert stamps.stamps_of(places) == before

        stamps.stir([places[0]])

        after = stamps.stamps_of(places)
        assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, False]

    def test_without_a_cache_nothing_is_taken_for_unchanged(self, monkeypatch) -> None:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise OSError

        monkeypatch.setattr("django.core.cache.cache.get_many", fail)
        monkeypatch.setattr("django.core.cache.cache.delete_many", fail)
        places = [stamps.Place(1, "medical")]

        stamps.stir(places)

        assert stamps.stamps_of(places) != stamps.stamps_of(places)


class TestPolling:
    def test_nothing_new_is_304_for_the_session_and_the_person_alone(self, staff, trucks) -> None:
        client = desk.client_of(staff["customs"])
        etag = _etag(client)

        with CaptureQueriesContext(connection) as asked:
            answer = _poll(client, etag)

        assert (answer.status_code, answer.content) == (304, b"")
        assert len(asked) <= MOST_FOR_NOTHING

    @pytest.mark.parametrize("state", ["ready", "held", "pending", "done"])
    def test_a_page_with_everything_on_its_rows_keeps_its_budget(self, at, staff, trucks, state) -> None:
        given.change(trucks[0], at=at)
        checking.hold(check_id=_ids(trucks, "medical")[1], by=staff["medical"], at=at, reason="Sốt")
        client = desk.client_of(staff["customs"])
        looking.look(given.officer(Agency.CUSTOMS), given.check(trucks[2], "customs_arrival"), at=timezone.now())

        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"{QUEUE}?{HERE}&state={state}")

        assert page.status_code == 200
        assert len(asked) <= MOST_FOR_A_PAGE

    def test_the_desk_is_304_for_as_little_and_says_what_came_and_went(self, at, staff, trucks, commits) -> None:
        client = desk.client_of(staff["customs"])
        address = reverse("admin:declarations_check_desk")
        etag = client.get(address, headers={"HX-Request": "true"})["ETag"]
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, headers={"HX-Request": "true", "If-None-Match": etag}).status_code == 304
        assert len(asked) <= MOST_FOR_NOTHING

        with commits():
            checking.confirm(check_id=_ids(trucks)[0], by=staff["customs"], at=timezone.now())
        new = given.filed(at=timezone.now())
        answer = client.get(address, headers={"HX-Request": "true", "If-None-Match": etag})

        (gate,) = answer.context["gates"]
        (line,) = [line for line in gate.lines if line.queue.check == "customs_arrival"]
        assert (line.queue.ready, line.queue.arrived, line.queue.done) == (3, 1, 1)
        assert line.queue.ages == (2, 1, 0, 0)
        assert new.pk

    def test_another_officers_confirmation_takes_the_row_away(self, staff, trucks, commits) -> None:
        client = desk.client_of(staff["customs"])
        etag, ids = _etag(client), _ids(trucks)

        with commits():
            checking.confirm(check_id=ids[1], by=staff["customs"], at=timezone.now())
        answer = _poll(client, etag)

        assert answer.status_code == 200
        assert answer["ETag"] != etag
        assert _listed(answer) == [ids[0], ids[2]]
        assert b"<html" not in answer.content

    @pytest.mark.parametrize("what", ["filed", "held on the road", "change asked for", "held by another agency"])
    def test_whatever_shows_on_a_row_is_noticed(self, at, staff, trucks, commits, what) -> None:
        given.confirmed(trucks[0], "customs_registration", staff=staff, at=at)
        client = desk.client_of(staff["customs"])
        etag = _etag(client)

        with commits():
            if what == "filed":
                given.filed(at=at)
            elif what == "held on the road":
                truck = trucks[0].vehicles.get()
                acting.hold_on_road(vehicle_id=truck.pk, by=staff["traffic_police"], at=at, reason="Quá tải")
            elif what == "change asked for":
                given.change(trucks[0], at=at)
            else:
                given.sent_back(trucks[0], "medical", "$.vehicles[0].driver", staff=staff, at=at)
        answer = _poll(client, etag)

        assert answer.status_code == 200
        if "agency" in what:
            (row,) = [row for row in answer.context["rows"] if row.check.declaration == trucks[0]]
            assert [flag.text for flag in row.flags] == ["Medical quarantine: Sent back to be mended"]

    def test_another_queues_confirmation_changes_nothing_here(self, at, staff, trucks, commits) -> None:
        given.confirmed(trucks[0], "bg_arrival", "customs_arrival", staff=staff, at=at)
        client = desk.client_of(staff["customs"])
        etag = _etag(client)

        with commits():
            given.confirmed(trucks[0], "medical", staff=staff, at=at)

        assert _poll(client, etag).status_code == 304

    def test_an_officer_of_another_agency_or_gate_is_told_nothing(self, at, trucks) -> None:
        for who in (given.officer(Agency.MEDICAL), given.officer(Agency.CUSTOMS, at="TT")):
            assert _listed(_poll(desk.client_of(who), "")) == []


class TestWhoLooks:
    def test_a_colleague_sees_the_name_and_nobody_else(self, staff, trucks) -> None:
        ids = _ids(trucks)
        colleague = given.officer(Agency.CUSTOMS, full_name="Lý Thị Thử")
        mine, medical = desk.client_of(staff["customs"]), desk.client_of(staff["medical"])
        etag = _etag(mine)

        assert desk.client_of(colleague).post(f"{QUEUE}{ids[1]}/look/").status_code == 204

        answer = _poll(mine, etag)
        assert {row.check.pk: row.looks for row in answer.context["rows"] if row.looks} == {ids[1]: ["Lý Thị Thử"]}
        assert "Lý Thị Thử" not in medical.get(QUEUE).content.decode()
        assert "Lý Thị Thử" not in desk.client_of(colleague).get(f"{QUEUE}?{HERE}").content.decode().split("<main")[-1]

    def test_a_look_is_over_after_a_while_and_moves_with_the_officer(self, at, staff, trucks) -> None:
        first, second = (given.check(row, "customs_arrival") for row in trucks[:2])
        colleague = given.officer(Agency.CUSTOMS)
        looking.look(colleague, first, at=at)
        looking.look(colleague, second, at=at)

        looks = looking.others(staff["customs"], at=at)
        assert [looking.names_at(check, looks) for check in (first, second)] == [[], [colleague.get_full_name()]]
        assert looking.others(staff["customs"], at=at + timedelta(seconds=looking.LIFE_SECONDS)) == []

    def test_nobody_claims_a_truck_that_is_not_his(self, staff, trucks) -> None:
        (pk,) = _ids(trucks[:1])
        for who in (staff["medical"], given.officer(Agency.CUSTOMS, at="TT")):
            assert desk.client_of(who).post(f"{QUEUE}{pk}/look/").status_code == 404
        assert looking.others(staff["customs"], at=timezone.now()) == []


class TestAfterAMove:
    def test_what_failed_stays_selected_with_its_reason_until_it_is_put_away(self, at, staff, trucks) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        checking.confirm(check_id=ids[0], by=staff["customs"], at=at)

        page = client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": ids}, follow=True)

        (row,) = page.context["rows"]
        assert (row.check.pk, row.failed) == (ids[0], "Customs: arrival is already confirmed.")
        assert f'value="{ids[0]}" aria-label="{row.name}" checked' in page.content.decode()
        again = client.post(f"{QUEUE}?{HERE}", {"action": "put-away"}, follow=True)
        assert again.context["rows"] == []

    def test_another_list_is_not_told_what_failed_here(self, at, staff, trucks) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        checking.confirm(check_id=ids[0], by=staff["customs"], at=at)
        client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": ids[:1]})

        assert _listed(client.get(f"{QUEUE}?gate=HN&check=customs_registration")) == _ids(
            trucks, "customs_registration"
        )

    def test_an_officer_takes_his_own_last_move_back(self, staff, trucks) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": ids[:2]})
        assert Check.objects.filter(pk__in=ids, state=CheckState.CONFIRMED).count() == 2

        page = client.post(f"{QUEUE}?{HERE}", {"action": "undo"}, follow=True)

        assert desk.said(page)[-1] == "2 taken back."
        assert _listed(page) == ids
        again = client.post(f"{QUEUE}?{HERE}", {"action": "undo"}, follow=True)
        assert desk.said(again) == ["There is nothing of yours to take back."]

    def test_what_a_colleague_decided_since_is_not_taken_back(self, staff, trucks) -> None:
        (pk,), client = _ids(trucks[:1]), desk.client_of(staff["customs"])
        client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": [pk]})
        colleague = given.officer(Agency.CUSTOMS)
        checking.hold(check_id=pk, by=colleague, at=timezone.now(), reason="Chờ giấy tờ")

        page = client.post(f"{QUEUE}?{HERE}", {"action": "undo"}, follow=True)

        assert Check.objects.get(pk=pk).state == CheckState.HELD
        assert [row.failed for row in page.context["rows"] if row.check.pk == pk] == [
            "A colleague has decided this check since."
        ]

    def test_of_a_truck_that_left_meanwhile_nothing_is_taken_back(self, at, staff, trucks) -> None:
        row, client = trucks[0], desk.client_of(staff["medical"])
        given.confirmed(row, "customs_registration", "bg_arrival", "customs_arrival", staff=staff, at=at)
        (medical,) = _ids([row], "medical")
        client.post(f"{QUEUE}?gate=HN&check=medical", {"action": "confirm", "_selected_action": [medical]})
        later = timezone.now()
        given.confirmed(row, *given.EXPORT_WAY[4:], staff=staff, at=later)
        before = list(Check.objects.order_by("pk").values())

        page = client.post(f"{QUEUE}?gate=HN&check=medical", {"action": "undo"}, follow=True)

        assert [row.failed for row in page.context["rows"]] == ["The vehicle is no longer at the gate."]
        assert list(Check.objects.order_by("pk").values()) == before

    def test_a_hold_of_a_truck_that_was_cancelled_meanwhile_is_not_released(self, at, staff, trucks) -> None:
        client, (pk,) = desk.client_of(staff["customs"]), _ids(trucks[:1])
        typed = {"reason_code": "other", "text": "Chờ", "_sure": "1"}
        client.post(f"{QUEUE}?{HERE}", {"action": "hold", "_selected_action": [pk], **typed})
        cancelling.cancel(declaration_id=trucks[0].pk, by=trucks[0].created_by, at=at, reason="Thôi")
        before = list(Check.objects.order_by("pk").values())

        page = client.post(f"{QUEUE}?{HERE}", {"action": "undo"}, follow=True)

        assert [row.check.pk for row in page.context["rows"] if row.failed] == [pk]
        assert list(Check.objects.order_by("pk").values()) == before


class TestTruckAfterTruck:
    def _page(self, pk: int, query: str = HERE) -> str:
        check = Check.objects.get(pk=pk)
        address = reverse("admin:declarations_declaration_change", args=[check.declaration_id])
        return f"{address}?{urlencode({'check': pk, 'queue': query})}"

    def test_the_page_knows_its_neighbours_and_tells_who_looks(self, staff, trucks) -> None:
        ids = _ids(trucks)

        page = desk.client_of(staff["customs"]).get(self._page(ids[1]))

        decision = page.context["decision"]
        assert (decision.before, decision.after) == (self._page(ids[0]), self._page(ids[2]))
        (look,) = looking.others(given.officer(Agency.CUSTOMS), at=timezone.now())
        assert look.declaration_id == trucks[1].pk

    @pytest.mark.parametrize(("move", "typed"), [("confirm", {}), ("hold", {"reason_code": "other", "text": "Chờ"})])
    def test_an_act_leads_to_the_next_ready_truck_and_after_the_last_to_the_first(
        self, staff, trucks, move, typed
    ) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        address = reverse("admin:declarations_check_move", args=[ids[2], move])

        answer = client.post(f"{address}?{urlencode({'queue': HERE})}", typed)
        assert answer["Location"] == self._page(ids[0])
        client.post(
            f"{reverse('admin:declarations_check_move', args=[ids[0], 'confirm'])}?{urlencode({'queue': HERE})}"
        )
        last = client.post(
            f"{reverse('admin:declarations_check_move', args=[ids[1], 'confirm'])}?{urlencode({'queue': HERE})}"
        )

        assert last["Location"] == f"{QUEUE}?{HERE}"

    def test_a_refusal_keeps_him_there_and_says_why(self, at, staff, trucks) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        checking.confirm(check_id=ids[0], by=given.officer(Agency.CUSTOMS), at=at)
        address = reverse("admin:declarations_check_move", args=[ids[0], "confirm"])

        page = client.post(f"{address}?{urlencode({'queue': HERE})}", follow=True)

        assert page.redirect_chain[-1][0] == self._page(ids[0])
        assert page.context["decision"].row.failed == "Customs: arrival is already confirmed."

    def test_what_is_taken_back_from_a_trucks_page_leads_to_that_truck(self, staff, trucks) -> None:
        ids, client = _ids(trucks), desk.client_of(staff["customs"])
        confirm = reverse("admin:declarations_check_move", args=[ids[0], "confirm"])
        on = client.post(f"{confirm}?{urlencode({'queue': HERE})}", follow=True)
        assert on.context["decision"].check.pk == ids[1]

        back = client.post(f"{QUEUE}?{HERE}", {"action": "undo", "queue": HERE}, follow=True)

        assert back.redirect_chain[-1][0] == self._page(ids[0])
        assert desk.said(back)[-1] == "1 taken back."
        assert back.context["decision"].check.state == CheckState.READY

    def test_an_act_that_leaves_the_truck_in_the_queue_leads_back_to_it(self, staff, trucks) -> None:
        (pk,) = _ids(trucks[:1])
        vehicle = trucks[0].vehicles.get()
        given.confirmed(trucks[0], "bg_arrival", staff=staff, at=timezone.now())
        address = reverse("admin:declarations_declaration_act", args=[trucks[0].pk, vehicle.pk, "request"])

        answer = desk.client_of(staff["customs"]).post(
            f"{address}?{urlencode({'check': pk, 'queue': HERE})}", {"code": "plant", "note": ""}
        )

        assert answer["Location"] == self._page(pk)

    def test_the_deciding_part_is_asked_alone_and_only_his_own_check_opens_it(self, staff, trucks) -> None:
        (pk,) = _ids(trucks[:1])
        client = desk.client_of(staff["customs"])
        etag = client.get(self._page(pk)).context["etag"]

        assert _part(client, self._page(pk), etag).status_code == 304
        assert client.get(self._page(pk).replace(f"check={pk}", "check=99999999")).context["decision"] is None
        medical = desk.client_of(staff["medical"]).get(self._page(pk))
        assert medical.context["decision"] is None


def _part(client: Client, address: str, etag: str):
    return client.get(address, headers={"HX-Request": "true", "If-None-Match": etag})
