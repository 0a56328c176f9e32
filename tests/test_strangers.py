"""Nothing that one company does or guesses shows it anything of another: every page of the site, tried.

The pages are read from the site's own addresses. A page whose address names something that this file does not know
fails here, so that nobody forgets to say whose it is.
"""

import base64
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import consenting, inviting, issuing
from declarations.line.duties import Duty
from declarations.models import Declaration, Strike
from declarations.operations import attaching, changing, drafting, linking, paying
from declarations.queries.passing import pass_of
from gate import rooms
from notices.models import Notice
from notices.operations.telling import deliver_due
from tests import given
from workspace.operations import bulk, learning

pytestmark = pytest.mark.django_db

ROOMS = (*rooms.ROOMS, "otp_totp", "otp_static")
NOT_ABOUT_COMPANIES = (
    "api/",
    "admin/",
    "healthz",
    "readyz",
    "favicon",
    "i18n/",
    ".well-known/",
    "board/",
    "reports/",
    "^open/",
    "<path:rest>",
)
SECRET_PLATE, SECRET_DRIVER, SECRET_OWNER, SECRET_GOODS = "12C-987.61", "Bí Mật Thử", "Công ty Kín Đáo", "Quả thanh trà"


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHEET = f"plate;driver_name;gate\n{SECRET_PLATE};{SECRET_DRIVER};HN\n"


class Page(NamedTuple):
    route: str
    name: str
    arguments: tuple[str, ...]


def _pages(patterns: list[Any], prefix: str = "") -> Iterator[Page]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if route.startswith(NOT_ABOUT_COMPANIES):
            continue
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Page(route, pattern.name or route, tuple(pattern.pattern.converters))


PAGES = list(_pages(get_resolver().url_patterns))


class World(NamedTuple):
    """All that a company can have, by the names that addresses give it."""

    owner: User
    declaration: Declaration
    names: dict[str, list[Any]]
    secrets: tuple[str, ...]


def _world() -> World:
    at = timezone.now()
    owner = given.declarant(of=given.organisation("Công ty Riêng Tư"), full_name="Chủ Kín Đáo")
    staff = given.officers()
    truck = given.vehicle(
        plate=SECRET_PLATE, driver={"name": SECRET_DRIVER, "id_number": "012345678999", "phone": None}
    )
    goods = given.consignment()
    goods["owner"]["name"], goods["items"][0]["description"] = SECRET_OWNER, SECRET_GOODS
    filed = given.filed(by=owner, at=at, vehicles=[truck], consignments=[goods])
    vehicle = filed.vehicles.get()
    draft = drafting.save_draft(body={"vehicles": [truck]}, by=owner, at=at)
    paper = attaching.attach(declaration_id=filed.pk, content=PNG, name="kin-dao.png", by=owner, at=at)
    linking.link_for(vehicle_id=vehicle.pk, by=owner, at=at)
    given.confirmed(filed, "bg_arrival", staff=staff, at=at)
    fee = paying.pay(fee_id=vehicle.fees.get().pk, by=staff["gate_centre"], at=at, method="cash")
    change = changing.ask_changes(
        declaration_id=filed.pk, by=owner, at=at, reason="Đổi tài xế",
        changes=[("$.vehicles[0].driver.name", "Tên Mới")],
    )  # fmt: skip
    given.sent_back(filed, "customs_registration", "$.vehicles[0].seal", staff=staff, at=at)
    deliver_due(at=at)
    learning.learn_due(at=at)
    sent = bulk.take(data=SHEET.encode(), name="kin-dao.csv", by=owner, at=at)
    invitation = inviting.invite(email="kin@example.test", company_role="viewer", by=owner, at=at)
    key = issuing.issue_key(user_id=owner.pk, at=at, by=owner)
    assert owner.organisation
    assert filed.gate
    strike = Strike.objects.create(
        organisation=owner.organisation, declaration=filed, vehicle=vehicle, plate=SECRET_PLATE, gate=filed.gate,
        direction=filed.direction, duty=Duty.NO_SHOW, window_at=at, first_at=at, last_at=at, given_at=at,
    )  # fmt: skip
    consent = consenting.consent(agent_tax_code=given.organisation().tax_code, by=owner, at=at)
    return World(
        owner,
        filed,
        {
            "ref": [filed.number, filed.pk, draft.pk],
            "vehicle_id": [vehicle.pk],
            "document_id": [paper.pk],
            "fee_id": [fee.pk],
            "change_id": [change.pk],
            "file_id": [sent.file.pk],
            "strike_id": [strike.pk],
            "notice_id": [Notice.objects.filter(event__declaration=filed)[0].pk],
            "row_id": list(range(1, 4)),
            "what": ["trucks", "trailers", "drivers", "owners", "goods"],
            "pk": [owner.pk, invitation.pk, key.key.pk, consent.pk],
        },
        (
            SECRET_PLATE, SECRET_DRIVER, SECRET_OWNER, SECRET_GOODS, filed.number or "", "kin-dao", "kin@example.test",
            owner.organisation.name if owner.organisation else "", key.key.prefix, pass_of(vehicle, at=at).token,
        ),
    )  # fmt: skip


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the rooms keep, to be compared; when somebody was last there is no change."""
    changing_by_itself = {"last_login", "last_opened_at", "last_used_at"}
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in ROOMS:
            names = [field.attname for field in model._meta.concrete_fields if field.name not in changing_by_itself]
            found[model._meta.label] = list(model._default_manager.order_by("pk").values_list(*names))
    return found


def _addresses(page: Page, names: dict[str, list[Any]]) -> Iterator[str]:
    """The page's addresses for everything of that company, and for what lies next to it."""
    unknown = set(page.arguments) - names.keys() - OWN_RIGHT.keys()
    assert not unknown, f"{page.route}: say in this file whose {unknown} is"
    for values in itertools.product(*(names[argument] for argument in page.arguments)):
        said = dict(zip(page.arguments, values, strict=True))
        try:
            yield reverse(page.name, kwargs=said)
        except NoReverseMatch:
            continue  # a draft has no vehicles; a number is no id


