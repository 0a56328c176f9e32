"""Whole ways through the gate over HTTP alone: declared, worked by every agency, gone."""

from datetime import timedelta

import pytest

from declarations.api.schema import CheckAnswer, FeeAnswer, WholeDeclarationAnswer
from declarations.api.schema_gate import QueuePage, ScanAnswer
from declarations.operations.verifying import broken_links
from tests import given
from tests.declarations.api.callers import V1, company, officers, said
from tests.given import NOON

pytestmark = pytest.mark.django_db

EXAMPLE = {
    "gate": "HN", "lane": None, "direction": "export", "regime": "commercial", "window": None,
    "expected_arrival": (NOON + timedelta(hours=20)).isoformat(),
    "yard": "XUAN-CUONG", "delivery_method": "driver_crosses", "transshipment": False, "client_reference": "AB-17",
    "note": None, "contact": {"name": "Nguyễn Văn Mẫu", "phone": "0912345678"}, "fee_payer": None,
    "consignments": [{"key": "A", "customs_number": "300000005010", "customs_regime": "B11", "cargo_kind": "fruit",
        "owner": {"tax_code": "0100005019", "name": "Công ty Mẫu", "address": "Lạng Sơn", "phone": "0912345678"},
        "items": [{"description": "Sầu riêng tươi", "hs_code": "08106000", "origin": "VN", "quantity": 900,
                   "unit": "CTN", "weight_kg": 18000, "value": 30000, "currency": "USD"}]}],
    "vehicles": [{"key": "1", "plate": "12C-123.45", "country": "VN", "fee_class": "VT6", "kind": "tractor",
        "trailer_plate": "12R-012.34", "container": "GATU1234569", "seal": "VN123456", "own_weight_kg": 15000,
        "cargo_weight_kg": 18000, "companion": None, "licence_number": None, "insurance_until": "2027-01-31",
        "driver": {"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0987654321"},
        "special_plate": False, "note": None, "consignments": ["A"]}],
    "receiving_vehicles": [],
}  # fmt: skip
"""The document of the HTTP contract, to the letter; only its dates are moved."""


def _confirm(staff, declaration, vehicle, code):
    """Confirm a check of the vehicle (or of the declaration) as an officer does: from his queue, by his key."""
    (check,) = [row for row in (*declaration["checks"], *vehicle["checks"]) if row["code"] == code]
    clerk = staff[check["agency"]]
    if code.startswith("fee_"):
        (fee,) = [fee for fee in vehicle["fees"] if f"fee_{fee['kind']}" == code and not fee["paid_at"]]
        paid = said(clerk.post(f"{V1}/fees/{fee['id']}/paid", {"method": "cash"}), FeeAnswer)
        assert paid["receipt_number"]
        return
    waiting = said(clerk.get(f"{V1}/queues/HN/{code}"), QueuePage)["results"]
    assert check["id"] in {row["id"] for row in waiting}, code
    confirmed = said(clerk.post(f"{V1}/checks/{check['id']}/confirm"), CheckAnswer)
    assert (confirmed["state"], confirmed["automatic"]) == ("confirmed", False)


