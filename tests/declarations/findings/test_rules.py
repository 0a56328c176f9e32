"""One row a rule: what is spoilt in a faultless body, and the one finding that follows."""

import pytest

from tests.declarations.findings.bodies import (
    consignment,
    export,
    in_hours,
    item,
    receiver,
    told,
    transshipped,
    vehicle,
    with_member,
    without_member,
)

ERROR, WARNING, INFO = "error", "warning", "info"


@pytest.mark.parametrize(
    "body",
    [export(), transshipped(), export(vehicles=[vehicle(consignments=[], cargo_weight_kg=None)], consignments=[])],
)
def test_a_good_body_has_no_finding(body):
    assert told(body) == []


REQUIRED = [
    "gate", "direction", "regime", "expected_arrival", "contact.name", "contact.phone", "vehicles",
    "vehicles[0].key", "vehicles[0].plate", "vehicles[0].country", "vehicles[0].fee_class", "vehicles[0].kind",
    "vehicles[0].driver.name", "vehicles[0].driver.id_number",
    "receiving_vehicles[0].key", "receiving_vehicles[0].unloads", "receiving_vehicles[0].plate",
    "receiving_vehicles[0].country", "receiving_vehicles[0].fee_class", "receiving_vehicles[0].driver.name",
    "receiving_vehicles[0].driver.id_number",
    "consignments[0].key", "consignments[0].cargo_kind", "consignments[0].owner.tax_code",
    "consignments[0].owner.name", "consignments[0].customs_number", "consignments[0].items",
    "consignments[0].items[0].description",
]  # fmt: skip


@pytest.mark.parametrize("path", REQUIRED)
def test_what_filing_needs_is_asked_for_absent_or_null(path):
    for body in (without_member(transshipped(), path), with_member(transshipped(), path, None)):
        assert ("required", ERROR, f"$.{path}") in told(body)


@pytest.mark.parametrize("path", ["contact", "vehicles[0].driver", "consignments[0].owner"])
def test_members_of_an_absent_object_are_asked_for_one_by_one(path):
    found = told(with_member(export(), path, None))

    assert len(found) == 2
    assert {code for code, *_ in found} == {"required"}
    assert all(place.startswith(f"$.{path}.") for *_, place in found)


OPTIONAL = [
    "lane", "window", "yard", "delivery_method", "transshipment", "client_reference", "note", "fee_payer",
    "receiving_vehicles", "vehicles[0].trailer_plate", "vehicles[0].container", "vehicles[0].seal",
    "vehicles[0].own_weight_kg", "vehicles[0].cargo_weight_kg", "vehicles[0].driver.phone", "vehicles[0].companion",
    "vehicles[0].licence_number", "vehicles[0].insurance_until", "vehicles[0].special_plate", "vehicles[0].note",
    "consignments[0].customs_regime", "consignments[0].owner.address", "consignments[0].owner.phone",
    "consignments[0].items[0].hs_code", "consignments[0].items[0].origin", "consignments[0].items[0].quantity",
    "consignments[0].items[0].unit", "consignments[0].items[0].weight_kg", "consignments[0].items[0].value",
    "consignments[0].items[0].currency",
]  # fmt: skip


@pytest.mark.parametrize("path", OPTIONAL)
def test_all_else_may_be_absent_null_or_empty(path):
    assert told(without_member(export(), path)) == []
    assert told(with_member(export(), path, None)) == []


