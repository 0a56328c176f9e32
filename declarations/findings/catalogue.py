"""Every finding there is: its code, how much it weighs, what it says and what to do. docs/findings.md lists them.

Codes are stable and shared with clients; texts go through gettext. A text never names another company's data, and never
calls a setting of this program a law.
"""

from collections.abc import Callable
from typing import Any, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contract.finding import Finding
from declarations.findings.entry import Entry, Text
from declarations.findings.entry import error as _error
from declarations.findings.entry import info as _info
from declarations.findings.entry import warning as _warning
from declarations.findings.window_words import WINDOWS

# What the API answers 409 to, when nothing else is wrong (api.md, Conventions).
CONFLICTS = frozenset({"vehicle_already_declared", "window_full"})


SHAPE: dict[str, Entry] = {
    "unknown_field": _error(
        _("“%(name)s” is not a member of a declaration."), _("Remove it, or check how its name is written.")
    ),
    "wrong_type": _error(_("This is not %(expected)s."), _("Write %(expected)s here, or leave it empty.")),
    "unknown_choice": _error(_("This is not one of the known values."), _("Choose one of: %(allowed)s.")),
    "too_long": _error(
        ngettext_lazy("This is longer than %(most)d character.", "This is longer than %(most)d characters.", "most"),
        _("Shorten it."),
    ),
    "too_many": _error(
        ngettext_lazy("There is more than %(most)d entry.", "There are more than %(most)d entries.", "most"),
        _("Divide them among several declarations."),
    ),
    "number_out_of_range": _error(_("This number is too large or too small."), _("Check the number and its unit.")),
    "too_many_decimals": _error(
        ngettext_lazy(
            "There is more than %(places)d digit after the decimal point.",
            "There are more than %(places)d digits after the decimal point.",
            "places",
        ),
        _("Round the number."),
    ),
    "control_character": _error(
        _("This contains a character that cannot be shown, or one that turns the direction of writing."),
        _("Type the text again instead of pasting it."),
    ),
    "bad_instant": _error(
        _("This is not a date and time."),
        _("Write the day and the hour, for example 22/11/2026 09:00 (through the API 2026-11-22T09:00:00+07:00)."),
    ),
    "instant_without_offset": _error(
        _("The offset from UTC is missing."), _("Add the offset; for the time at the gate that is +07:00.")
    ),
    "bad_date": _error(_("This is not a date."), _("Write it as 31/01/2027 (through the API 2027-01-31).")),
    "too_many_findings": _error(
        _("There are more errors than can be listed."), _("Mend what is listed, then check again.")
    ),
}

HEADER: dict[str, Entry] = {
    "required": _error(_("This is needed for filing."), _("Fill it in.")),
    "only_punctuation": _error(_("“%(value)s” says nothing."), _("Write what is meant, in letters or digits.")),
    "unknown_gate": _error(_("There is no gate “%(value)s”."), _("Choose a gate, for example HN or TT.")),
    "gate_without_trucks": _error(_("No trucks are declared at gate %(gate)s."), _("Choose a gate that takes trucks.")),
    "gate_paused": _warning(
        _("Gate %(gate)s is paused at the moment."), _("Watch its board before the truck sets out.")
    ),
    "unknown_lane": _error(
        _("Gate %(gate)s has no lane “%(value)s”."), _("Leave the lane out, or use one of this gate.")
    ),
    "lane_direction": _error(
        _("Lane %(lane)s does not serve this direction."), _("Leave the lane out, or choose one of this direction.")
    ),
    "lane_closed": _warning(
        _("Lane %(lane)s is closed at the moment."), _("Leave the lane out, or watch the board of the gate.")
    ),
    "unknown_yard": _error(
        _("Gate %(gate)s has no yard “%(value)s”."), _("Leave the yard out, or use one of this gate.")
    ),
    "yard_closed": _warning(
        _("Yard %(yard)s is closed at the moment."), _("Leave the yard out, or watch the board of the gate.")
    ),
    "transshipment_import_only": _error(
        _("Goods are transshipped on import only."), _("Take the mark of transshipment away, or change the direction.")
    ),
    "receivers_import_only": _error(
        _("Receiving vehicles are declared on import only."), _("Remove them, or change the direction.")
    ),
    "receivers_without_transshipment": _error(
        _("There are receiving vehicles, but the declaration says that nothing is transshipped."),
        _("Mark the goods as transshipped, or remove the receiving vehicles."),
    ),
}

