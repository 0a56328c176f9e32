"""Short names of why a scan, or what was confirmed by it, did not count."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.operations.presenting import UNREADABLE

WHY: dict[str, str | Promise] = {
    "no_declaration": _("No declaration"),
    "other_gate": _("Another gate"),
    "plate_differs": _("Another plate"),
    "trailer_differs": _("Another trailer"),
    "container_differs": _("Another container"),
    "vehicle_ended": _("Passage over"),
    "ambiguous": _("Several fit"),
    "plate_resembles": _("Plate resembles another"),
    "pass_malformed": _("No pass"),
    "pass_forged": _("Forged pass"),
    "pass_expired": _("Expired pass"),
    "pass_revoked": _("Revoked pass"),
    "bad_instant": _("The device's clock is off"),
    "not_posted": _("Posting ended"),
    "device_revoked": _("Device revoked"),
    "device_expired": _("Device expired"),
    "manifest_expired": _("List of trucks expired"),
}
"""Of a scan: every code that one can be kept with."""

WHY_NOT_CONFIRMED: dict[str, str | Promise] = {
    **WHY,
    "already_confirmed": _("Confirmed by somebody first"),
    "not_ready": _("Not ready"),
    "wrong_state": _("Not possible in its state"),
    "not_allowed": _("Another agency's check"),
    "payment_decides": _("Only a payment confirms it"),
    "nonce_reused": _("Another scan came under its mark"),
}
"""Of a check that was to be confirmed."""


def as_read(text: str) -> str:
    """What a scanner read, as people call it."""
    return str(_("An unreadable pass")) if text == UNREADABLE else text


def why(code: str) -> str:
    """What is shown; the code itself for one that is new."""
    return str(WHY_NOT_CONFIRMED.get(code, code))
