"""Decisions from a page that is older than the declaration: nobody confirms what he did not see (ADR 0125)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from declarations.models import Declaration
from declarations.operations import acting, amending, attaching, cancelling, checking, deciding
from declarations.operations.rereading import ChangedSinceRead
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db

QUEUE = "/admin/declarations/check/"
HERE = "gate=HN&check=customs_arrival"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0) - timedelta(minutes=5)


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def trucks(at):
    company = given.declarant()
    return [given.filed(by=company, at=at - timedelta(minutes=ago)) for ago in (90, 45, 20)]


def _amend(row: Declaration, at: datetime, **changes: Any) -> None:
    """The company writes something else: `goods`, `plate` or `contact`."""
    body = as_document(load_one(row.pk))
    if "goods" in changes:
        body["consignments"][0]["items"][0]["hs_code"] = changes["goods"]
    if "plate" in changes:
        body["vehicles"][0]["plate"] = changes["plate"]
    if "contact" in changes:
        body["contact"]["name"] = changes["contact"]
    amending.amend(declaration_id=row.pk, body=body, by=row.created_by, at=at)


def _hidden(page: Any) -> list[str]:
    """What the rows of a page send back of what was read."""
    return [f"{row.check.pk}:{row.check.declaration.journal_length}" for row in page.context["rows"]]


def _state(row: Declaration, code: str = "customs_arrival") -> str:
    return given.check(row, code).state


def _page_of(row: Declaration, code: str = "customs_arrival") -> str:
    check = given.check(row, code)
    address = reverse("admin:declarations_declaration_change", args=[row.pk])
    return f"{address}?check={check.pk}&queue=gate%3DHN%26check%3D{code}"


def _opened(client: Client, row: Declaration) -> dict[str, str]:
    """What the form on a truck's page sends."""
    page = client.get(_page_of(row)).content.decode()
    read = page.split('name="read" value="')[1].split('"')[0]
    return {"read": read, "queue": HERE}


