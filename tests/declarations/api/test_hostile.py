"""What machines and people send by mistake or on purpose: named at its place, refused with 4xx, nothing half-saved."""

import json
from typing import Any

import pytest

from declarations.api.schema import CheckedAnswer, WholeDeclarationAnswer
from declarations.models import Check, Consignment, Declaration, Event, Fee, Item, Scan, Vehicle
from tests import given
from tests.declarations.api.callers import V1, company, officers, refused, said

pytestmark = pytest.mark.django_db
ADDRESS = f"{V1}/declarations"
KEPT = (Declaration, Vehicle, Consignment, Item, Check, Fee, Event, Scan)


def _with(path: str, value: object) -> dict[str, Any]:
    """The whole document with one member replaced: `vehicles.0.driver.name`."""
    document = given.body()
    place: Any = document
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    place[last] = value
    return document


def _raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


DEEP = "[" * 50_000 + "]" * 50_000
RAW = [
    # what is sent, status, code, the path that is named
    ("{", 400, "malformed_json", None),
    ("{'gate': 'HN'}", 400, "malformed_json", None),
    ('{"gate": "HN",}', 400, "malformed_json", None),
    ("\x00", 400, "malformed_json", None),
    (b"\xff\xfe{\x00}\x00", 400, "malformed_json", None),
    ('{"gate": "Hữu"}'.encode("utf-16"), 400, "malformed_json", None),
    ('{"note": "Ánh"}'.encode("latin-1"), 400, "malformed_json", None),
    ('{"gate": NaN}', 400, "malformed_json", "$.gate"),
    ('{"vehicles": [{"own_weight_kg": Infinity}]}', 400, "malformed_json", "$.vehicles[0].own_weight_kg"),
    ('{"vehicles": [{"own_weight_kg": 1e999}]}', 400, "malformed_json", "$.vehicles[0].own_weight_kg"),
    ('{"vehicles": [{"own_weight_kg": ' + "9" * 400 + "}]}", 400, "malformed_json", "$.vehicles[0].own_weight_kg"),
    ('{"gate": "HN", "gate": "TT"}', 400, "malformed_json", "$.gate"),
    ('{"note": "a\\u0000b"}', 400, "malformed_json", "$.note"),
    ('{"note": "\\ud800"}', 400, "malformed_json", "$.note"),
    ('{"a\\u0000": 1}', 400, "malformed_json", "$['a\\x00']"),
    (DEEP, 400, "malformed_json", None),
    ('{"vehicles": ' + "[" * 30 + "]" * 30 + "}", 400, "malformed_json", "$.vehicles" + "[0]" * 19),
    ('"' + "x" * (10 * 1024 * 1024) + '"', 413, "too_large", None),
    ("[]", 400, "wrong_type", "$"),
    ('"HN"', 400, "wrong_type", "$"),
    ("5", 400, "wrong_type", "$"),
    ("null", 400, "wrong_type", "$"),
    ("true", 400, "wrong_type", "$"),
]


@pytest.mark.parametrize(("raw", "status", "code", "path"), RAW, ids=range(len(RAW)))
def test_a_body_that_is_no_document_is_refused(raw, status, code, path):
    haulier = company()

    problem = refused(haulier.post(ADDRESS, _raw(raw), content_type="application/json"), status, code)

    if path:
        assert path in [finding["path"] for finding in problem["findings"]]
    assert not any(model.objects.exists() for model in KEPT)


MEMBERS = [
    ("gate", 5, "wrong_type"),
    ("gate", ["HN"], "wrong_type"),
    ("gate", "X" * 33, "malformed"),
    ("direction", "sideways", "malformed"),
    ("expected_arrival", 1763800000, "wrong_type"),
    ("expected_arrival", "2026-11-22T09:00:00", "malformed"),
    ("expected_arrival", "9999-99-99T09:00:00Z", "malformed"),
    ("expected_arrival", "0001-01-01T00:00:00+14:00", "malformed"),
    ("transshipment", "false", "wrong_type"),
    ("contact", "Nguyễn", "wrong_type"),
    ("contact.name", "A\u202eB", "malformed"),
    ("contact.name", "A\x07B", "malformed"),
    ("contact.fax", "1", "unknown_field"),
    ("vehicles", {}, "wrong_type"),
    ("vehicles", "12C", "wrong_type"),
    ("vehicles.0", None, "wrong_type"),
    ("vehicles.0.own_weight_kg", "15000", "wrong_type"),
    ("vehicles.0.own_weight_kg", True, "wrong_type"),
    ("vehicles.0.own_weight_kg", 1.5, "wrong_type"),
    ("vehicles.0.own_weight_kg", 2**62, "malformed"),
    ("vehicles.0.own_weight_kg", -(2**62), "malformed"),
    ("vehicles.0.insurance_until", "31/01/2027", "malformed"),
    ("vehicles.0.consignments", ["A", 5], "wrong_type"),
    ("vehicles.0.$where", "1", "unknown_field"),
    ("vehicles.0.__proto__", {}, "unknown_field"),
    ("consignments.0.items.0.value", 1e15, "malformed"),
    ("consignments.0.items.0.quantity", 0.0001, "malformed"),
    ("consignments.0.items.0.description", "x" * 501, "malformed"),
    ("note", "😀" * 2001, "malformed"),
    ("draft", 1, "wrong_type"),
    ("id", 1, "unknown_field"),
    ("status", "completed", "unknown_field"),
]


@pytest.mark.parametrize(("place", "value", "code"), MEMBERS)
def test_a_member_of_the_wrong_shape_is_named(place, value, code):
    problem = refused(company().post(ADDRESS, _with(place, value)), 400, code)

    named = "$" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in place.split("."))
    paths = [finding["path"].replace("['$where']", ".$where") for finding in problem["findings"]]
    assert any(path.startswith(named) for path in paths), paths
    assert not any(model.objects.exists() for model in KEPT)


