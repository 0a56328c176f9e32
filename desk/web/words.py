"""Every word that the scan page's script says, in the reader's language: the script itself knows none."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.operations.scanning import REFUSALS
from declarations.procedures import FEE_CHECKS
from declarations.stages import CargoKind, CheckCode, CheckState, Direction, Role, Stage
from desk.admin.words import WHY_NOT_CONFIRMED

SAID: dict[str, str | Promise] = {
    # The answer
    "ok": gettext_lazy("Recognised"),
    "confirmed": gettext_lazy("Confirmed"),
    "partly": gettext_lazy("Recognised, but not confirmed"),
    "choose": gettext_lazy("Which truck is it?"),
    "refused": gettext_lazy("Stop"),
    "undecided": gettext_lazy("Not on the list yet: you decide"),
    "filed_since": gettext_lazy(
        "The pass is good, but the truck was filed after the list was made. The gate will say."
    ),
    "unjudged": gettext_lazy("Kept, but not judged"),
    "no_list": gettext_lazy("There is no list of trucks on this device to judge it by."),
    "kept": gettext_lazy("Without network: kept at {time}"),
    "not_kept": gettext_lazy("Not kept: no network, and this device is not registered. Scan again."),
    "not_durable": gettext_lazy("This device could not keep the scan. Write it down."),
    "signed_out": gettext_lazy("You are signed out. Sign in again; what waits stays here."),
    "sign_in": gettext_lazy("Sign in"),
    "nothing_read": gettext_lazy("Nothing was read; scan again."),
    "no_such_figure": gettext_lazy("There is nothing under this figure."),
    "road_held": gettext_lazy("Held on the road"),
    "refused_before": gettext_lazy("A check of it was refused: only to be turned back."),
    "waits_for": gettext_lazy("waits for {what}"),
    "waits": gettext_lazy("cannot be confirmed now"),
    "here_already": gettext_lazy("confirmed on this device already"),
    "not_of_truck": gettext_lazy("this truck does not need it"),
    "not_before": gettext_lazy("not confirmed: you decide first"),
    "other_gate_or_over": gettext_lazy("It is of another gate, or its passage is over."),
    # What differs
    "field": gettext_lazy("What differs"),
    "pass": gettext_lazy("The pass says"),
    "read": gettext_lazy("The truck shows"),
    "declared": gettext_lazy("Declared"),
    "plate": gettext_lazy("Plate"),
    "trailer_plate": gettext_lazy("Trailer"),
    "container": gettext_lazy("Container"),
    "nothing": gettext_lazy("none"),
    "green": gettext_lazy("Green lane"),
    "open_truck": gettext_lazy("Open the truck's page"),
    "pay": gettext_lazy("Record payment"),
    "as_typed": gettext_lazy("None of them: the plate is as it was read"),
    # Network and device
    "online": gettext_lazy("With network"),
    "offline": gettext_lazy("No network"),
    "waiting_one": gettext_lazy("1 scan waits since {time}"),
    "waiting_many": gettext_lazy("{many} scans wait since {time}"),
    "others": gettext_lazy("{many} scans of another officer wait on this device; they are sent when he signs in here."),
    "list_of": gettext_lazy("List of trucks of {time}: {many} trucks, good until {until}"),
    "list_none": gettext_lazy("No list of trucks on this device: without network nothing can be judged."),
    "list_forged": gettext_lazy(
        "The list of trucks was not signed by this gate. It was thrown away; tell the administrator."
    ),
    "list_expired": gettext_lazy("The list of trucks has expired and was wiped."),
    "unregistered": gettext_lazy("This device is not registered: without network it keeps nothing."),
    "registered": gettext_lazy("Registered as {name}"),
    "another_officers": gettext_lazy("This device is registered for another officer; register it for yourself."),
    "revoked": gettext_lazy("This device was taken out of use. Its list was wiped; register it again."),
    "expired": gettext_lazy("The registration of this device has expired; register it again."),
    "slow_signatures": gettext_lazy("This browser cannot check signatures by itself; a slower way is used."),
    "no_signatures": gettext_lazy(
        "This browser cannot check signatures at all: work with network, or use another one."
    ),
    "clock": gettext_lazy("The clock of this device is off by {minutes} minutes; correct it."),
    "cannot_keep": gettext_lazy(
        "This browser keeps nothing (a private window?): without network nothing can be scanned."
    ),
    "throw_away": gettext_lazy("Throw away"),
    "settle": gettext_lazy("Settle"),
    # The camera
    "camera_refused": gettext_lazy("The camera may not be used. Allow it in the browser's settings of this site."),
    "camera_none": gettext_lazy("There is no camera here that can be used."),
    "camera_busy": gettext_lazy("The camera is used by another program."),
    "camera_unsafe": gettext_lazy("The camera works over https only."),
}

NOT_TAKEN: dict[str, str | Promise] = {
    "unknown_place": gettext_lazy("No such gate or lane"),
    "malformed": gettext_lazy("Of the wrong shape"),
}
"""Why the gate could not keep a scan at all."""


def words() -> dict[str, Any]:
    """All of them, for the page's data."""
    return {
        "said": {name: str(text) for name, text in SAID.items()},
        "codes": {code: str(text) for code, text in REFUSALS.items()},
        "short": {code: str(text) for code, text in (WHY_NOT_CONFIRMED | NOT_TAKEN).items()},
        "checks": _labels(CheckCode) | {"receivers:any": _("Receiving vehicle"), "fee:assessed": _("Fee")},
        "fees": sorted(FEE_CHECKS),
        "states": _labels(CheckState),
        "cargo": _labels(CargoKind) | {"": _("Empty vehicle")},
        "stages": _labels(Stage),
        "roles": _labels(Role),
        "directions": _labels(Direction),
    }


def _labels(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}