class TestFromTheQueue:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"goods": "08109092"}, "Consignment 1 · Goods 1 · HS code: 08106000 → 08109092"),
            ({"plate": "12C-321.99"}, "→ 12C-321.99"),
        ],
    )
    def test_of_many_the_one_that_changed_is_refused_with_what_changed(self, at, staff, trucks, change, told) -> None:
        client = desk.client_of(staff["customs"])
        page = client.get(f"{QUEUE}?{HERE}")
        ids = [row.check.pk for row in page.context["rows"]]
        for mark in _hidden(page):
            assert f'name="read" value="{mark}"' in page.content.decode()
        _amend(trucks[1], at, **change)

        sent = {"action": "confirm", "_selected_action": ids, "read": _hidden(page)}
        answer = client.post(f"{QUEUE}?{HERE}", sent, follow=True)

        assert [_state(row) for row in trucks] == [CheckState.CONFIRMED, CheckState.READY, CheckState.CONFIRMED]
        (row,) = answer.context["rows"]
        assert told in row.failed
        assert "Look again" in row.failed
        again = {"action": "confirm", "_selected_action": [row.check.pk], "read": _hidden(answer)}
        client.post(f"{QUEUE}?{HERE}", again)
        assert _state(trucks[1]) == CheckState.CONFIRMED

    def test_from_a_rows_button_too(self, at, staff, trucks) -> None:
        client, check = desk.client_of(staff["customs"]), given.check(trucks[0], "customs_arrival")
        read = _hidden(client.get(f"{QUEUE}?{HERE}"))
        _amend(trucks[0], at, goods="08109092")

        confirm = reverse("admin:declarations_check_move", args=[check.pk, "confirm"])
        answer = client.post(f"{confirm}?next={QUEUE}", {"read": read}, follow=True)

        assert _state(trucks[0]) == CheckState.READY
        assert "08106000 → 08109092" in answer.context["last"].failed[check.pk]

    def test_a_refusal_that_was_begun_before_the_change_is_not_carried_out(self, at, staff, trucks) -> None:
        client, check = desk.client_of(staff["customs"]), given.check(trucks[0], "customs_arrival")
        page = client.get(f"{QUEUE}?{HERE}").content.decode()
        refuse = reverse("admin:declarations_check_move", args=[check.pk, "refuse"])
        mark = page.split(f'href="{refuse}?')[1].split("&")[0]
        _amend(trucks[0], at, goods="08109092")

        form = client.get(f"{refuse}?{mark}").content.decode()
        read = form.split('name="read" value="')[1].split('"')[0]
        answer = client.post(refuse, {"read": read, "reason_code": "goods_differ", "text": "", "next": QUEUE})

        assert f"read={read}" == mark
        assert "08106000 → 08109092" in str(answer.context["form"].non_field_errors())
        assert _state(trucks[0]) == CheckState.READY

    def test_what_others_did_or_what_concerns_nobody_stops_no_confirmation(self, at, staff, trucks) -> None:
        client, row = desk.client_of(staff["customs"]), trucks[0]
        page = client.get(f"{QUEUE}?{HERE}")
        _amend(row, at, contact="Lê Văn Đổi")
        given.confirmed(row, "bg_arrival", "medical", staff=staff, at=at)
        acting.hold_on_road(vehicle_id=row.vehicles.get().pk, by=staff["traffic_police"], at=at, reason="Quá tải")
        acting.release_on_road(vehicle_id=row.vehicles.get().pk, by=staff["traffic_police"], at=at)

        check = given.check(row, "customs_arrival")
        client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": check.pk, "read": _hidden(page)})

        assert _state(row) == CheckState.CONFIRMED

    def test_whoever_stops_a_truck_is_not_kept_from_it(self, at, staff, trucks) -> None:
        client, check = desk.client_of(staff["customs"]), given.check(trucks[0], "customs_arrival")
        page = client.get(f"{QUEUE}?{HERE}")
        _amend(trucks[0], at, goods="08109092")

        hold = reverse("admin:declarations_check_move", args=[check.pk, "hold"])
        client.post(hold, {"read": _hidden(page), "reason_code": "papers_missing", "text": ""})

        assert _state(trucks[0]) == CheckState.HELD

    def test_trucks_that_are_cancelled_or_gone_from_their_declaration_do_not_stop_the_others(self, at, staff) -> None:
        one, cancelled = (given.filed(at=at - timedelta(hours=1)) for _truck in range(2))
        two = given.filed(at=at - timedelta(hours=1), vehicles=[given.vehicle("1"), given.vehicle("2")])
        client = desk.client_of(staff["customs"])
        page = client.get(f"{QUEUE}?{HERE}")
        ids = [row.check.pk for row in page.context["rows"]]
        assert len(ids) == 4
        cancelling.cancel(declaration_id=cancelled.pk, by=cancelled.created_by, at=at, reason="Thôi")
        body = as_document(load_one(two.pk))
        amending.amend(declaration_id=two.pk, body={**body, "vehicles": body["vehicles"][:1]}, by=two.created_by, at=at)
        two.refresh_from_db()

        sent = {"action": "confirm", "_selected_action": ids, "read": _hidden(page)}
        answer = client.post(f"{QUEUE}?{HERE}", sent, follow=True)

        assert _state(one) == CheckState.CONFIRMED
        assert "1 of the selected trucks is no longer declared; nothing was done to it." in desk.said(answer)
        refused = {row.check.declaration_id: row.failed for row in answer.context["rows"]}
        assert "not required" in refused[cancelled.pk].lower()
        assert "Vehicle 2" in refused[two.pk]  # the declaration of the other one is no longer what was read
        only = client.post(f"{QUEUE}?{HERE}", {"action": "confirm", "_selected_action": [10**9]}, follow=True)
        assert desk.said(only) == ["1 of the selected trucks is no longer declared; nothing was done to it."]

    @pytest.mark.parametrize("read", ["", "x:y", "1", ":", f"{10**30}:1", "1:²", "-1:-1"])
    def test_whatever_is_sent_as_read_breaks_nothing(self, staff, trucks, read) -> None:
        check = given.check(trucks[0], "customs_arrival")
        sent = {"action": "confirm", "_selected_action": check.pk, "read": read}
        assert desk.client_of(staff["customs"]).post(f"{QUEUE}?{HERE}", sent).status_code == 302


