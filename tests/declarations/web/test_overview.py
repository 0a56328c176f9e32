"""What is read once more before filing: the truck, its class in words, and the fee that filing will then assess."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from declarations.models import Declaration, Fee, Tariff
from declarations.operations import drafting
from declarations.operations.assessing import forget_prices
from declarations.stages import FEE_CLASS_MEANINGS, FeeClass, Regime, VehicleKind
from tests import given
from tests.declarations.web.typing import signed_in, ticket, typed

pytestmark = pytest.mark.django_db
NEW = "/declarations/new/"


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def read_once_more(client: Client, user: User, document: dict[str, Any]) -> str:
    """The overview's text, as the page is told it while it is typed in."""
    said = client.post(f"{NEW}findings/", typed(document, ticket=ticket(user))).content.decode()
    return said.partition('<div id="overview">')[2]


def body(**changes: Any) -> dict[str, Any]:
    return given.body(at=timezone.now(), **changes)


TRANSSHIPPED = {
    "direction": "import",
    "transshipment": True,
    "consignments": [given.consignment(direction="import")],
    "vehicles": [given.vehicle(plate="桂F·12A45", country="CN", fee_class="VT4",
                               driver={"name": "李试", "id_number": "E1234567", "phone": None})],
    "receiving_vehicles": [given.receiver(key, fee_class="VT4") for key in ("R1", "R2")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "together"),
    [({}, 800_000), (TRANSSHIPPED, 690_000)],
    ids=["export", "transshipment onto two"],
)
def test_the_fee_that_is_shown_is_the_fee_that_is_assessed(
    client: Client, user: User, changes: dict[str, Any], together: int
) -> None:
    document = body(**changes)
    shown = read_once_more(client, user, document)
    client.post(NEW, typed(document, do="file", ticket=ticket(user)))

    assert Declaration.objects.get().number
    fees = list(Fee.objects.values_list("amount", flat=True))
    assert sum(fees) == together
    for amount in (*fees, together):
        assert f"{amount:,}\u00a0₫".replace(",", ".") in shown


def test_it_follows_the_tariff(client: Client, user: User) -> None:
    Tariff.objects.filter(fee_class="VT6").update(amount=812_345)
    forget_prices()

    assert "812.345\u00a0₫" in read_once_more(client, user, body())


def test_it_says_kind_and_class_and_what_the_class_means(client: Client, user: User) -> None:
    shown = read_once_more(client, user, body(vehicles=[given.vehicle(kind="tractor", fee_class="VT4")]))

    with translation.override("vi"):
        assert f"VT4 · {FEE_CLASS_MEANINGS[FeeClass.VT4]}" in shown
        assert str(VehicleKind.TRACTOR.label) in shown


def test_no_sum_is_said_of_what_is_not_typed_yet(client: Client, user: User) -> None:
    shown = read_once_more(client, user, body(vehicles=[given.vehicle(fee_class=None)]))

    assert "₫" not in shown
    assert "₫" not in client.get(NEW).content.decode()


def test_every_class_is_explained_where_it_is_chosen(client: Client) -> None:
    page = client.get(reverse("declaration-new")).content.decode()

    assert set(FEE_CLASS_MEANINGS) == set(FeeClass)
    with translation.override("vi"):
        meant = {code: str(meaning) for code, meaning in FEE_CLASS_MEANINGS.items()}
    for code, meaning in meant.items():
        assert f'<option value="{code}">{code} · {meaning}</option>' in page


def test_it_says_what_typing_ahead_filled_in_beside_the_goods(client: Client, user: User) -> None:
    goods = given.consignment()
    item = {
        "description": "Chanh leo", "hs_code": "08109094", "origin": "VN", "quantity": 1200, "unit": "CTN",
        "value": 25000.5, "currency": "USD", "weight_kg": 18000,
    }  # fmt: skip
    document = body(consignments=[goods | {"customs_regime": "B11", "items": [item]}])
    shown = read_once_more(client, user, document)

    assert "Chanh leo · HS\u00a008109094 · " in shown
    assert f"{goods['customs_number']} · B11" in shown
    for said in (goods["owner"]["tax_code"], "1.200\u00a0CTN", "25000,5\u00a0USD", "18.000\u00a0kg"):
        assert said in shown
    assert f'<span class="nowrap">{document["vehicles"][0]["plate"]}</span>' in shown
    with translation.override("vi"):
        assert str(Regime.COMMERCIAL.label) in shown


def test_what_has_receivers_is_ticked_as_transshipped(client: Client, user: User) -> None:
    draft = drafting.save_draft(body=body(**TRANSSHIPPED | {"transshipment": None}), by=user, at=timezone.now())
    shown = client.get(f"/declarations/{draft.pk}/edit/").context["form"]

    assert shown.transshipment.value is True
