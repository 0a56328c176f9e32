"""Filing in the browser: typed once, told at the field, never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration, Event
from declarations.operations import drafting, filing
from declarations.stages import Status
from tests import given
from tests.declarations.web.typing import signed_in, ticket, typed, typed_in

pytestmark = pytest.mark.django_db
NEW = "/declarations/new/"


@pytest.fixture
def user() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def body(**changes: Any) -> dict[str, Any]:
    return given.body(at=timezone.now(), **changes)


def edit(declaration: Declaration) -> str:
    return reverse("declaration-edit", args=[declaration])


def draft_of(user: User, **changes: Any) -> Declaration:
    return drafting.save_draft(body=body(**changes), by=user, at=timezone.now())


def filed_by(user: User, **changes: Any) -> Declaration:
    return filing.file(body=body(**changes), by=user, at=timezone.now())


def test_what_is_typed_right_is_filed(client: Client, user: User) -> None:
    answer = client.post(NEW, typed(body(), do="file"))

    declaration = Declaration.objects.get()
    assert answer["Location"] == reverse("declaration", args=[declaration])
    assert (declaration.status, declaration.organisation) == (Status.OPEN, user.organisation)
    assert str(declaration.number) in client.get(answer["Location"]).content.decode().replace(" ", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "import", "consignments": [given.consignment(direction="import")]},
        {"vehicles": [given.vehicle(consignments=[], cargo_weight_kg=None)], "consignments": []},
        {
            "consignments": [given.consignment("A"), given.consignment("B", cargo_kind="general")],
            "vehicles": [given.vehicle("1"), given.vehicle("2", consignments=["A", "B"])],
        },
    ],
    ids=["import", "empty vehicle", "several"],
)
def test_every_shape_of_document_is_filed(client: Client, changes: dict[str, Any]) -> None:
    client.post(NEW, typed(body(**changes), do="file"))

    declaration = Declaration.objects.get()
    assert declaration.status == Status.OPEN
    assert declaration.vehicles.count() == len(changes.get("vehicles", [1]))


def test_a_transshipment_is_filed_with_its_receivers(client: Client) -> None:
    client.post(NEW, typed(given.transshipment(receivers=2, at=timezone.now()), do="file"))

    assert list(Declaration.objects.get().vehicles.values_list("role", flat=True).order_by("role")) == [
        "carrier",
        "receiver",
        "receiver",
    ]


def test_mistakes_are_told_at_their_fields_and_nothing_typed_is_lost(client: Client) -> None:
    wrong = body(vehicles=[given.vehicle(plate="12C 1234X", own_weight_kg="heavy")])

    answer = client.post(NEW, typed(wrong, do="file"), follow=True)

    draft = Declaration.objects.get()
    page = answer.content.decode()
    assert draft.status == Status.DRAFT
    assert answer.redirect_chain[-1][0] == f"{edit(draft)}?check=1"
    assert 'value="heavy"' in page
    assert 'value="12C 1234X"' in page
    assert 'href="#f-vehicles-0-plate"' in page
    assert 'href="#f-vehicles-0-own_weight_kg"' in page
    assert 'id="f-vehicles-0-own_weight_kg-said"' in page


def test_a_mended_draft_is_filed_under_its_own_id(client: Client, user: User) -> None:
    draft = draft_of(user, contact=None)

    client.post(edit(draft), typed(body(), do="file", version="1"))

    draft.refresh_from_db()
    assert draft.status == Status.OPEN
    assert Declaration.objects.count() == 1


def test_warnings_do_not_stop_the_filing(client: Client) -> None:
    heavy = body(vehicles=[given.vehicle(own_weight_kg=40000)])

    client.post(NEW, typed(heavy, do="file"))

    assert Declaration.objects.get().status == Status.OPEN


def test_checking_keeps_a_draft_and_says_everything(client: Client) -> None:
    answer = client.post(NEW, typed({"vehicles": [{"key": "1", "plate": "12C-123.45"}]}, do="check"), follow=True)

    assert typed_in(Declaration.objects.get())["vehicles"][0]["plate"] == "12C-123.45"
    assert len(answer.context["form"].errors) > 5


def test_saving_says_nothing_about_mistakes(client: Client) -> None:
    answer = client.post(NEW, typed({"gate": "HN"}, do="save"), follow=True)

    assert Declaration.objects.get().status == Status.DRAFT
    assert answer.context["form"].summary == []


@pytest.mark.parametrize(
    ("do", "there"),
    [
        ("add:vehicles", 'name="vehicles-1-plate"'),
        ("add:consignments", 'name="consignments-1-owner-tax_code"'),
        ("add:receiving_vehicles", 'name="receiving_vehicles-0-area"'),
        ("add:consignments-0-items", 'name="consignments-0-items-1-description"'),
    ],
)
def test_a_row_is_added_without_a_script(client: Client, do: str, there: str) -> None:
    page = client.post(NEW, typed(body(client_reference="AB-17"), do=do)).content.decode()

    assert there in page
    assert 'value="AB-17"' in page
    assert not Declaration.objects.exists()


def test_a_row_is_taken_away_without_a_script(client: Client) -> None:
    two = body(vehicles=[given.vehicle("1", plate="12C-111.11"), given.vehicle("2", plate="12C-222.22")])

    page = client.post(NEW, typed(two, do="remove:vehicles-0")).content.decode()

    assert "12C-222.22" in page
    assert "12C-111.11" not in page


@pytest.mark.parametrize("do", ["add:nothing", "remove:vehicles-", "remove:²", "unheard of", ""])
def test_an_unknown_button_loses_nothing(client: Client, do: str) -> None:
    answer = client.post(NEW, typed(body(client_reference="AB-17"), do=do), follow=True)

    assert answer.status_code == 200
    assert 'value="AB-17"' in answer.content.decode()


def test_a_change_before_the_first_confirmation_is_filed(client: Client, user: User) -> None:
    declaration = filed_by(user)
    changed = body(vehicles=[given.vehicle(driver={"name": "Lê Văn Mẫu", "id_number": "012345678903"})])

    answer = client.post(edit(declaration), typed(changed, do="file", version=str(declaration.version)))

    assert answer["Location"] == reverse("declaration", args=[declaration])
    assert declaration.vehicles.get().driver_name == "Lê Văn Mẫu"


def test_an_untouched_form_changes_nothing(client: Client, user: User) -> None:
    declaration = filed_by(user)
    version = declaration.version
    page = client.get(edit(declaration))
    fields = typed(page.context["sheet"].document, do="file", version=str(version))

    client.post(edit(declaration), fields)

    declaration.refresh_from_db()
    assert declaration.version == version
    assert not Event.objects.filter(verb="declaration.amended").exists()


def test_a_stale_form_is_refused_and_keeps_what_was_typed(client: Client, user: User) -> None:
    declaration = filed_by(user)

    answer = client.post(edit(declaration), typed(body(client_reference="MINE"), do="file", version="1"))

    declaration.refresh_from_db()
    page = answer.content.decode()
    assert answer.status_code == 412
    assert 'value="MINE"' in page
    assert f'name="version" value="{declaration.version}"' in page
    assert declaration.client_reference == ""


def test_a_stale_draft_is_refused_and_keeps_what_was_typed(client: Client, user: User) -> None:
    draft = draft_of(user, client_reference="THEIRS")
    drafting.replace_draft(declaration_id=draft.pk, body=typed_in(draft), by=user, at=timezone.now())

    answer = client.post(edit(draft), typed(body(client_reference="MINE"), do="save", version="1"))

    draft.refresh_from_db()
    assert answer.status_code == 412
    assert 'value="MINE"' in answer.content.decode()
    assert typed_in(draft)["client_reference"] == "THEIRS"


def test_a_refused_change_keeps_what_was_typed(client: Client, user: User) -> None:
    declaration = filed_by(user)
    fields = typed(body(vehicles=[given.vehicle(plate="12C 1234X")]), do="file", version=str(declaration.version))

    answer = client.post(edit(declaration), fields)

    assert answer.status_code == 422
    assert 'value="12C 1234X"' in answer.content.decode()
    assert declaration.vehicles.get().plate != "12C 1234X"


def test_after_a_confirmation_only_what_was_sent_back_can_be_typed(client: Client, user: User) -> None:
    declaration = filed_by(user)
    staff = given.officers()
    at = timezone.now() + timedelta(seconds=1)
    given.confirmed(declaration, "bg_arrival", staff=staff, at=at)
    given.sent_back(declaration, "customs_registration", "$.consignments[0].items[0].hs_code", staff=staff, at=at)

    page = client.get(edit(declaration)).content.decode()

    assert 'type="hidden" name="vehicles-0-plate"' in page
    assert 'id="f-consignments-0-items-0-hs_code" value="08106000" type="text"' in page
    assert "remove:vehicles-0" not in page

    declaration.refresh_from_db()
    document = client.get(edit(declaration)).context["sheet"].document
    document["consignments"][0]["items"][0]["hs_code"] = "08109094"
    client.post(edit(declaration), typed(document, do="file", version=str(declaration.version)))

    assert given.check(declaration, "customs_registration").state == "ready"


@pytest.mark.parametrize("status", ["cancelled"])
def test_an_ended_declaration_has_no_form(client: Client, user: User, status: str) -> None:
    declaration = filed_by(user)
    client.post(reverse("declaration-cancel", args=[declaration]), {"reason": "Đổi ngày"})

    answer = client.get(edit(declaration))

    assert answer.status_code == 302
    assert Declaration.objects.get().status == status


def test_a_draft_filed_in_another_tab_keeps_what_was_typed_here(client: Client, user: User) -> None:
    draft = draft_of(user)
    filing.file_draft(declaration_id=draft.pk, by=user, at=timezone.now())

    answer = client.post(reverse("declaration-edit", args=[draft.pk]), typed(body(client_reference="X1"), do="save"))

    assert 'value="X1"' in answer.content.decode()


def test_a_draft_of_any_shape_is_shown(client: Client, user: User) -> None:
    odd = {"gate": 7, "vehicles": ["x", {"driver": "me", "consignments": "A"}, None], "consignments": "many"}
    draft = drafting.save_draft(body=odd, by=user, at=timezone.now())

    assert client.get(f"{edit(draft)}?check=1").status_code == 200


def test_the_next_form_starts_where_the_last_one_was_filed(client: Client, user: User) -> None:
    filed_by(user, gate="TT")

    document = client.get(NEW).context["sheet"].document

    assert (document["gate"], document["direction"]) == ("TT", "export")


def test_a_form_needs_few_queries(client: Client, user: User, django_assert_max_num_queries: Any) -> None:
    declaration = filed_by(user)

    with django_assert_max_num_queries(21):  # six of them the gate, which a server remembers; one its windows
        client.get(edit(declaration))


def test_the_form_says_who_it_was_made_for(client: Client, user: User) -> None:
    assert ticket(user).split(":")[0] in client.get(NEW).content.decode()