class TestFromATrucksPage:
    def test_a_page_that_is_older_than_the_goods_confirms_nothing_and_the_new_one_does(self, at, staff, trucks) -> None:
        client, row = desk.client_of(staff["customs"]), trucks[0]
        sent = _opened(client, row)
        confirm = reverse("admin:declarations_check_move", args=[given.check(row, "customs_arrival").pk, "confirm"])
        _amend(row, at, goods="08109092")

        page = client.post(confirm, sent, follow=True)

        assert _state(row) == CheckState.READY
        assert "08106000 → 08109092" in page.context["decision"].row.failed
        client.post(confirm, _opened(client, row))
        assert _state(row) == CheckState.CONFIRMED

    def test_the_part_that_refreshes_itself_does_not_pretend_that_the_rest_was_read(self, at, staff, trucks) -> None:
        client, row = desk.client_of(staff["customs"]), trucks[0]
        page = client.get(_page_of(row))
        made = page.context["read_to"]
        headers = {"HX-Request": "true", "X-Read-To": str(made)}
        _amend(row, at, goods="08109092")

        part = client.get(_page_of(row), headers={**headers, "If-None-Match": page.context["etag"]})

        body = part.content.decode()
        assert f'name="read" value="{given.check(row, "customs_arrival").pk}:{made}"' in body
        assert "08106000 → 08109092" in body
        assert "08106000" not in client.get(_page_of(row), headers={"HX-Request": "true"}).content.decode()
        for odd in ("x", "", "9" * 40, "-1"):
            assert client.get(_page_of(row), headers={**headers, "X-Read-To": odd}).status_code == 200

    def test_the_form_with_a_note_goes_by_the_page_that_led_to_it(self, at, staff, trucks) -> None:
        client, row = desk.client_of(staff["customs"]), trucks[0]
        check = given.check(row, "customs_arrival")
        confirm = reverse("admin:declarations_check_move", args=[check.pk, "confirm"])
        dossier = client.get(reverse("admin:declarations_declaration_change", args=[row.pk])).content.decode()
        mark = dossier.split(f'href="{confirm}?')[1].split('"')[0]
        _amend(row, at, goods="08109092")

        form = client.get(f"{confirm}?{mark}").content.decode()
        read = form.split('name="read" value="')[1].split('"')[0]
        client.post(confirm, {"read": read, "note": ""})

        assert _state(row) == CheckState.READY


class TestTheOperation:
    def test_a_document_that_was_taken_back_counts_and_one_that_was_added_does_not(self, at, staff, trucks) -> None:
        row = trucks[0]
        paper = attaching.attach(declaration_id=row.pk, content=PDF, name="a.pdf", by=row.created_by, at=at)
        row.refresh_from_db()
        with_it = row.journal_length
        attaching.attach(declaration_id=row.pk, content=PDF + b"%2\n", name="b.pdf", by=row.created_by, at=at)
        checks = {code: given.check(row, code).pk for code in ("customs_arrival", "bg_arrival")}

        checking.confirm(check_id=checks["bg_arrival"], by=staff["border_guard"], at=at, read_to=with_it)
        attaching.remove(attachment_id=paper.pk, by=row.created_by, at=at)
        with pytest.raises(ChangedSinceRead, match=r"Document removed: a\.pdf|a\.pdf"):
            checking.confirm(check_id=checks["customs_arrival"], by=staff["customs"], at=at, read_to=with_it)

    def test_an_agreed_change_counts_and_many_changes_are_told_shortly(self, at, staff, trucks) -> None:
        row = trucks[0]
        driver = {"name": "Lý Văn Thay " + "A" * 90, "id_number": "012345678909", "phone": "0912345679"}
        asked = given.change(row, ("$.vehicles[0].driver", driver), ("$.vehicles[0].seal", "VN777"), at=at)
        row.refresh_from_db()
        read_to = row.journal_length
        for agency in (Agency.BORDER_GUARD, Agency.CUSTOMS):
            deciding.decide(change_id=asked.pk, by=staff[agency], at=at, verdicts=True)

        with pytest.raises(ChangedSinceRead) as refusal:
            checking.confirm(check_id=given.check(row, "medical").pk, by=staff["medical"], at=at, read_to=read_to)
        assert "1" in str(refusal.value).rpartition("; ")[2]
        assert "AAAA…" in str(refusal.value)
        assert given.check(row, "medical").confirmed_at is None
