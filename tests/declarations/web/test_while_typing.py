"""What a page asks while it is typed in: findings where somebody has been, and a draft that keeps itself."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import autosaving, drafting, filing
from declarations.operations.filing import Stale
from declarations.stages import Status
from tests import given
from tests.declarations.web.typing import signed_in, ticket, typed, typed_in

pytestmark = pytest.mark.django_db
NEW = "/declarations/new/"
FINDINGS, AUTOSAVE = f"{NEW}findings/", f"{NEW}autosave/"
EVERYTHING = "where goods vehicles transshipment file"


@pytest.fixture(autouse=True)
def _while_the_gate_is_open() -> Iterator[None]:
    """At night every expected arrival of these documents would be warned of."""
    with time_machine.travel(given.NOON):
        yield


@pytest.fixture
def user() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def body(**changes: Any) -> dict[str, Any]:
    return given.body(at=timezone.now(), **changes)


def page_of(user: User, document: dict[str, Any], **more: str) -> dict[str, Any]:
    return typed(document, ticket=ticket(user), page=more.pop("page", str(uuid4())), **more)


def told(client: Client, user: User, document: dict[str, Any], **been: str) -> str:
    fields = page_of(user, document) | {f"been-{name}": words for name, words in been.items()}
    answer = client.post(FINDINGS, fields)
    assert answer.status_code == 200
    return answer.content.decode()


def places(said: str) -> set[str]:
    """The parts of the page that say something."""
    return set(re.findall(r'id="(\S+)-found" data-severity', said))


# Findings


def test_nobody_is_blamed_for_a_field_he_has_not_reached(client: Client, user: User) -> None:
    vehicle = {"key": "1", "country": "VN", "consignments": ["A"], "plate": "12C 1234X"}
    blank = {"consignments": [{"key": "A"}], "vehicles": [vehicle]}

    assert places(told(client, user, blank)) == {"f-vehicles-0-plate"}
    assert places(told(client, user, blank, touched="gate")) == {"f-vehicles-0-plate", "f-gate"}
    assert {"f-consignments-0-owner-name", "f-consignments-0"} <= places(told(client, user, blank, passed="goods"))
    assert len(places(told(client, user, blank, passed=EVERYTHING))) > 10


def test_a_word_being_typed_is_not_wrong_yet(client: Client, user: User) -> None:
    wrong = body(vehicles=[given.vehicle(plate="12C1")])

    said = told(client, user, wrong, typing="vehicles-0-plate")
    assert places(said) == set()
    assert 'id="nav-count-vehicles"></div>' in said
    assert ">1<" in told(client, user, wrong).partition('id="count-vehicles"')[2][:60]


def test_findings_stand_at_the_rows_of_the_page_although_one_was_taken_away(client: Client, user: User) -> None:
    fields = page_of(user, body(vehicles=[given.vehicle("2", plate="12C 1234X")]))
    moved = {name.replace("vehicles-0-", "vehicles-7-"): value for name, value in fields.items()}

    said = client.post(FINDINGS, moved).content.decode()

    assert places(said) == {"f-vehicles-7-plate"}
    assert 'href="#f-vehicles-7-plate"' in said


@pytest.mark.parametrize(
    ("name", "written", "document"),
    [
        ("vehicles-0-plate", "12C-123.45", {"vehicles": [given.vehicle(plate="12c12345")]}),
        ("vehicles-0-plate", "12C-123.40", {"vehicles": [given.vehicle(plate="I2C 1234O")]}),
        ("vehicles-0-plate", "桂F·12345", {"vehicles": [given.vehicle(plate="桂f 12345", country="CN")]}),
        ("vehicles-0-container", "GATU1234569", {"vehicles": [given.vehicle(container="gatu 12 3456-9")]}),
        ("contact-phone", "+84912345678", {"contact": {"name": "Mẫu", "phone": "O912 345.678"}}),
        (
            "consignments-0-owner-tax_code",
            "0100005019",
            {"consignments": [given.consignment(owner={"tax_code": "01.0000 5019", "name": "Công ty Mẫu"})]},
        ),
        (
            "consignments-0-customs_number",
            "300000005010",
            {"consignments": [given.consignment(customs_number="3000 0000 50IO")]},
        ),
    ],
)
def test_a_field_that_was_left_is_written_as_it_will_be_kept(
    client: Client, user: User, name: str, written: str, document: dict[str, Any]
) -> None:
    said = told(client, user, body(**document), left=name)

    assert re.search(rf'data-field="{name}" data-typed="[^"]+" value="{re.escape(written)}"', said)
    assert "<data" not in told(client, user, body(**document))


def test_what_cannot_be_read_stays_as_it_was_typed(client: Client, user: User) -> None:
    assert "<data" not in told(client, user, body(vehicles=[given.vehicle(plate="12 c")]), left="vehicles-0-plate")


def test_all_that_is_right_is_said_to_be_right(client: Client, user: User) -> None:
    said = told(client, user, body(), passed=EVERYTHING)

    assert places(said) == set()
    assert "said success" in said


def test_empty_vehicles_leave_their_goods_at_home(client: Client, user: User) -> None:
    document = body(vehicles=[given.vehicle(cargo_weight_kg=None)])
    fields = page_of(user, document, empty="on") | {"been-passed": EVERYTHING}

    assert places(client.post(FINDINGS, fields).content.decode()) == set()
    client.post(NEW, fields | {"do": "file"})
    assert Declaration.objects.get().vehicles.get().journey == "empty"


def test_asking_keeps_nothing(client: Client, user: User) -> None:
    told(client, user, body(), passed=EVERYTHING)

    assert not Declaration.objects.exists()


# Saving by itself


def test_a_page_makes_one_draft_and_goes_on_with_it(client: Client, user: User) -> None:
    page = str(uuid4())
    first = client.post(AUTOSAVE, page_of(user, {"gate": "HN"}, page=page, save="1")).json()
    second = client.post(
        first["autosave"], page_of(user, {"gate": "TT"}, page=page, save="2", version=str(first["version"]))
    ).json()

    draft = Declaration.objects.get()
    assert (str(draft.pk), draft.version) == (second["id"], second["version"])
    assert typed_in(draft)["gate"] == "TT"


def test_a_save_whose_answer_was_lost_is_repeated_without_harm(client: Client, user: User) -> None:
    page = str(uuid4())
    fields = page_of(user, {"gate": "HN"}, page=page, save="1")

    answers = [client.post(AUTOSAVE, fields).json(), client.post(AUTOSAVE, fields).json()]
    later = client.post(AUTOSAVE, page_of(user, {"gate": "TT"}, page=page, save="2")).json()
    late = client.post(AUTOSAVE, fields)

    assert [answer["id"] for answer in answers] == [later["id"]] * 2
    assert late.status_code == 412
    assert typed_in(Declaration.objects.get())["gate"] == "TT"


def test_another_window_s_typing_is_not_overwritten(client: Client, user: User) -> None:
    draft = drafting.save_draft(body={"gate": "HN"}, by=user, at=timezone.now())
    address = reverse("declaration-autosave", args=[draft.pk])

    first = client.post(address, page_of(user, {"gate": "TT"}, save="1", version="1"))
    other = client.post(address, page_of(user, {"gate": "CM"}, save="1", version="1"))

    assert (first.status_code, other.status_code) == (200, 412)
    assert typed_in(Declaration.objects.get())["gate"] == "TT"


def test_a_save_that_knows_no_version_takes_nobody_s_place(client: Client, user: User) -> None:
    draft = drafting.save_draft(body={"gate": "HN"}, by=user, at=timezone.now())

    answer = client.post(reverse("declaration-autosave", args=[draft.pk]), page_of(user, {"gate": "TT"}, save="1"))

    assert answer.status_code == 412


def test_a_page_of_one_draft_cannot_save_another(user: User) -> None:
    one, two = (drafting.save_draft(body={}, by=user, at=timezone.now()) for _ in range(2))
    page = uuid4()
    save = {"body": {"gate": "HN"}, "by": user, "at": timezone.now(), "form": page}
    autosaving.autosave(**save, declaration_id=one.pk, version=1)  # type: ignore[arg-type]

    with pytest.raises(Stale):
        autosaving.autosave(**save, declaration_id=two.pk, version=1)  # type: ignore[arg-type]


def test_a_filed_declaration_is_not_changed_by_itself(client: Client, user: User) -> None:
    declaration = filing.file(body=body(), by=user, at=timezone.now())

    answer = client.post(
        reverse("declaration-autosave", args=[declaration]),
        page_of(user, body(client_reference="X"), save="1", version=str(declaration.version)),
    )

    declaration.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (409, "filed")
    assert declaration.client_reference == ""


def test_a_change_kept_on_the_device_is_shown_again_and_not_carried_out(client: Client, user: User) -> None:
    declaration = filing.file(body=body(), by=user, at=timezone.now())
    typed_before = page_of(user, body(client_reference="MINE"), do="again", version=str(declaration.version))

    page = client.post(reverse("declaration-edit", args=[declaration]), typed_before).content.decode()

    declaration.refresh_from_db()
    assert 'value="MINE"' in page
    assert "data-answered" in page
    assert declaration.client_reference == ""


def test_a_form_sent_again_because_its_answer_was_lost_files_once(client: Client, user: User) -> None:
    fields = page_of(user, body(), do="file", save="1")

    addresses = {client.post(NEW, fields)["Location"] for _ in range(2)}
    other = client.post(NEW, fields | {"vehicles-0-plate": given.plate()})["Location"]

    assert Declaration.objects.filter(status=Status.OPEN).count() == 2
    assert len(addresses) == 1
    assert other not in addresses  # he went back and declared the next truck


def test_what_was_saved_by_itself_is_filed_as_that_draft(client: Client, user: User) -> None:
    page = str(uuid4())
    saved = client.post(AUTOSAVE, page_of(user, body(), page=page, save="1")).json()

    client.post(NEW, page_of(user, body(), page=page, do="file", save="2"))

    assert Declaration.objects.get().pk == int(saved["id"])


@pytest.mark.parametrize("what", ["findings", "autosave"])
def test_only_whoever_it_concerns_is_answered(client: Client, user: User, what: str) -> None:
    draft = drafting.save_draft(body=body(), by=user, at=timezone.now())
    address = reverse(f"declaration-{what}", args=[draft.pk])
    stranger = given.declarant()

    assert Client().post(address, page_of(user, body())).status_code == 401
    assert signed_in(stranger).post(address, page_of(stranger, body())).status_code == 404
    assert signed_in(stranger).post(f"{NEW}{what}/", page_of(user, body())).status_code == 403
    assert signed_in(user, strict=True).post(address, page_of(user, body())).status_code == 403
    assert signed_in(given.officer()).post(f"{NEW}{what}/", page_of(user, body())).status_code == 403
    assert client.get(address).status_code == 405
    assert client.post(address, typed(body())).status_code == 403  # a page made for nobody


@pytest.mark.parametrize("what", ["findings", "autosave"])
@pytest.mark.parametrize(
    "odd",
    [
        {"gate": "H\0N", "page": "x\0", "save": "²", "version": "-1", "been-left": "\0 gate"},
        {"vehicles-99999999999-plate": "1", "vehicles-007-plate": "2", "vehicles": "x", "vehicles--": "y"},
        {"note": "x" * 100_000, "empty": "🚚", "been-touched": "a " * 50_000},
        {f"vehicles-{n}-plate": "12C" for n in range(150)},
    ],
    ids=["NUL", "indices", "large", "many"],
)
def test_nothing_that_is_sent_breaks_it(client: Client, user: User, what: str, odd: dict[str, str]) -> None:
    fields = page_of(user, {}) | odd

    assert client.post(f"{NEW}{what}/", fields).status_code == 200


def test_too_much_is_refused(client: Client, user: User) -> None:
    fields = page_of(user, {}) | {f"vehicles-{n}-plate": "12C" for n in range(10_100)}

    assert client.post(AUTOSAVE, fields).status_code == 400
    assert not Declaration.objects.exists()


def test_a_hundred_vehicles_need_as_few_queries_as_one(
    client: Client, user: User, django_assert_max_num_queries: Any
) -> None:
    many = body(vehicles=[given.vehicle(str(n)) for n in range(100)])

    with django_assert_max_num_queries(17):
        said = told(client, user, many, passed=EVERYTHING)
    assert "said success" in said or "said warning" in said


def test_a_draft_that_keeps_itself_gets_the_name_it_has_in_the_list(client: Client, user: User) -> None:
    kept = client.post(AUTOSAVE, page_of(user, body(vehicles=[given.vehicle(plate="12C-123.45")]), save="1")).json()

    assert kept["title"].endswith(f"{kept['id']} · 12C-123.45")
    assert f'<h1 id="title">{kept["title"]}</h1>' in client.get(kept["edit"]).content.decode()


def test_what_stands_in_the_way_is_said_beside_the_button(client: Client, user: User) -> None:
    wrong = body(vehicles=[given.vehicle(plate="12C 1234X")])

    said = told(client, user, wrong).partition('<p id="hinder">')[2].partition("</p>")[0]
    assert 'href="#f-vehicles-0-plate"' in said
    assert "<a" not in told(client, user, body()).partition('<p id="hinder">')[2].partition("</p>")[0]


def test_advice_in_the_form_speaks_to_people_alone(client: Client, user: User) -> None:
    wrong = page_of(user, body()) | {"expected_arrival": "tomorrow", "vehicles-0-insurance_until": "soon"}

    said = client.post(FINDINGS, wrong).content.decode()
    assert {"f-expected_arrival", "f-vehicles-0-insurance_until"} <= places(said)
    assert "API" not in said


def test_a_phone_that_was_given_once_is_not_asked_for_again(client: Client, user: User) -> None:
    user.phone = ""
    user.save()
    page = typed(body(contact={"name": user.get_full_name(), "phone": "0987654321"}), do="file", ticket=ticket(user))
    client.post(NEW, page)

    assert 'name="contact-phone" id="f-contact-phone" value="+84987654321"' in client.get(NEW).content.decode()