def test_the_example_of_the_contract_goes_from_filing_to_exit():
    haulier, staff = company(), officers()
    checked = haulier.post(f"{V1}/declarations/check", EXAMPLE).json()
    assert (checked["fileable"], [f["code"] for f in checked["findings"]]) == (True, [])

    filed = haulier.post(f"{V1}/declarations", EXAMPLE)
    declaration = said(filed, WholeDeclarationAnswer, status=201)
    address = filed["Location"]
    assert address == f"{V1}/declarations/{declaration['number']}"
    assert (declaration["status"], declaration["vehicles"][0]["stage"]) == ("open", "filed")

    stages = []
    for code in given.EXPORT_WAY:
        _confirm(staff, declaration, declaration["vehicles"][0], code)
        declaration = said(haulier.get(address), WholeDeclarationAnswer)
        stages.append(declaration["vehicles"][0]["stage"])

    assert stages == ["filed", "waiting", "in_yard", "in_yard", "in_yard", "in_yard", "finished", "finished", "left"]
    (vehicle,) = declaration["vehicles"]
    assert declaration["status"] == "completed"
    assert all(tick["at"] for tick in vehicle["ticks"])
    assert [check["code"] for check in vehicle["checks"] if check["automatic"]] == ["yard_in", "yard_out"]
    assert vehicle["line"]["position"] is None
    assert haulier.get(f"{V1}/gates/HN/board").json()["directions"]["export"]["cleared_today"] == 1
    verbs = [event["verb"] for event in haulier.get(f"{address}/events").json()["results"]]
    assert (verbs[0], verbs[-1]) == ("declaration.filed", "declaration.completed")
    assert not list(broken_links())


def test_a_transshipment_goes_through_with_a_receiver_added_later():
    haulier, staff = company(), officers()
    document = given.transshipment(receivers=1)
    receivers = document.pop("receiving_vehicles")
    filed = haulier.post(f"{V1}/declarations", document)
    declaration = said(filed, WholeDeclarationAnswer, status=201)
    address = filed["Location"]
    for code in ("customs_registration", "bg_arrival", "customs_arrival", "medical", "transport_licence"):
        _confirm(staff, declaration, declaration["vehicles"][0], code)

    read = haulier.get(address)
    added = haulier.patch(address, {"receiving_vehicles": receivers}, headers={"If-Match": read["ETag"]})
    declaration = said(added, WholeDeclarationAnswer)
    receiver = declaration["receiving_vehicles"][0]
    assert [check["code"] for check in receiver["checks"]] == [
        "bg_arrival", "customs_arrival", "medical", "fee_infrastructure", "customs_out", "bg_out",
    ]  # fmt: skip
    for code in ("bg_arrival", "customs_arrival", "medical"):
        _confirm(staff, {"checks": []}, receiver, code)
    for code in ("transshipment", "fee_transfer"):
        declaration = said(haulier.get(address), WholeDeclarationAnswer)
        _confirm(staff, {"checks": []}, declaration["vehicles"][0], code)
    _confirm(staff, {"checks": []}, declaration["receiving_vehicles"][0], "fee_infrastructure")
    for code in ("finish", "customs_out", "bg_out"):
        _confirm(staff, {"checks": []}, declaration["vehicles"][0], code)
    for code in ("customs_out", "bg_out"):
        _confirm(staff, {"checks": []}, receiver, code)

    declaration = said(haulier.get(address), WholeDeclarationAnswer)
    assert declaration["status"] == "completed"
    fees = [fee["amount"] for truck in ("vehicles", "receiving_vehicles") for fee in declaration[truck][0]["fees"]]
    assert fees == [90_000, 300_000]


def test_a_scan_at_the_barrier_sees_and_confirms_in_one_motion():
    haulier, guard = company(), officers()["border_guard"]
    declaration = said(haulier.post(f"{V1}/declarations", EXAMPLE), WholeDeclarationAnswer, status=201)

    scan = {"gate": "HN", "plate": "12c 123 45", "nonce": "s-1", "confirm": ["bg_arrival"]}
    answer = said(guard.post(f"{V1}/scans", scan), ScanAnswer)

    assert (answer["result"], answer["code"], answer["confirmed"]) == ("ok", None, ["bg_arrival"])
    assert answer["vehicle"]["declaration"] == declaration["number"]
    after = said(haulier.get(f"{V1}/declarations/{declaration['number']}"), WholeDeclarationAnswer)
    assert after["vehicles"][0]["stage"] == "waiting"
    assert after["vehicles"][0]["line"] == {
        "position": 1, "line_time": "2026-11-22T01:00:00Z", "green": True, "estimate": None,
    }  # fmt: skip