OWN_RIGHT = {
    "key": "the driver's link is its own right (tests/declarations/web/test_driver.py)",
    "token": "a signed link from a mail is its own right (tests/accounts)",
    "uidb64": "so is the link of a forgotten password",
    "code": "a gate, which is everybody's to know",
    "language": "an empty sheet to fill in, the same for everybody",
    "kind": "an empty sheet to fill in, the same for everybody",
}
OF_ROWS = [page for page in PAGES if set(page.arguments) - {"what"} and not set(page.arguments) & OWN_RIGHT.keys()]
OF_LISTS = [page for page in PAGES if not set(page.arguments) - {"what"}]
POSTED = {
    "do": "file", "reason": "Vì muốn", "expected_arrival": "2030-01-01T10:00", "version": "1", "plate": SECRET_PLATE,
    "company_role": "owner", "email": "stranger@example.test", "language": "en", "label": "k", "next": "/",
    "words": "Vì muốn",
}  # fmt: skip
SEARCHES = (
    "",
    *(f"?q={word}" for word in ("12C-987", "Bí Mật", "Kín", "thanh")),
    "?plate=12C98761",
    "?before=99999999",
)


def _lists(world: World) -> list[str]:
    return [address for page in OF_LISTS for address in _addresses(page, world.names)]


def _strangers() -> dict[str, Client]:
    """People with accounts who have nothing to do with that company, at its gate too where it is theirs to see less."""
    people = {
        "another company": given.declarant(),
        "an officer of another gate": given.officer(at="TT"),
        "a manager": given.manager(at=None),
        "an administrator": given.administrator(),
        "nobody": None,
    }
    clients = {}
    for who, user in people.items():
        clients[who] = Client(raise_request_exception=False)
        if user:
            clients[who].force_login(user)
    return clients


def _leaks(answer: Any, world: World) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    asked = answer.wsgi_request.get_full_path()  # what somebody typed himself is no secret told to him
    return [secret for secret in world.secrets if secret.encode() in body and secret not in asked]


def test_nobody_opens_or_changes_what_another_company_has():
    world, wrong = _world(), []
    before = _rows()
    strangers = _strangers()
    after_people = _rows()
    for page in OF_ROWS:
        for number, address in enumerate(_addresses(page, world.names)):
            for who, client in strangers.items() if number == 0 else [next(iter(strangers.items()))]:
                allowed = {403, 404, 405} if who != "nobody" else {302, 401, 403, 404, 405}
                for method in ("get", "post"):
                    answer = getattr(client, method)(address, POSTED if method == "post" else {})
                    told = _leaks(answer, world)
                    if answer.status_code not in allowed or told:
                        wrong.append(f"{who} {method} {address}: {answer.status_code} {told}")
    assert not wrong, "\n".join(wrong)
    assert len(OF_ROWS) >= 15
    assert _rows() == after_people
    assert before.keys() == after_people.keys()


def test_no_list_search_or_suggestion_shows_anything_of_another_company():
    world, wrong = _world(), []
    strangers = _strangers()
    for address, search in itertools.product(_lists(world), SEARCHES):
        for who, client in strangers.items():
            if not search or who == "another company":
                answer = client.get(address + search)
                told = _leaks(answer, world)
                if answer.status_code >= 500 or told:
                    wrong.append(f"{who} {address}{search}: {answer.status_code} {told}")
    for what in world.names["what"]:
        for word in ("12C", "Bí", "bi mat", "Kín", "thanh", "0123"):
            answer = strangers["another company"].get(reverse("suggest", args=[what]), {"q": word})
            assert _leaks(answer, world) == []
    assert wrong == []


def test_what_is_tried_would_be_found():
    """The company itself opens its pages: so the attempts above fail for who asks, not for what is asked."""
    world = _world()
    client = Client(raise_request_exception=False)
    client.force_login(world.owner)
    opened = {
        page.name
        for page in OF_ROWS
        for address in _addresses(page, world.names)
        if client.get(address).status_code in (200, 302, 405)
    }
    assert {page.name for page in OF_ROWS} - opened == set()
    assert _leaks(client.get(reverse("declarations")), world)
    assert _leaks(client.get(reverse("suggest", args=["trucks"]), {"q": "12C98"}), world)


def test_naming_another_company_to_the_api_opens_nothing_of_it():
    """What a program says of whom it works for is asked of the consents: a tax code is printed on every invoice."""
    world, agency = _world(), given.organisation()
    agent = given.declarant(of=agency)
    consenting.consent(agent_tax_code=agency.tax_code, by=given.declarant(), at=timezone.now())
    before = _rows()
    tax_code = world.owner.organisation.tax_code if world.owner.organisation else ""
    for who in (given.declarant(), agent):
        client = Client(headers={"On-Behalf-Of": tax_code})
        client.force_login(who)
        body = given.body()
        for answer in (
            client.get("/api/v1/declarations"),
            client.get(f"/api/v1/declarations/{world.declaration.number}"),
            client.post("/api/v1/declarations", body, content_type="application/json"),
            client.post("/api/v1/declarations/check", body, content_type="application/json"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "no_consent")
            assert _leaks(answer, world) == []
    assert {label: rows for label, rows in _rows().items() if label.startswith("declarations.")} == {
        label: rows for label, rows in before.items() if label.startswith("declarations.")
    }