SPOILT = [
    ("gate", "XX", "unknown_gate", ERROR),
    ("gate", "DD", "gate_without_trucks", ERROR),
    ("lane", "9999", "unknown_lane", ERROR),
    ("lane", "1119-1120", "lane_direction", ERROR),
    ("lane", "OLD", "lane_closed", WARNING),
    ("yard", "BAO-NGUYEN", "unknown_yard", ERROR),
    ("yard", "NON-TARIFF", "yard_closed", WARNING),
    ("transshipment", True, "transshipment_import_only", ERROR),
    ("contact.name", ".", "only_punctuation", ERROR),
    ("contact.name", "0912 345 678", "name_without_letters", WARNING),
    ("contact.phone", "12", "bad_phone", ERROR),
    ("fee_payer", {"tax_code": "0100005019", "phone": "0912345678"}, None, None),
    ("expected_arrival", in_hours(-0.25), None, None),
    ("expected_arrival", in_hours(-0.26), "arrival_past", ERROR),
    ("expected_arrival", in_hours(72), None, None),
    ("expected_arrival", in_hours(72.1), "arrival_too_far", ERROR),
    ("expected_arrival", "2026-11-22T06:59:00+07:00", "outside_opening_hours", WARNING),
    ("expected_arrival", "2026-11-22T07:00:00+07:00", None, None),
    ("expected_arrival", "2026-11-22T12:30:00+07:00", "outside_opening_hours", WARNING),
    ("expected_arrival", "2026-11-22T19:00:00+07:00", "outside_opening_hours", WARNING),
    ("vehicles[0].key", "-", "only_punctuation", ERROR),
    ("vehicles[0].plate", "12C-12", "bad_plate_vn", ERROR),
    ("vehicles[0].plate", "13C-123.45", "unused_province", WARNING),
    ("vehicles[0].trailer_plate", "12C-012.34", "bad_trailer", ERROR),
    ("vehicles[0].trailer_plate", "96R-012.34", "unused_province", WARNING),
    ("vehicles[0].container", "GATU1234560", "container_check_digit", WARNING),
    ("vehicles[0].container", "GATU", "bad_container", ERROR),
    ("vehicles[0].driver.name", "…", "only_punctuation", ERROR),
    ("vehicles[0].driver.id_number", ".", "bad_citizen_id", ERROR),
    ("vehicles[0].driver.id_number", "123456789", "old_citizen_id", WARNING),
    ("vehicles[0].driver.phone", "12", "bad_phone", ERROR),
    ("vehicles[0].own_weight_kg", 0, "weight_not_positive", ERROR),
    ("vehicles[0].cargo_weight_kg", -1, "weight_not_positive", ERROR),
    ("vehicles[0].cargo_weight_kg", 33_000, None, None),
    ("vehicles[0].cargo_weight_kg", 33_001, "over_class_limit", WARNING),
    ("vehicles[0].insurance_until", "2026-11-22", None, None),
    ("vehicles[0].insurance_until", "2026-11-21", "insurance_runs_out", WARNING),
    ("consignments[0].owner.tax_code", "0100005018", "bad_tax_code", ERROR),
    ("consignments[0].owner.name", "-", "only_punctuation", ERROR),
    ("consignments[0].owner.phone", "12", "bad_phone", ERROR),
    ("consignments[0].customs_number", "30000000501", "bad_customs_number", ERROR),
    ("consignments[0].customs_number", "100000005010", "customs_number_direction", ERROR),
    ("consignments[0].customs_number", "500000005010", "customs_number_direction", ERROR),
    ("consignments[0].customs_regime", "1B1", "unusual_customs_regime", WARNING),
    ("consignments[0].items[0].description", "..", "only_punctuation", ERROR),
    ("consignments[0].items[0].hs_code", "0810", "bad_hs_code", ERROR),
    ("consignments[0].items[0].origin", "ZZ", "bad_country", ERROR),
    ("consignments[0].items[0].currency", "XXX", "bad_currency", ERROR),
    ("consignments[0].items[0].weight_kg", 0, "weight_not_positive", ERROR),
    ("consignments[0].items[0].quantity", -1, "negative_number", ERROR),
    ("consignments[0].items[0].value", -0.5, "negative_number", ERROR),
    ("consignments[0].items[0].value", 0, None, None),
]


@pytest.mark.parametrize(("path", "value", "code", "severity"), SPOILT)
def test_one_spoilt_member_gives_one_finding_at_its_place(path, value, code, severity):
    found = told(with_member(export(), path, value))

    assert found == ([(code, severity, f"$.{path}")] if code else [])


