"""What can be done on lists and by named acts: one table of them all; one that is not in it fails.

Addresses stand in `test_addresses`; here is what the same address does under another name: the moves of a check, the
acts on a truck, the buttons above the queue and the line, and the actions of the admin's own lists.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import operations
from accounts.models import ApiKey
from declarations.admin.acts import ACTS
from declarations.admin.moves import MOVES, actions_for
from declarations.models import Declaration, Vehicle
from declarations.operations import calling, checking, scanning
from tests import given
from tests.declarations.admin import desk, test_addresses
from tests.declarations.admin.desk import World
from tests.declarations.admin.test_addresses import ADMINISTRATOR, CALLING_HN, CENTRE_HN, CUSTOMS_HN, OUTSIDERS, STAFF

pytestmark = pytest.mark.django_db

Sent = dict[str, Any]
REASON: Sent = {"_sure": "1", "reason_code": "other", "text": "Một lý do", "reason": "Một lý do", "note": ""}


class Action(NamedTuple):
    """Where it is sent to, who may, and what is sent of that world."""

    address: str
    writers: frozenset[str]
    sent: Callable[[World], Sent]


def _truck(world: World, name: str) -> Declaration:
    """A truck of its own for each action."""
    if name not in world.places:
        world.places[name] = given.filed(at=world.at)
    filed: Declaration = world.places[name]
    return filed


def _queue(name: str, code: str, *, writers: frozenset[str] = CUSTOMS_HN, before: str = "") -> Action:
    def sent(world: World) -> Sent:
        check = given.check(_truck(world, f"queue {name}"), code)
        by = world.people[f"{check.agency}.hn"]
        if before == "held" and check.state == "ready":
            checking.hold(check_id=check.pk, by=by, at=world.at, reason="Chờ")
        elif before == "confirmed" and check.state == "ready":
            checking.confirm(check_id=check.pk, by=by, at=world.at)
        return {**REASON, "action": name, "_selected_action": check.pk, "method": "cash"}

    return Action(reverse("admin:declarations_check_changelist"), writers, sent)


def _in_line(world: World, name: str) -> Vehicle:
    truck: Vehicle = _truck(world, name).vehicles.get()
    if truck.seen_at is None:
        read = scanning.Read(plate=truck.plate)
        scanning.scan(gate="HN", read=read, by=world.people["border_guard.hn"], at=world.at, nonce=name)
    return truck


def _line(do: str) -> Action:
    def sent(world: World) -> Sent:
        truck = _in_line(world, f"line {do}")
        if do == "uncall" and not Vehicle.objects.get(pk=truck.pk).called_at:
            calling.call_forward(vehicle_id=truck.pk, by=world.people["gate_centre.hn"], at=world.at)
        return {**REASON, "do": do, "vehicle": truck.pk}

    return Action("declarations_gate_line", CALLING_HN, sent)


def _list(model: str, name: str, row: Callable[[World], Any]) -> Action:
    address = reverse(f"admin:{model}_changelist")
    return Action(address, ADMINISTRATOR, lambda world: {"action": name, "_selected_action": row(world), "post": "yes"})


def _key(world: World) -> int:
    person = world.people["declarant"]
    found = ApiKey.objects.filter(user=person).first()
    return (found or operations.issue_key(user_id=person.pk, by=None, at=world.at).key).pk


def _company(world: World) -> int:
    company = world.people["declarant"].organisation
    assert company is not None
    return company.pk


def _off(world: World) -> int:
    """A person who is switched off."""
    person = world.people["manager.tt"]
    if person.is_active:
        operations.switch_off_user(user_id=person.pk, by=world.people["administrator"])
        person.refresh_from_db()
    return person.pk


def _company_off(world: World) -> int:
    company = world.people["declarant"].organisation
    assert company is not None
    if company.is_active:
        operations.switch_organisation(organisation_id=company.pk, on=False, by=world.people["administrator"])
        company.refresh_from_db()
    return company.pk


def _declarant(world: World) -> int:
    return world.people["declarant"].pk


def table() -> dict[str, Action]:
    """Every action by the list it stands on and its name."""
    return {
        "queue confirm": _queue("confirm", "customs_arrival"),
        "queue pay": _queue("pay", "fee_infrastructure", writers=CENTRE_HN),
        "queue hold": _queue("hold", "customs_arrival"),
        "queue refuse": _queue("refuse", "customs_arrival"),
        "queue release": _queue("release", "customs_arrival", before="held"),
        "queue withdraw": _queue("withdraw", "customs_arrival", before="confirmed"),
        "line call": _line("call"),
        "line uncall": _line("uncall"),
        "accounts_apikey revoke": _list("accounts_apikey", "revoke", _key),
        "accounts_organisation switch_off": _list("accounts_organisation", "switch_off", _company),
        "accounts_organisation switch_on": _list("accounts_organisation", "switch_on", _company_off),
        "accounts_user switch_off": _list("accounts_user", "switch_off", _declarant),
        "accounts_user switch_on": _list("accounts_user", "switch_on", _off),
        "declarations_posting delete_selected": _list(
            "declarations_posting", "delete_selected", lambda world: world.places["posting"].pk
        ),
    }


ELSEWHERE = {
    "accounts_application approve": "tests/accounts/test_joining.py",
    "accounts_user reset_second_factor": "tests/accounts/test_second_factor.py",
}


def _offered() -> set[str]:
    """What the lists of the admin offer, to whoever is offered most."""
    queue = {f"queue {name}" for agency in ("customs", "gate_centre") for name in actions_for(agency)}
    offered = {*queue, "line call", "line uncall"}
    for model, own in admin.site._registry.items():
        if own.actions is None or model._meta.app_label == "axes":
            continue  # the lists of sign-ins: deleting is nobody's, as test_addresses shows
        names = {name if isinstance(name, str) else name.__name__ for name in own.actions}
        if type(own).has_delete_permission is admin.ModelAdmin.has_delete_permission:
            names.add("delete_selected")
        offered |= {f"{model._meta.label_lower.replace('.', '_')} {name}" for name in names}
    return offered


def test_every_action_of_every_list_is_in_the_table() -> None:
    assert _offered() == set(table()) | set(ELSEWHERE)


@pytest.mark.parametrize(
    ("name", "known"), [("declarations_check_move", MOVES), ("declarations_declaration_act", ACTS)]
)
def test_every_move_and_every_act_is_in_the_table_of_addresses(name: str, known: dict[str, Any]) -> None:
    tried = {row.split()[1] for row in test_addresses.TABLE if row.startswith(f"{name} ")}
    assert tried == set(known)


@pytest.fixture
def world() -> World:
    return desk.world()


def _send(world: World, who: str, action: Action) -> Any:
    address, sent = action.address, action.sent(world)
    if not address.startswith("/"):
        address = reverse(f"admin:{address}", args=[world.places["gate"].pk, "export"])
    return world.client(who).post(address, sent)


@pytest.mark.once
def test_nobody_else_does_it(world: World) -> None:
    actions = table()
    for action in actions.values():
        action.sent(world)
    before = desk.everything()

    for name, action in actions.items():
        for who in sorted((STAFF | OUTSIDERS) - action.writers):
            assert _send(world, who, action).status_code in (302, 403, 404), (name, who)
    assert desk.everything() == before


@pytest.mark.once
@pytest.mark.parametrize("name", table())
def test_whoever_may_does_it_by_an_operation(world: World, name: str) -> None:
    action = table()[name]
    who = sorted(action.writers)[0]
    world.client(who)
    action.sent(world)
    before = desk.everything()

    with desk.writes_outside_operations() as unheard:
        answer = _send(world, who, action)

    assert answer.status_code in (200, 302)
    assert desk.everything() != before
    assert unheard == []


@pytest.mark.once
@pytest.mark.parametrize("button", ["undo", "put-away"])
def test_an_officer_takes_back_and_puts_away_what_is_his_own_alone(world: World, button: str) -> None:
    queue = table()["queue confirm"]
    world.client("customs.hn").post(queue.address, queue.sent(world))
    before = desk.everything()

    for who in sorted((STAFF | OUTSIDERS) - CUSTOMS_HN):
        assert world.client(who).post(queue.address, {"action": button}).status_code in (302, 403), who
    assert desk.everything() == before
    assert given.check(_truck(world, "queue confirm"), "customs_arrival").state == "confirmed"
