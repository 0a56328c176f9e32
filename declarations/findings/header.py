"""Rules of the header: what filing needs, where it goes, and whether its parts agree."""

from declarations.findings.case import Case, shortened
from declarations.findings.facts import GateFacts
from declarations.findings.people import phone, tax_code


def header(case: Case) -> None:
    document = case.document
    case.require(document.gate, "$.gate")
    case.require(document.direction, "$.direction")
    case.require(document.regime, "$.regime")
    case.require(document.expected_arrival, "$.expected_arrival")
    case.require(document.vehicles, "$.vehicles")
    _contact(case)
    _fee_payer(case)
    _place(case)
    _transshipment(case)


def _contact(case: Case) -> None:
    contact = case.document.contact
    case.require_name(contact.name if contact else None, "$.contact.name")
    if case.require(contact.phone if contact else None, "$.contact.phone") and contact:
        contact.phone = phone(case, contact.phone, "$.contact.phone")


def _fee_payer(case: Case) -> None:
    payer = case.document.fee_payer
    if payer:
        payer.tax_code = tax_code(case, payer.tax_code, "$.fee_payer.tax_code")
        payer.phone = phone(case, payer.phone, "$.fee_payer.phone")


def _place(case: Case) -> None:
    code, gate = case.document.gate, case.gate
    if code is None:
        return
    if gate is None:
        case.say("unknown_gate", "$.gate", value=shortened(code))
    elif not gate.takes_trucks:
        case.say("gate_without_trucks", "$.gate", gate=code)
    else:
        if gate.is_paused:
            case.say("gate_paused", "$.gate", gate=code)
        _lane(case, gate)
        _yard(case, gate)


def _lane(case: Case, gate: GateFacts) -> None:
    code = case.document.lane
    if code is None:
        return
    lane = gate.lanes.get(code)
    if lane is None:
        case.say("unknown_lane", "$.lane", gate=gate.code, value=shortened(code))
        return
    if lane.direction and case.document.direction and lane.direction != case.document.direction:
        case.say("lane_direction", "$.lane", lane=code)
    if not lane.is_open:
        case.say("lane_closed", "$.lane", lane=code)


def _yard(case: Case, gate: GateFacts) -> None:
    code = case.document.yard
    if code is None:
        return
    yard = gate.yards.get(code)
    if yard is None:
        case.say("unknown_yard", "$.yard", gate=gate.code, value=shortened(code))
    elif not yard.is_open:
        case.say("yard_closed", "$.yard", yard=code)


def _transshipment(case: Case) -> None:
    document = case.document
    if document.direction == "export":
        if document.transshipment:
            case.say("transshipment_import_only", "$.transshipment")
        if document.receiving_vehicles:
            case.say("receivers_import_only", "$.receiving_vehicles")
    if document.transshipment is False and document.receiving_vehicles:
        case.say("receivers_without_transshipment", "$.transshipment")
