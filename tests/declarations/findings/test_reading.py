"""Shape: what cannot be read is told and left out, and the rules run on the rest."""

from decimal import Decimal
from typing import Any

import pytest

from declarations.document import MOST_ITEMS, DeclarationBody
from declarations.findings import read
from tests.declarations.findings.bodies import (
    consignment,
    examined,
    export,
    item,
    told,
    vehicle,
    with_member,
    without_member,
)

SHAPES = [
    ("gate", 5, "wrong_type"),
    ("gate", "H" * 33, "too_long"),
    ("note", "x" * 2001, "too_long"),
    ("note", "a\x00b", "control_character"),
    ("note", "a\u202eb", "control_character"),
    ("note", "\ud800", "control_character"),
    ("direction", "sideways", "unknown_choice"),
    ("direction", "", "unknown_choice"),
    ("direction", ["export"], "unknown_choice"),
    ("regime", 1, "unknown_choice"),
    ("expected_arrival", 1732244400, "wrong_type"),
    ("expected_arrival", "tomorrow", "bad_instant"),
    ("expected_arrival", "2026-11-22T09:00:00", "instant_without_offset"),
    ("transshipment", 1, "wrong_type"),
    ("transshipment", "false", "wrong_type"),
    ("contact", [], "wrong_type"),
    ("contact", "Mẫu", "wrong_type"),
    ("vehicles", {}, "wrong_type"),
    ("vehicles[0]", None, "wrong_type"),
    ("vehicles[0].country", "vn", "unknown_choice"),
    ("vehicles[0].fee_class", "VT7", "unknown_choice"),
    ("vehicles[0].own_weight_kg", "15000", "wrong_type"),
    ("vehicles[0].own_weight_kg", 15000.0, "wrong_type"),
    ("vehicles[0].own_weight_kg", True, "wrong_type"),
    ("vehicles[0].own_weight_kg", 10**30, "number_out_of_range"),
    ("vehicles[0].own_weight_kg", -(10**9), "number_out_of_range"),
    ("vehicles[0].insurance_until", "31/01/2027", "bad_date"),
    ("vehicles[0].special_plate", "no", "wrong_type"),
    ("vehicles[0].consignments", "A", "wrong_type"),
    ("consignments[0].items[0].quantity", "900", "wrong_type"),
    ("consignments[0].items[0].quantity", False, "wrong_type"),
    ("consignments[0].items[0].quantity", 0.0001, "too_many_decimals"),
    ("consignments[0].items[0].value", float("nan"), "number_out_of_range"),
    ("consignments[0].items[0].value", float("inf"), "number_out_of_range"),
    ("consignments[0].items[0].value", 10**400, "number_out_of_range"),
    ("consignments[0].items[0].value", Decimal("1e999999999"), "number_out_of_range"),
    ("consignments[0].items[0].value", Decimal("1e-999999999"), "too_many_decimals"),
]


@pytest.mark.parametrize(("path", "value", "code"), SHAPES)
def test_a_member_of_the_wrong_shape_is_told_at_its_path_and_nothing_else_is_lost(path, value, code):
    reading = read(with_member(export(), path, value))

    assert [(finding.code, finding.path) for finding in reading.findings] == [(code, f"$.{path}")]
    if "[" not in path:
        assert reading.document == read(without_member(export(), path)).document


@pytest.mark.parametrize(("path", "value", "code"), SHAPES)
def test_nothing_more_is_said_about_what_could_not_be_read(path, value, code):
    examination = examined(with_member(export(), path, value))

    assert [finding.code for finding in examination.malformed] == [code]
    assert [finding for finding in examination.errors if finding.path.startswith(f"$.{path}")] == [
        *examination.malformed
    ]


@pytest.mark.parametrize(
    ("holder", "name", "path"),
    [
        ("", "colour", "$.colour"),
        ("contact", "email", "$.contact.email"),
        ("vehicles[0]", "plat", "$.vehicles[0].plat"),
        ("vehicles[0].driver", "a b", "$.vehicles[0].driver['a b']"),
        ("consignments[0].items[0]", "it's", "$.consignments[0].items[0]['it\\'s']"),
        ("", "\ud800", "$['\\ud800']"),
        ("contact", "\x00", "$.contact['\\x00']"),
        ("", "x" * 1000, f"$.{'x' * 39}…"),
    ],
)
def test_an_unknown_member_is_refused_by_name_wherever_it_stands(holder, name, path):
    body = export()
    inner: Any = body
    for step in filter(None, holder.replace("[", ".").replace("]", "").split(".")):
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[name] = 1

    assert told(body) == [("unknown_field", "error", path)]
    assert examined(body).document == examined(export()).document


@pytest.mark.parametrize("body", [None, 5, "x", [], [export()], True, 1.5, b"x"])
def test_a_body_that_is_no_object_is_one_finding(body):
    assert told(body) == [("wrong_type", "error", "$")]


def test_an_unreadable_entry_keeps_the_places_of_the_others():
    body = export(vehicles=[7, vehicle(plate="?")])

    assert told(body) == [("wrong_type", "error", "$.vehicles[0]"), ("bad_plate_vn", "error", "$.vehicles[1].plate")]


def test_too_many_entries_are_cut_and_the_rest_is_examined():
    trucks = [vehicle(str(index), plate=f"12C-{index:05}", trailer_plate=None, container=None) for index in range(101)]
    trucks[3]["plate"] = "?"
    body = export(vehicles=trucks, consignments=[consignment(), consignment("B", customs_number="300000009010")])
    body["vehicles"][100]["consignments"] = ["B"]
    examination = examined(body)

    assert [(f.code, f.path) for f in examination.errors] == [
        ("too_many", "$.vehicles"),
        ("bad_plate_vn", "$.vehicles[3].plate"),
    ]
    assert len(examination.document.vehicles) == 100


def test_all_items_together_are_bounded():
    many = [item()] * 300
    body = export(
        consignments=[consignment(items=many), consignment("B", customs_number="300000009010", items=many)],
        vehicles=[vehicle(consignments=["A", "B"])],
    )

    assert ("too_many", "error", "$.consignments[1].items") in told(body)
    assert sum(len(goods.items) for goods in examined(body).document.consignments) == MOST_ITEMS


def test_more_shape_errors_than_can_be_told_end_in_a_word_about_it():
    found = told(export() | {f"member_{number}": number for number in range(5_000)})

    assert len(found) == 1_001
    assert ("too_many_findings", "error", "$") in found


def test_empty_texts_are_absent_and_null_lists_are_empty():
    document = read({"note": " \t", "contact": {"name": ""}, "vehicles": None}).document

    assert document == DeclarationBody.model_validate({"contact": {}})


def test_typing_is_mended_while_reading():
    document = read({"gate": " hn ", "note": "a\tb\r\nc", "contact": {"name": "  Mẫu  "}}).document

    assert (document.gate, document.note) == ("HN", "a b c")
    assert document.contact is not None
    assert document.contact.name == "Mẫu"


def test_numbers_are_kept_exactly():
    [goods] = read(
        export(consignments=[consignment(items=[item() | {"quantity": 0.125, "value": 30000.10}])])
    ).document.consignments

    assert (goods.items[0].quantity, goods.items[0].value) == (Decimal("0.125"), Decimal("30000.10"))