TIMES: dict[str, Entry] = {
    "arrival_past": _error(_("The expected arrival has passed."), _("Give the time at which the truck will come.")),
    "arrival_too_far": _error(
        _("The expected arrival is more than %(hours)d hours ahead."),
        _("File again nearer to the day, or keep a draft."),
    ),
    "gate_closed": _error(_("Gate %(gate)s is closed on %(day)s."), _("Choose another day or another gate.")),
    "preregistered_only": _error(
        _("On %(day)s gate %(gate)s takes only what was declared before that day."), _("Choose a later day.")
    ),
    "intake_stopped": _error(
        _("Gate %(gate)s does not take this cargo at the expected time."),
        _("Choose another time or another gate; the board of the gate tells how long the stop lasts."),
    ),
    "outside_opening_hours": _warning(
        _("Gate %(gate)s is not open at the expected time."), _("Choose a time within its opening hours.")
    ),
}

TRUCKS: dict[str, Entry] = {
    "bad_plate_vn": _error(
        _("“%(value)s” is not a Vietnamese plate."),
        _("Write it as 12C-123.45. If it is a special or temporary plate, mark it as special."),
    ),
    "bad_plate_cn": _error(
        _("“%(value)s” is not the plate of a Chinese truck."),
        _("Write it as 桂F·12A45 or F12A45; a plate that ends in 挂 belongs into the field of the trailer."),
    ),
    "bad_plate": _error(
        _("“%(value)s” cannot be a plate."), _("Write the letters and digits as they stand on the vehicle.")
    ),
    "bad_vin": _error(
        _("“%(value)s” is neither a VIN nor a temporary plate."),
        _("A new vehicle is named by its VIN (17 letters and digits without I, O and Q) or its temporary plate."),
    ),
    "bad_trailer": _error(
        _("“%(value)s” is not the plate of a trailer."),
        _("Write it as 12R-012.34, or for a Chinese trailer with 挂 at its end."),
    ),
    "unused_province": _warning(
        _("No province uses the code %(province)s."), _("Compare the first two digits with the plate.")
    ),
    "bad_container": _error(
        _("“%(value)s” is not the number of a container."),
        _("Write four letters and seven digits, for example GATU1234569."),
    ),
    "container_check_digit": _warning(
        _("The last digit of container %(value)s does not agree with the others."),
        _("Compare the number with the one on the container."),
    ),
    "same_plate_twice": _error(
        _("The plate %(value)s stands in this declaration twice."), _("Keep one entry for each vehicle.")
    ),
    "same_trailer_twice": _warning(
        _("The trailer %(value)s is drawn by two vehicles."), _("Check both trailers' plates.")
    ),
    "same_container_twice": _warning(
        _("The container %(value)s stands on two vehicles."), _("Check both containers' numbers.")
    ),
    "vehicle_already_declared": _error(
        _("The vehicle %(value)s stands in another open declaration."),
        _("Compare the plate. The vehicle is free again when it has left or that declaration is cancelled."),
    ),
    "vehicle_already_declared_by_you": _error(
        _("The vehicle %(value)s stands in your open declaration %(number)s."),
        _("Change or cancel that declaration, or wait until the vehicle has left."),
        code="vehicle_already_declared",
    ),
    "weight_not_positive": _error(_("A weight must be more than 0 kg."), _("Give the weight, or leave it out.")),
    "over_class_limit": _warning(
        _("Own weight and cargo together are %(total)d kg, over the limit of %(limit)d kg."), _("Check both weights.")
    ),
    "cargo_on_empty_vehicle": _warning(
        _("A weight of cargo is given, but no consignment is carried."),
        _("Say which consignments it carries, or leave the weight out."),
    ),
    "insurance_runs_out": _warning(
        _("The insurance ends before the expected arrival."), _("Give the date of the insurance in force.")
    ),
}