@pytest.mark.parametrize(("place", "value", "code"), MEMBERS)
def test_the_same_is_told_by_a_check_and_kept_in_no_draft(place, value, code):
    haulier, document = company(), _with(place, value)
    if place == "draft":
        return  # the flag itself: a check takes no notice of it
    checked = said(haulier.post(f"{ADDRESS}/check", document), CheckedAnswer)
    assert not checked["fileable"]
    refused(haulier.post(ADDRESS, document | {"draft": True}), 400, code)
    assert not any(model.objects.exists() for model in KEPT)


WELCOME = [
    "Ngọc Ánh",
    "李试",
    "عبد الله",
    "😀 Mẫu",
    "O'Brien",
    '<script>alert("1")</script>',
    "Robert'); DROP TABLE x;--",
    "n\u0303",
]


@pytest.mark.parametrize("name", WELCOME)
def test_every_script_and_sign_that_a_name_can_have_is_kept_as_it_is(name):
    filed = said(company().post(ADDRESS, _with("contact.name", name)), WholeDeclarationAnswer, status=201)

    assert filed["contact"]["name"] == ("ñ" if name == "n\u0303" else name)
    assert Declaration.objects.get().contact_name == filed["contact"]["name"]


def test_a_thousand_flaws_are_told_and_no_more():
    document = given.body() | {f"x{number}": number for number in range(5000)}
    problem = refused(company().post(ADDRESS, document), 400, "malformed")
    assert len(problem["findings"]) == 1000


def test_too_many_of_everything_is_refused_by_count():
    problem = refused(
        company().post(ADDRESS, _with("vehicles", [given.vehicle(str(n)) for n in range(101)])), 400, "malformed"
    )
    assert ("too_many", "$.vehicles") in [(finding["code"], finding["path"]) for finding in problem["findings"]]


ACTS = [
    # address, body, code, path
    ("checks/{check}/confirm", {"note": 5}, "wrong_type", "$.note"),
    ("checks/{check}/confirm", {"happened_at": "2026-11-21T12:00:00"}, "malformed", "$.happened_at"),
    ("checks/{check}/confirm", {"happened_at": "yesterday"}, "malformed", "$.happened_at"),
    ("checks/{check}/confirm", {"note": "a\u202eb"}, "malformed", "$.note"),
    ("checks/{check}/confirm", {"state": "confirmed"}, "unknown_field", "$.state"),
    ("checks/{check}/confirm", [], "malformed", "$"),
    ("checks/{check}/hold", {}, "malformed", "$.reason"),
    ("checks/{check}/hold", {"reason": ""}, "malformed", "$.reason"),
    ("checks/{check}/hold", {"reason": "x" * 501}, "malformed", "$.reason"),
    ("checks/{check}/refuse", {"reason": None}, "malformed", "$.reason"),
    ("checks/{check}/send-back", {"reason": "x"}, "malformed", "$.fields"),
    ("checks/{check}/send-back", {"reason": "x", "fields": "$.note"}, "wrong_type", "$.fields"),
    ("checks/{check}/send-back", {"reason": "x", "fields": []}, "malformed", "$.fields"),
    ("checks/{check}/send-back", {"reason": "x", "fields": [5]}, "wrong_type", "$.fields[0]"),
    ("vehicles/{vehicle}/request-check", {"check": "x-ray"}, "malformed", "$.check"),
    ("vehicles/{vehicle}/turn-back", {"to_gate": "TT"}, "malformed", "$.reason"),
    ("vehicles/{vehicle}/hold", {"reason": 5}, "wrong_type", "$.reason"),
    ("fees/{fee}/paid", {"method": "barter"}, "malformed", "$.method"),
    ("fees/{fee}/paid", {"method": "cash", "amount": 1}, "unknown_field", "$.amount"),
    ("scans", {"plate": "12C", "nonce": "1"}, "malformed", "$.gate"),
    ("scans", {"gate": "HN", "nonce": "1"}, "malformed", "$"),
    ("scans", {"gate": "HN", "plate": "12C", "nonce": "1" * 65}, "malformed", "$.nonce"),
    ("scans", {"gate": "HN", "plate": "12C", "nonce": "1", "confirm": "bg_out"}, "wrong_type", "$.confirm"),
    ("scans", {"gate": "HN", "plate": "12C", "nonce": "1", "confirm": ["fly"]}, "malformed", "$.confirm[0]"),
    ("scans", {"gate": "HN", "plate": "12C\x00", "nonce": "1"}, "malformed_json", "$.plate"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "body", "code", "path"), ACTS)
def test_an_act_of_the_wrong_shape_is_named_and_does_nothing(address, body, code, path):
    declaration = given.filed()
    ids = {
        "check": given.check(declaration, "bg_arrival").pk,
        "vehicle": declaration.vehicles.get().pk,
        "fee": Fee.objects.get().pk,
    }
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]

    problem = refused(
        officers()["border_guard"].post(
            f"{V1}/{address.format(**ids)}", json.dumps(body), content_type="application/json"
        ),
        400,
        code,
    )

    assert path in [finding["path"] for finding in problem["findings"]]
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before


@pytest.mark.parametrize(
    "header", [{"Idempotency-Key": "x" * 65}, {"Idempotency-Key": "khóa"}, {"Idempotency-Key": " "}]
)
def test_a_key_that_is_none_is_refused(header):
    refused(company().post(ADDRESS, given.body(), headers=header), 400, "bad_idempotency_key")
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-16", "application/json; charset=latin-1"])
def test_another_encoding_is_415(content_type):
    refused(company().post(ADDRESS, b"{}", content_type=content_type), 415, "unsupported_media_type")
