"""Asking for a change in the browser's form: what is told before it is sent, what is kept, what comes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from declarations.models import ChangeRequest, Declaration, Gate
from declarations.operations import deciding
from tests import given
from tests.declarations.web.typing import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def client(user: User) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


@pytest.fixture
def staff() -> dict[str, User]:
    return given.officers()


@pytest.fixture
def arrived(user: User, staff: dict[str, User]) -> Declaration:
    at = timezone.now()
    declaration = given.filed(by=user, at=at - timedelta(minutes=5))
    given.confirmed(declaration, "customs_registration", "bg_arrival", staff=staff, at=at)
    declaration.refresh_from_db()
    return declaration


def address(declaration: Declaration) -> str:
    return reverse("declaration-change", args=[declaration])


def filled(client: Client, declaration: Declaration, do: str = "file", **changes: Any) -> dict[str, Any]:
    """The form as it stands in the page, with a truck's members changed."""
    document = client.get(address(declaration)).context["sheet"].document
    document["vehicles"][0] |= changes.pop("vehicle", {})
    return typed(document | changes, do=do, version=str(declaration.version))


def test_everything_can_be_typed_but_what_nobody_can_agree_to(client: Client, arrived: Declaration) -> None:
    page = client.get(address(arrived)).content.decode()

    assert 'type="hidden" name="vehicles-0-plate"' not in page
    assert 'name="vehicles-0-plate"' in page
    assert 'type="hidden" name="gate"' in page
    assert "remove:vehicles-0" not in page
    mending = client.get(reverse("declaration-edit", args=[arrived])).content.decode()
    assert 'type="hidden" name="vehicles-0-plate"' in mending
    assert address(arrived) in mending


def test_what_it_comes_to_is_told_then_sent_then_answered(
    client: Client, arrived: Declaration, staff: dict[str, User]
) -> None:
    form = filled(client, arrived, vehicle={"plate": "12C-888.88"}, note="gọi trước")

    told = client.post(address(arrived), form)

    page = told.content.decode()
    assert (told.status_code, ChangeRequest.objects.exists()) == (200, False)
    for words in (arrived.vehicles.get().plate, "12C-888.88", "Border guard", "Customs", "keeps its place in line",
                  "Border guard: arrival must be confirmed again", "Changed at once"):  # fmt: skip
        assert words in page
    kept = dict(told.context["kept"])
    assert kept["vehicles-0-plate"] == "12C-888.88"

    without = client.post(address(arrived), form | {"do": "ask", "reason": "…"})
    assert (without.status_code, ChangeRequest.objects.exists()) == (422, False)
    sent = client.post(address(arrived), form | {"do": "ask", "reason": "Xe hỏng"}, follow=True)

    request = ChangeRequest.objects.get()
    assert "Xe hỏng" in sent.content.decode()
    assert "Not answered yet" in sent.content.decode()
    arrived.refresh_from_db()
    assert arrived.note == "gọi trước"
    for agency in ("customs", "border_guard"):
        deciding.decide(change_id=request.pk, by=staff[agency], at=timezone.now(), verdicts=True)
    after = client.get(reverse("declaration", args=[arrived])).content.decode()
    assert "12C-888.88" in after
    assert "Take this request back" not in after


def test_the_way_back_to_the_form_keeps_what_was_typed(client: Client, arrived: Declaration) -> None:
    form = filled(client, arrived, do="again", vehicle={"plate": "12C-888.87"})

    assert 'value="12C-888.87"' in client.post(address(arrived), form).content.decode()


@pytest.mark.parametrize("do", ["file", "ask"])
def test_what_is_wrong_is_told_at_its_field(client: Client, arrived: Declaration, do: str) -> None:
    other = given.filed(at=timezone.now()).vehicles.get().plate
    form = filled(client, arrived, do=do, vehicle={"plate": other}) | {"reason": "Xe hỏng"}

    answer = client.post(address(arrived), form)

    assert answer.status_code == 422
    assert any(f.code == "vehicle_already_declared" for f in answer.context["sheet"].findings)
    assert not ChangeRequest.objects.exists()


def test_an_old_page_is_told_so_and_keeps_the_typing(client: Client, arrived: Declaration) -> None:
    form = filled(client, arrived, do="ask", vehicle={"plate": "12C-888.86"}) | {"version": "1", "reason": "Xe hỏng"}

    answer = client.post(address(arrived), form)

    assert answer.status_code == 412
    assert 'value="12C-888.86"' in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_it_is_taken_back_by_its_company_alone(client: Client, arrived: Declaration) -> None:
    request = given.change(arrived, at=timezone.now())
    stranger = Client()
    stranger.force_login(given.declarant())
    back = reverse("change-withdraw", args=[arrived, request.pk])

    assert stranger.post(back).status_code == 404
    assert stranger.get(address(arrived)).status_code == 404
    assert client.get(back).status_code == 405
    own = given.filed(by=arrived.created_by, at=timezone.now())
    assert client.post(reverse("change-withdraw", args=[own, request.pk])).status_code == 404
    assert ChangeRequest.objects.get().state == "open"
    client.post(back)
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_the_page_says_what_stands_and_opens_what_was_typed(client: Client, arrived: Declaration) -> None:
    first = client.get(address(arrived)).context["groups"]
    assert arrived.vehicles.get().plate in first.lists["vehicles"][0].text
    assert not any(group.is_open for group in _all(first))

    again = client.post(address(arrived), filled(client, arrived, do="again", vehicle={"seal": "VN777"}))

    opened = {group.title for group in _all(again.context["groups"]) if group.is_open}
    assert opened == {"Vehicle 1"}
    assert again.content.decode().count('<details class="group" id="group-vehicles-0" open>') == 1


def test_lanes_and_yards_of_this_gate_alone_are_offered(client: Client, user: User) -> None:
    declaration = given.filed(by=user, at=timezone.now())  # no truck has come: another gate can be chosen
    page = client.get(reverse("declaration-edit", args=[declaration]))
    assert offered(page) == places(given.gate())
    assert 'id="lanes-of-TT"' in page.content.decode()

    document = page.context["sheet"].document | {"gate": "TT", "lane": None, "yard": None}
    moved = client.post(page.context["sheet"].action, typed(document, do="check", version=str(declaration.version)))
    assert offered(moved) == places(given.gate("TT"))


def offered(page: Any) -> set[str]:
    fields = {shown.field.path: shown for shown in page.context["form"].where_more}
    return {choice.value for name in ("lane", "yard") for group in fields[(name,)].groups for choice in group.choices}


def places(gate: Gate) -> set[str]:
    return {*gate.lanes.values_list("code", flat=True), *gate.yards.values_list("code", flat=True)}


def _all(groups: Any) -> list[Any]:
    return [*groups.header, *(group for among in groups.lists.values() for group in among), groups.transshipment]