PEOPLE: dict[str, Entry] = {
    "bad_phone": _error(
        _("This is not a Vietnamese or Chinese mobile number."), _("Write it as 0912345678 or +8613712345678.")
    ),
    "bad_citizen_id": _error(_("This is not a citizen ID."), _("Write the 12 digits of the citizen ID.")),
    "old_citizen_id": _warning(
        _("This is an identity number of the old kind with 9 digits."),
        _("Give the citizen ID with 12 digits if there is one."),
    ),
    "bad_travel_document": _error(
        _("This is not the number of a passport or permit."), _("Write its 5 to 20 letters and digits.")
    ),
    "name_without_letters": _warning(
        _("“%(value)s” does not look like a name."), _("Write the name here and the phone in its own field.")
    ),
    "bad_tax_code": _error(
        _("“%(value)s” is not a tax code."),
        _("Write 10 digits, 10 digits and the branch (-001), or the 12 digits of a person; check each digit."),
    ),
}

GOODS: dict[str, Entry] = {
    "bad_customs_number": _error(
        _("“%(value)s” is not the number of a customs declaration."), _("Write its 12 digits.")
    ),
    "customs_number_direction": _error(
        _("The customs declaration %(value)s is not for this direction."),
        _("Its first digit is 1 on import and 3 on export: check the number and the direction."),
    ),
    "unusual_customs_regime": _warning(
        _("“%(value)s” does not look like the code of a customs regime."),
        _("Such a code is a letter and two digits, for example B11."),
    ),
    "bad_hs_code": _error(_("“%(value)s” is not an HS code."), _("Write its 8 digits, or leave it out.")),
    "bad_country": _error(
        _("“%(value)s” is not the code of a country."), _("Write two letters, for example VN or CN.")
    ),
    "bad_currency": _error(
        _("“%(value)s” is not the code of a currency in use."), _("Write three letters, for example VND, CNY or USD.")
    ),
    "negative_number": _error(_("This number is below 0."), _("Give the number, or leave it out.")),
    "split_load": _info(
        ngettext_lazy(
            "%(trucks)d truck carries goods of this customs declaration.",
            "%(trucks)d trucks carry goods of this customs declaration.",
            "trucks",
        ),
        _("Nothing needs to be done if the load is split."),
    ),
    "split_load_too_heavy": _warning(
        _("The trucks that carry goods of this customs declaration carry more than its goods weigh."),
        _("Check the weights of the cargo and of the goods, and the number."),
    ),
}

REFERENCES: dict[str, Entry] = {
    "duplicate_key": _error(
        _("The name “%(value)s” is used twice."), _("Give each entry of the list a name of its own.")
    ),
    "unknown_consignment": _error(
        _("There is no consignment “%(value)s”."), _("Choose a consignment of this declaration.")
    ),
    "unknown_vehicle": _error(_("There is no vehicle “%(value)s”."), _("Choose a vehicle of this declaration.")),
    "named_twice": _error(_("“%(value)s” is named here twice."), _("Name it once.")),
    "consignment_not_carried": _error(
        _("No vehicle carries this consignment."), _("Say which vehicle carries it, or remove the consignment.")
    ),
    "consignment_not_unloaded": _error(
        _("None of the vehicles that it unloads carries the consignment “%(value)s”."),
        _("Check which vehicles it unloads and which consignments it takes over."),
    ),
}

FAMILIES: tuple[dict[str, Entry], ...] = (SHAPE, HEADER, WINDOWS, TIMES, TRUCKS, PEOPLE, GOODS, REFERENCES)
ENTRIES: dict[str, Entry] = {name: entry for family in FAMILIES for name, entry in family.items()}
SHAPE_CODES = frozenset(SHAPE)


def code_of(name: str) -> str:
    """The stable code under which an entry is told."""
    return ENTRIES[name].code or name


def finding(name: str, path: str, /, **params: object) -> Finding:
    """Make the finding of that name at that place; it is worded in the language of whoever reads it."""
    entry = ENTRIES[name]
    if not params:
        return Finding(entry.code or name, entry.severity, path, entry.message, entry.fix)
    return Finding(entry.code or name, entry.severity, path, _worded(entry.message, params), _worded(entry.fix, params))


def _word(text: Any, params: dict[str, object]) -> str:
    return str(text % params)


_worded = cast(Callable[[Text, dict[str, object]], Promise], lazy(_word, str))
