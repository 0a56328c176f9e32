"""Who opens which address of the admin, and who changes anything there: one table; an address that is not in it fails.

`anonymous` and the company are led to the sign-in; staff without a right get 403, and 404 for what they may not see.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.views.generic import RedirectView

from accounts import operations
from accounts.models import Agency
from accounts.operations import applying
from contract import printing
from declarations.models import CashShift, Event, Fee, JourneyRate, Pause, Procedure, Reason, Receipt, Tariff, Vehicle
from declarations.operations import acting, calling, cashing, checking, drafting, pausing, paying, scanning
from declarations.operations.scanning import Read
from delivery.models import Sending
from desk.models import Device, GoodsName, Handover, Hint, HintRule
from desk.operations import devices, handing_over, offline
from notices.carrying import Failure
from notices.models import Delivery
from notices.topics import Channel
from tests import given
from tests.declarations.admin import desk
from tests.declarations.admin.desk import World
from tests.delivery import having

pytestmark = pytest.mark.django_db

HN = frozenset(f"{agency}.hn" for agency in Agency.values)
TT = frozenset(f"{agency}.tt" for agency in desk.AT_THE_OTHER_GATE)
OFFICERS = HN | TT
MANAGERS = frozenset({"manager.hn", "manager.tt", "manager.province"})
MANAGERS_HN = MANAGERS - {"manager.tt"}
ADMINISTRATOR = frozenset({"administrator"})
STAFF = OFFICERS | MANAGERS | ADMINISTRATOR
OUTSIDERS = frozenset({"declarant", desk.ANONYMOUS})
CENTRES = frozenset({"gate_centre.hn", "gate_centre.tt"})
CENTRE_HN = frozenset({"gate_centre.hn"})
CALLING_HN = CENTRE_HN | {"traffic_police.hn"}
CUSTOMS_HN = frozenset({"customs.hn"})
GUARD_HN = frozenset({"border_guard.hn"})
ORDERING = CENTRES | MANAGERS
ORDERING_HN = CENTRE_HN | MANAGERS_HN
PROVINCE = frozenset({"manager.province"})
CATALOGUING = PROVINCE | ADMINISTRATOR
NOBODY: frozenset[str] = frozenset()

Args = Callable[[World], list[Any]]


class Row(NamedTuple):
    """Who may GET the page, who may change something by a POST to it, and its arguments."""

    readers: frozenset[str]
    writers: frozenset[str]
    args: Args = lambda world: []


def _of(kind: str) -> Args:
    return lambda world: [world.places[kind].pk]


def _model(
    name: str, *, lists: frozenset[str], reads: frozenset[str], adds: frozenset[str], changes: frozenset[str],
    deletes: frozenset[str], args: Args,
) -> dict[str, Row]:  # fmt: skip
    return {
        f"{name}_changelist": Row(lists, NOBODY),
        f"{name}_add": Row(adds, adds),
        f"{name}_change": Row(reads, changes, args),
        f"{name}_history": Row(reads, NOBODY, args),
        f"{name}_delete": Row(deletes, deletes, args),
    }


def _place(kind: str, *, writers: frozenset[str], writers_hn: frozenset[str], removable: bool) -> dict[str, Row]:
    return _model(
        f"declarations_{kind}", lists=OFFICERS | MANAGERS, reads=HN | MANAGERS_HN, adds=writers, changes=writers_hn,
        deletes=writers_hn if removable else NOBODY, args=_of(kind),
    )  # fmt: skip


def _move(name: str, code: str) -> Args:
    return lambda world: [world.check(code).pk, name]


def _act(name: str) -> Args:
    return lambda world: [world.truck.pk, world.truck.vehicles.get().pk, name]


def _accounts(kind: str, args: Args) -> dict[str, Row]:
    return _model(
        f"accounts_{kind}", lists=ADMINISTRATOR, reads=ADMINISTRATOR, adds=ADMINISTRATOR, changes=ADMINISTRATOR,
        deletes=NOBODY, args=args,
    )  # fmt: skip


def _key(world: World) -> list[Any]:
    return [operations.issue_key(user_id=world.people["declarant"].pk, by=None, at=world.at).key.pk]


def _sending(world: World) -> list[Any]:
    """A report that could not be sent."""
    sending = Sending.objects.first() or having.failed(having.subscribed())
    return [sending.pk]


def _delivery(world: World) -> list[Any]:
    """An e-mail that could not be delivered."""
    delivery, _ = Delivery.objects.get_or_create(
        user=world.people["declarant"], event=world.truck.events.order_by("pk")[0], channel=Channel.EMAIL,
        defaults={"created_at": world.at, "due_at": world.at, "failed_at": world.at, "failure": Failure.REFUSED},
    )  # fmt: skip
    return [delivery.pk]


def _application(world: World) -> list[Any]:
    who = applying.Applicant("Công ty Mẫu", "4999000045", "Nguyễn Văn Mẫu", "x@mau.example", "0912345678", "pw", "vi")
    application = applying.apply(applicant=who, at=world.at)
    assert application is not None
    return [applying.confirm_address(application_id=application.pk, at=world.at).pk]


def _device(world: World) -> list[Any]:
    """A device of the customs officer at HN."""
    officer = world.people["customs.hn"]
    found = Device.objects.filter(officer=officer).first()
    return [(found or devices.register(name="Phone", by=officer, at=world.at).device).pk]


def _conflict(world: World) -> list[Any]:
    """What that officer confirmed without network of a truck that nobody declared."""
    said = {"gate": "HN", "lane": "", "read": Read(plate="99Z-999.99"), "confirm": ["customs_arrival"],
            "happened_at": world.at, "nonce": "offline"}  # fmt: skip
    (taken,) = offline.take(scans=[said], by=world.people["customs.hn"], device=None, at=world.at)
    return [taken.conflicts[0].pk]


def _shift(world: World) -> list[Any]:
    """A shift at HN that is open."""
    cashier = world.people["gate_centre.hn"]
    found = CashShift.objects.filter(cashier=cashier).first()
    gate = world.places["gate"]
    return [(found or cashing.open_shift(gate_id=gate.pk, by=cashier, at=world.at, opening_float=0)).pk]


def _standing(world: World) -> Vehicle:
    """A truck that stands in line at HN."""
    found = Vehicle.objects.filter(line_time__isnull=False, called_at__isnull=True).first()
    if found is None:
        found = given.filed(at=world.at).vehicles.get()
        read, guard = scanning.Read(plate=found.plate), world.people["border_guard.hn"]
        scanning.scan(gate="HN", read=read, by=guard, at=world.at, nonce="in-line")
    return found


def _called(world: World) -> Vehicle:
    """A truck that is called forward to HN."""
    found = Vehicle.objects.filter(called_at__isnull=False).first()
    if found is None:
        found = given.filed(at=world.at).vehicles.get()
        read, guard = scanning.Read(plate=found.plate), world.people["border_guard.hn"]
        scanning.scan(gate="HN", read=read, by=guard, at=world.at, nonce="called")
        calling.call_forward(vehicle_id=found.pk, by=world.people["gate_centre.hn"], at=world.at)
    return found


def _other(world: World) -> Vehicle:
    """A truck at HN of which one check is confirmed, another one held, and which is held on the road."""
    found = Vehicle.objects.filter(road_held_at__isnull=False).first()
    if found is None:
        declaration = given.filed(at=world.at)
        found, people = declaration.vehicles.get(), world.people
        confirm, hold = given.check(declaration, "customs_arrival"), given.check(declaration, "transport_licence")
        checking.confirm(check_id=confirm.pk, by=people["customs.hn"], at=world.at)
        checking.hold(check_id=hold.pk, by=people["transport.hn"], at=world.at, reason="Thiếu giấy tờ")
        acting.hold_on_road(vehicle_id=found.pk, by=people["traffic_police.hn"], at=world.at, reason="Quá tải")
    return found


def _other_move(name: str, code: str) -> Args:
    return lambda world: [given.check(_other(world).declaration, code).pk, name]


def _paused(world: World) -> list[Any]:
    """HN, which stands still."""
    gate = world.places["gate"]
    if not Pause.objects.filter(gate=gate).exists():
        pausing.pause(gate_id=gate.pk, by=world.people["gate_centre.hn"], at=world.at, reason="Ùn ứ")
    return [gate.pk]


def _line(world: World) -> list[Any]:
    return [_standing(world).gate_id, "export"]


def _receipt(world: World) -> list[Any]:
    """The receipt of the one fee paid at HN."""
    found = Receipt.objects.first()
    if found is None:
        fee = Fee.objects.get(vehicle__declaration=given.filed(at=world.at))
        found = paying.pay(fee_id=fee.pk, by=world.people["gate_centre.hn"], at=world.at, method="card").receipt
    return [found.pk]


def _handover(world: World) -> list[Any]:
    """What a colleague of the customs officer at HN handed over."""
    found = Handover.objects.filter(agency="customs").first()
    gate, colleague = world.places["gate"], given.officer("customs")
    return [(found or handing_over.hand_over(gate_id=gate.pk, by=colleague, at=world.at)).pk]


def _note(world: World) -> list[Any]:
    """A note that he left."""
    gate, by = world.places["gate"], world.people["customs.hn"]
    return [handing_over.write_note(gate_id=gate.pk, by=by, at=world.at, text="Look twice").pk]


def _hint(world: World) -> list[Any]:
    """A hint at HN that concerns customs and the gate centre."""
    hint, _ = Hint.objects.get_or_create(
        rule=HintRule.objects.get(code="over_class"), declaration=world.truck, gate=world.places["gate"], version=1,
        subject="carrier:1", defaults={
            "figures": {"cargo": 18_000, "class": "VT4", "limit": 10_000, "percent": 80}, "found_at": world.at,
        },
    )  # fmt: skip
    return [hint.pk]


def _axes(kind: str, lists: frozenset[str]) -> dict[str, Row]:
    absent: Args = lambda world: [10**9]  # noqa: E731 - there is no such row: nobody finds it
    return {
        f"axes_{kind}_changelist": Row(lists, NOBODY),
        f"axes_{kind}_add": Row(NOBODY, NOBODY),
        f"axes_{kind}_change": Row(NOBODY, NOBODY, absent),
        f"axes_{kind}_history": Row(NOBODY, NOBODY, absent),
        f"axes_{kind}_delete": Row(NOBODY, NOBODY, absent),
    }


TABLE: dict[str, Row] = {
    "index": Row(STAFF, NOBODY),
    "jsi18n": Row(STAFF, NOBODY),
    "password_change_done": Row(STAFF, NOBODY),
    "app_list": Row(STAFF, NOBODY, lambda world: ["declarations"]),
    # The queue: nobody's but the officers', each his own agency's at his own gates.
    "declarations_check_changelist": Row(OFFICERS, frozenset({"customs.hn"})),
    "declarations_check_desk": Row(OFFICERS, NOBODY),
    "declarations_check_look": Row(NOBODY, NOBODY, lambda world: [world.check("customs_arrival").pk]),
    "declarations_check_move confirm": Row(CUSTOMS_HN, CUSTOMS_HN, _move("confirm", "customs_arrival")),
    "declarations_check_move hold": Row(frozenset({"medical.hn"}), frozenset({"medical.hn"}), _move("hold", "medical")),
    "declarations_check_move refuse": Row(GUARD_HN, GUARD_HN, _move("refuse", "bg_arrival")),
    "declarations_check_move send-back": Row(CUSTOMS_HN, CUSTOMS_HN, _move("send-back", "customs_registration")),
    "declarations_check_move release": Row(frozenset({"transport.hn"}), NOBODY, _move("release", "transport_licence")),
    "declarations_check_move withdraw": Row(frozenset({"customs.hn"}), NOBODY, _move("withdraw", "customs_arrival")),
    "declarations_check_move release what is held": Row(
        frozenset({"transport.hn"}), frozenset({"transport.hn"}), _other_move("release", "transport_licence")
    ),
    "declarations_check_move withdraw what is confirmed": Row(
        CUSTOMS_HN, CUSTOMS_HN, _other_move("withdraw", "customs_arrival")
    ),
    "declarations_check_move pay": Row(CENTRE_HN, CENTRE_HN, _move("pay", "fee_infrastructure")),
    "declarations_check_move drop": Row(NOBODY, NOBODY, _move("drop", "plant")),
    # Dossiers: every officer of the gate, and nobody else.
    "declarations_declaration_changelist": Row(OFFICERS, NOBODY),
    "declarations_declaration_change": Row(HN, NOBODY, lambda world: [world.truck.pk]),
    "declarations_declaration_act request": Row(
        frozenset({"customs.hn", "plant.hn", "animal.hn"}), frozenset({"customs.hn", "plant.hn"}), _act("request")
    ),
    "declarations_declaration_act hold": Row(
        CENTRE_HN | {"traffic_police.hn"}, CENTRE_HN | {"traffic_police.hn"}, _act("hold")
    ),
    "declarations_declaration_act release": Row(CENTRE_HN | {"traffic_police.hn"}, NOBODY, _act("release")),
    "declarations_declaration_act turn-back": Row(frozenset({"border_guard.hn"}), NOBODY, _act("turn-back")),
    "declarations_declaration_act release what is held": Row(
        CALLING_HN, CALLING_HN, lambda world: [_other(world).declaration_id, _other(world).pk, "release"]
    ),
    "declarations_declaration_act turn-back what stands here": Row(
        GUARD_HN, GUARD_HN, lambda world: [_standing(world).declaration_id, _standing(world).pk, "turn-back"]
    ),
    "declarations_declaration_act cancel": Row(CENTRE_HN, CENTRE_HN, _act("cancel")),
    "declarations_declaration_act call": Row(
        CALLING_HN, CALLING_HN, lambda world: [_standing(world).declaration_id, _standing(world).pk, "call"]
    ),
    "declarations_declaration_act uncall": Row(
        CALLING_HN, CALLING_HN, lambda world: [_called(world).declaration_id, _called(world).pk, "uncall"]
    ),
    # Changes asked for: seen by every officer of the gate, answered by the agencies that are asked.
    "declarations_changerequest_changelist": Row(OFFICERS, NOBODY),
    "declarations_changerequest_change": Row(HN, GUARD_HN, lambda world: [given.change(world.truck, at=world.at).pk]),
    # Places
    **_place("lane", writers=CENTRES, writers_hn=CENTRE_HN, removable=False),
    **_place("yard", writers=CENTRES, writers_hn=CENTRE_HN, removable=False),
    **_place("openinghours", writers=CENTRES, writers_hn=CENTRE_HN, removable=True),
    **_place("daymode", writers=ORDERING, writers_hn=ORDERING_HN, removable=True),
    **_place("intakestop", writers=ORDERING, writers_hn=ORDERING_HN, removable=True),
    **_place("gate", writers=NOBODY, writers_hn=CENTRE_HN, removable=False),
    # The gate today: for those who call trucks forward; only its centre pauses it
    "declarations_gate_centre": Row(CALLING_HN, NOBODY, _of("gate")),
    "declarations_gate_line": Row(CALLING_HN, CALLING_HN, _line),
    "declarations_gate_pause": Row(NOBODY, CENTRE_HN, _of("gate")),
    "declarations_gate_calling": Row(NOBODY, CENTRE_HN, _of("gate")),
    "declarations_gate_resume": Row(NOBODY, CENTRE_HN, _paused),
    # Money taken: receipts for whoever takes it, shifts for the managers too
    "declarations_receipt_changelist": Row(CENTRES, NOBODY),
    "declarations_receipt_change": Row(CENTRE_HN, NOBODY, _receipt),
    "declarations_receipt_print": Row(NOBODY, CENTRE_HN if printing.is_available() else NOBODY, _receipt),
    "declarations_cashshift_changelist": Row(CENTRES | MANAGERS, NOBODY),
    "declarations_cashshift_open": Row(CENTRE_HN, CENTRE_HN, _of("gate")),
    "declarations_cashshift_change": Row(CENTRE_HN | MANAGERS_HN, NOBODY, _shift),
    "declarations_cashshift_close": Row(CENTRE_HN, CENTRE_HN, _shift),
    "declarations_cashshift_csv": Row(CENTRE_HN | MANAGERS_HN, NOBODY, _shift),
    "declarations_cashshift_pdf": Row(
        CENTRE_HN | MANAGERS_HN if printing.is_available() else NOBODY, NOBODY, _shift
    ),
    # Prices and procedures
    **_model("declarations_tariff", lists=PROVINCE | CENTRES, reads=PROVINCE | CENTRES, adds=PROVINCE, changes=PROVINCE,
             deletes=NOBODY, args=lambda world: [Tariff.objects.order_by("pk")[0].pk]),
    **_model("declarations_journeyrate", lists=PROVINCE | CENTRES, reads=PROVINCE | CENTRES, adds=PROVINCE,
             changes=PROVINCE, deletes=NOBODY, args=lambda world: [JourneyRate.objects.order_by("pk")[0].pk]),
    **_model("declarations_procedure", lists=OFFICERS | MANAGERS, reads=OFFICERS | MANAGERS, adds=NOBODY,
             changes=NOBODY, deletes=NOBODY, args=lambda world: [Procedure.objects.get().pk]),
    # The catalogue of reasons
    **_model("declarations_reason", lists=CATALOGUING, reads=CATALOGUING, adds=CATALOGUING, changes=CATALOGUING,
             deletes=NOBODY, args=lambda world: [Reason.objects.order_by("pk")[0].pk]),
    # Scans: every officer's of the gate; devices each his own; what was confirmed without network its agency's
    "declarations_scan_changelist": Row(OFFICERS, NOBODY),
    "desk_device_changelist": Row(OFFICERS | ADMINISTRATOR, NOBODY),
    "desk_device_revoke": Row(frozenset({"customs.hn"}) | ADMINISTRATOR, frozenset({"customs.hn"}) | ADMINISTRATOR,
                              _device),
    "desk_offlineconflict_changelist": Row(OFFICERS, NOBODY),
    "desk_offlineconflict_settle": Row(CUSTOMS_HN, CUSTOMS_HN, _conflict),
    # Hints: read and answered by the agencies concerned; their rules are the province's
    "desk_hint_changelist": Row(OFFICERS, NOBODY),
    "desk_hint_change": Row(CUSTOMS_HN | CENTRE_HN, CUSTOMS_HN | CENTRE_HN, _hint),
    **_model("desk_hintrule", lists=MANAGERS | ADMINISTRATOR, reads=MANAGERS | ADMINISTRATOR, adds=NOBODY,
             changes=CATALOGUING, deletes=NOBODY, args=lambda world: [HintRule.objects.get(code="same_driver").pk]),
    **_model("desk_goodsname", lists=MANAGERS | ADMINISTRATOR, reads=MANAGERS | ADMINISTRATOR, adds=CATALOGUING,
             changes=CATALOGUING, deletes=NOBODY, args=lambda world: [GoodsName.objects.order_by("pk")[0].pk]),
    # Shift hand-over: of one agency at one gate
    "desk_handover_changelist": Row(OFFICERS, NOBODY),
    "desk_handover_now": Row(HN, HN, _of("gate")),
    "desk_handover_note": Row(HN, HN, _of("gate")),
    "desk_handover_change": Row(CUSTOMS_HN, CUSTOMS_HN, _handover),
    "desk_handover_close": Row(NOBODY, CUSTOMS_HN, _note),
    # Who looked, who changed what
    "admin_logentry_changelist": Row(ADMINISTRATOR, NOBODY),
    "desk_visit_changelist": Row(ADMINISTRATOR, NOBODY),
    # Accounts
    **_model("declarations_posting", lists=ADMINISTRATOR, reads=ADMINISTRATOR, adds=ADMINISTRATOR, changes=NOBODY,
             deletes=ADMINISTRATOR, args=_of("posting")),
    **_accounts("user", lambda world: [world.people["declarant"].pk]),
    **_accounts("organisation", lambda world: [world.people["declarant"].organisation_id]),
    **_accounts("apikey", _key),
    **_model("accounts_application", lists=ADMINISTRATOR, reads=ADMINISTRATOR, adds=NOBODY, changes=ADMINISTRATOR,
             deletes=NOBODY, args=_application),
    "auth_user_password_change": Row(ADMINISTRATOR, ADMINISTRATOR, lambda world: [world.people["declarant"].pk]),
    **_model("notices_delivery", lists=ADMINISTRATOR, reads=ADMINISTRATOR, adds=NOBODY, changes=NOBODY, deletes=NOBODY,
             args=_delivery),
    **_model("delivery_sending", lists=ADMINISTRATOR, reads=ADMINISTRATOR, adds=NOBODY, changes=NOBODY, deletes=NOBODY,
             args=_sending),
    **_axes("accessattempt", ADMINISTRATOR),
    "axes_accesslog_changelist": Row(ADMINISTRATOR, NOBODY),
    "axes_accessfailurelog_changelist": Row(ADMINISTRATOR, NOBODY),
}  # fmt: skip

ELSEWHERE = {
    "login": "the one door of the site (tests/accounts)",
    "logout": "ends a session and nothing else",
    "password_change": "one's own password (tests/accounts)",
    "autocomplete": "test_nothing_is_told_to_whoever_types_into_a_field",
    "view_on_site": "test_no_row_has_a_page_outside",
}


def _patterns(patterns: list[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_every_address_is_in_the_table() -> None:
    named = set()
    for pattern in _patterns(admin.site.get_urls()):
        if pattern.name:
            named.add(pattern.name)
        else:
            leads = getattr(pattern.callback, "view_class", None) or pattern.callback.__wrapped__
            assert leads is RedirectView or "catch_all_view" in str(leads) or "Redirect" in str(leads), pattern

    assert named == {name.split()[0] for name in TABLE} | set(ELSEWHERE)


def _payload(world: World) -> dict[str, Any]:
    """Something that every form takes, so that only the right to send it is missing."""
    return {
        "reason_code": "other", "everything": "agree", "text": "A reason", "note": "", "method": "cash", "post": "yes",
        "notice": "Changed", "opening_float": 0, "compared": "0.0-0.0-0.0", "do": "call",
        "vehicle": _standing(world).pk,
        "fields_to_mend": "$.contact", "action": "confirm", "_selected_action": world.check("customs_arrival").pk,
        "gate": world.places["gate"].pk, "code": "plant", "name": "New", "capacity_per_hour": 9, "capacity": 9,
        "weekday": 0, "opens": "20:00", "closes": "21:00", "date": "2031-01-01", "mode": "closed", "reason": "Changed",
        "starts_at": "2031-01-01T00:00", "fee_class": "VT1", "amount": 1, "percent": 1,
        "valid_from": "2031-01-01", "kind": "infrastructure", "journey": "export",
        "user": world.people["manager.tt"].pk,
        "username": "changed", "role": "officer", "language": "vi", "usable_password": "true", "label": "Changed",
        "password1": "a long password 1", "password2": "a long password 1", "tax_code": "0100005019",
        "agency": "plant", "decisions": "hold", "label_vi": "Khác đi", "label_en": "Changed", "label_zh_hans": "改了",
        "position": 3,
        "said_so": "confirmed", "name_vi": "Khác", "name_en": "Changed", "name_zh_hans": "改", "agencies": "customs",
        "parameters": '{"trucks": 3}', "words": "mận", "hs_prefixes": "080940",
        "postings-TOTAL_FORMS": 0, "postings-INITIAL_FORMS": 0, "how": "stands",
    }  # fmt: skip


@pytest.fixture
def world() -> World:
    return desk.world()


SAYS_ITSELF = {
    "declarations_cashshift_open", "declarations_cashshift_close", "declarations_receipt_print", "desk_device_revoke",
    "desk_offlineconflict_settle", "desk_hint_change", "desk_handover_now", "desk_handover_note",
    "desk_handover_change", "desk_handover_close", "accounts_application_change",
}  # fmt: skip
"""What is written there says by itself who did it and when, and is never deleted (ADR 0115)."""


def _address(name: str, world: World) -> str:
    return reverse(f"admin:{name.split()[0]}", args=TABLE[name].args(world))


ON_BOTH = {"customs.hn", "manager.province", "administrator"}
"""Officers, managers and the administrator, each once: theirs are the pages that ask a database for most."""


@pytest.mark.parametrize(
    "who", [who if who in ON_BOTH else pytest.param(who, marks=pytest.mark.once) for who in sorted(STAFF | OUTSIDERS)]
)
def test_who_opens_what_and_changes_nothing_without_a_right(world: World, who: str) -> None:
    client, payload = world.client(who), _payload(world)
    addresses = {name: _address(name, world) for name in TABLE}
    before = desk.everything()

    opened = set()
    for name, address in addresses.items():
        answer = client.get(address)
        if answer.status_code == 200:
            opened.add(name)
        else:
            _assert_shut(answer, name, who)
        if who not in TABLE[name].writers:
            client.post(address, payload)

    assert opened == {name for name, row in TABLE.items() if who in row.readers}
    assert desk.everything() == before


def _assert_shut(answer: Any, name: str, who: str) -> None:
    if who in OUTSIDERS:
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/"), who
    elif name.startswith("axes") and answer.status_code == 302:
        assert answer["Location"] == "/admin/", who  # the axes pages' own way of saying that there is no such row
    else:
        # 503: a file that this machine cannot print, for whoever may have it
        assert answer.status_code in ((403, 404, 503) if name.endswith("_pdf") else (403, 404)), (name, who)


WRITTEN = [(name, who) for name, row in TABLE.items() for who in sorted(row.writers)]


@pytest.mark.parametrize(
    ("name", "who"), [pair for pair in WRITTEN if pair[1].endswith((".hn", "province", "administrator"))]
)
def test_whoever_may_change_it_does(world: World, name: str, who: str) -> None:
    address, payload = _address(name, world), _payload(world)
    client, before = world.client(who), desk.everything()
    evidence = (Event.objects.count(), LogEntry.objects.count())

    with desk.writes_outside_operations() as unheard:
        answer = client.post(address, payload)

    assert answer.status_code in (200, 302)
    assert desk.everything() != before, answer.context and answer.context.get("errors")
    assert (Event.objects.count(), LogEntry.objects.count()) > evidence or name in SAYS_ITSELF, (
        "nothing says who did it"
    )
    assert unheard == [], "a page of the admin writes by itself, not by an operation"


def test_other_gates_and_the_public_are_not_told_that_a_dossier_exists(world: World) -> None:
    ours = reverse("admin:declarations_declaration_change", args=[world.truck.pk])
    absent = reverse("admin:declarations_declaration_change", args=[world.truck.pk + 1000])

    for who in TT:
        client = world.client(who)
        assert client.get(ours).status_code == client.get(absent).status_code == 404
        page = client.get("/admin/declarations/declaration/").content.decode()
        assert str(world.truck.number) not in page
        assert str(world.other.number) in page


def test_a_draft_is_nobodys_at_the_desk(world: World) -> None:
    draft = drafting.save_draft(body={"gate": "HN"}, by=world.people["declarant"], at=world.at)

    for who in STAFF:
        address = reverse("admin:declarations_declaration_change", args=[draft.pk])
        assert world.client(who).get(address).status_code in (403, 404)


def test_the_queue_shows_an_agency_its_own_checks_at_its_own_gates(world: World) -> None:
    for who in OFFICERS:
        page = world.client(who).get("/admin/declarations/check/")
        rows = page.context["cl"].result_list
        agency, gate = who.split(".")
        assert {(row.agency, row.gate.code.lower()) for row in rows} <= {(agency, gate)}
    assert len(world.client("customs.hn").get("/admin/declarations/check/").context["cl"].result_list) == 2


def test_places_of_other_gates_are_not_listed(world: World) -> None:
    for kind in ("lane", "yard", "openinghours", "daymode", "intakestop", "gate"):
        address = reverse(f"admin:declarations_{kind}_changelist")
        for who, codes in {"customs.hn": {"HN"}, "manager.tt": {"TT"}, "gate_centre.tt": {"TT"}}.items():
            rows = world.client(who).get(address).context["cl"].result_list
            assert {row.code if kind == "gate" else row.gate.code for row in rows} <= codes


def test_nothing_is_told_to_whoever_types_into_a_field(world: World) -> None:
    query = {"app_label": "accounts", "model_name": "user", "field_name": "organisation", "term": ""}

    for who in (STAFF | OUTSIDERS) - ADMINISTRATOR:
        assert world.client(who).get("/admin/autocomplete/", query).status_code in (302, 403)
    assert world.client("administrator").get("/admin/autocomplete/", query).status_code == 200


def test_no_row_has_a_page_outside(world: World) -> None:
    kind = ContentType.objects.get_for_model(type(world.truck))
    for who in STAFF:
        assert world.client(who).get(f"/admin/r/{kind.pk}/{world.truck.pk}/").status_code == 404


def test_who_was_switched_off_is_out(world: World) -> None:
    client = world.client("customs.hn")
    user = world.people["customs.hn"]
    user.is_active = False
    user.save()

    assert client.get("/admin/declarations/check/").status_code == 302


def test_a_posting_that_ended_shuts_the_gate_at_once(world: World) -> None:
    client = world.client("customs.hn")
    world.people["customs.hn"].postings.all().delete()

    assert client.get(reverse("admin:declarations_declaration_change", args=[world.truck.pk])).status_code == 404
    assert not client.get("/admin/declarations/check/").context["cl"].result_list
    assert given.check(world.truck, "customs_arrival").state == "ready"
