"""Rules of what names, reaches and identifies a person or a company."""

from functools import partial

from declarations import formats
from declarations.document import CompanionBody, DriverBody
from declarations.findings.case import Case


def phone(case: Case, value: str | None, path: str) -> str | None:
    """The phone as it is kept; unreadable ones stay as typed, so that a form can show them again."""
    return case.shown(formats.read_phone, value, path) or value


def tax_code(case: Case, value: str | None, path: str) -> str | None:
    """The tax code as it is kept, or as typed."""
    return case.shown(formats.read_tax_code, value, path) or value


def driver(case: Case, person: DriverBody | None, country: str | None, path: str) -> None:
    """Name and ID are needed, and the ID follows the country of the vehicle."""
    case.require_name(person.name if person else None, f"{path}.name")
    if case.require(person.id_number if person else None, f"{path}.id_number") and person:
        person.id_number = _id_number(case, person.id_number, country, f"{path}.id_number")
    if person:
        person.phone = phone(case, person.phone, f"{path}.phone")


def companion(case: Case, person: CompanionBody | None, country: str | None, path: str) -> None:
    """Nothing is needed; what is given must be readable."""
    if person:
        person.id_number = _id_number(case, person.id_number, country, f"{path}.id_number")
        person.phone = phone(case, person.phone, f"{path}.phone")


def _id_number(case: Case, value: str | None, country: str | None, path: str) -> str | None:
    read = case.shown(partial(formats.read_id_number, country=country), value, path)
    if read is None:
        return value
    if read.is_old:
        case.say("old_citizen_id", path)
    return read.number