ELSEWHERE = [
    (export(fee_payer={"tax_code": "1"}), "bad_tax_code", ERROR, "fee_payer.tax_code"),
    (export(fee_payer={"phone": "1"}), "bad_phone", ERROR, "fee_payer.phone"),
    (export(receiving_vehicles=[receiver()], transshipment=None), "receivers_import_only", ERROR, "receiving_vehicles"),
    (transshipped(transshipment=False), "receivers_without_transshipment", ERROR, "transshipment"),
    (
        export(vehicles=[vehicle(companion={"id_number": "1", "name": None})]),
        "bad_citizen_id",
        ERROR,
        "vehicles[0].companion.id_number",
    ),
    (
        export(vehicles=[vehicle(consignments=[])], consignments=[]),
        "cargo_on_empty_vehicle",
        WARNING,
        "vehicles[0].consignments",
    ),
    (export(vehicles=[vehicle(country="CN")]), "bad_plate_cn", ERROR, "vehicles[0].plate"),
    (
        export(vehicles=[vehicle(country="other", plate=".", trailer_plate=None)]),
        "bad_plate",
        ERROR,
        "vehicles[0].plate",
    ),
    (
        export(consignments=[consignment(cargo_kind="new_vehicle")], vehicles=[vehicle(plate="LVGTESTO000012345")]),
        "bad_vin",
        ERROR,
        "vehicles[0].plate",
    ),
    (
        with_member(transshipped(), "vehicles[0].driver.id_number", "护照"),
        "bad_travel_document",
        ERROR,
        "vehicles[0].driver.id_number",
    ),
    (export(consignments=[consignment(), consignment()]), "duplicate_key", ERROR, "consignments[1].key"),
    (
        export(
            vehicles=[
                vehicle(),
                vehicle(plate="12C-999.99", trailer_plate=None, container=None, consignments=[], cargo_weight_kg=None),
            ]
        ),
        "duplicate_key",
        ERROR,
        "vehicles[1].key",
    ),
    (export(vehicles=[vehicle(consignments=["A", "B"])]), "unknown_consignment", ERROR, "vehicles[0].consignments[1]"),
    (export(vehicles=[vehicle(consignments=["A", "A"])]), "named_twice", ERROR, "vehicles[0].consignments[1]"),
    (
        export(consignments=[consignment(), consignment("B", customs_number="300000009010")]),
        "consignment_not_carried",
        ERROR,
        "consignments[1]",
    ),
    (
        transshipped(receiving_vehicles=[receiver(unloads=["1", "2"])]),
        "unknown_vehicle",
        ERROR,
        "receiving_vehicles[0].unloads[1]",
    ),
    (
        transshipped(receiving_vehicles=[receiver(consignments=["Z"])]),
        "unknown_consignment",
        ERROR,
        "receiving_vehicles[0].consignments[0]",
    ),
    (
        transshipped(
            consignments=[consignment(customs_number="100000005010"), consignment("B", customs_number="100000009010")],
            vehicles=[
                vehicle(),
                vehicle("2", plate="12C-999.99", trailer_plate=None, container=None, consignments=["B"]),
            ],
            receiving_vehicles=[receiver(consignments=["B"])],
        ),
        "consignment_not_unloaded",
        ERROR,
        "receiving_vehicles[0].consignments[0]",
    ),
]


@pytest.mark.parametrize(("body", "code", "severity", "path"), ELSEWHERE)
def test_a_part_that_does_not_fit_the_rest_gives_one_finding(body, code, severity, path):
    assert told(body) == [(code, severity, f"$.{path}")]


@pytest.mark.parametrize(
    ("member", "value", "code", "severity"),
    [
        ("plate", "12c12345", "same_plate_twice", ERROR),
        ("trailer_plate", "12R 01234", "same_trailer_twice", WARNING),
        ("container", "GATU 1234569", "same_container_twice", WARNING),
    ],
)
def test_one_plate_trailer_or_container_stands_once_in_a_role(member, value, code, severity):
    other = vehicle("2", plate="12C-999.99", trailer_plate=None, container=None, consignments=[], cargo_weight_kg=None)

    assert told(export(vehicles=[vehicle(), other | {member: value}])) == [(code, severity, f"$.vehicles[1].{member}")]


def test_a_carrier_may_also_receive():
    assert told(transshipped(receiving_vehicles=[receiver(plate="桂F12A45", country="CN")])) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"special_plate": True, "plate": "TM-12-34"},
        {
            "country": "other",
            "plate": "ກຂ 1234",
            "trailer_plate": None,
            "driver": {"name": "Test", "id_number": "P12345"},
        },
    ],
)
def test_special_and_other_plates_are_taken_as_they_are(changes):
    assert told(export(vehicles=[vehicle(**changes)])) == []


def test_transit_needs_no_customs_number_and_none_of_a_direction():
    body = export(regime="transit")

    assert told(with_member(body, "consignments[0].customs_number", None)) == []
    assert told(with_member(body, "consignments[0].customs_number", "500000005010")) == []
    assert told(with_member(body, "consignments[0].customs_number", "5"))[0][0] == "bad_customs_number"


def test_one_described_item_is_enough():
    assert told(export(consignments=[consignment(items=[item() | {"description": None}, item()])])) == []
