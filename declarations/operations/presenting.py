"""A pass presented at the barrier: whether it is good, and for which vehicle as that is declared now.

Not called by interfaces: scanning is. A pass that is not good is an answer here, as every refused scan is.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.models import Vehicle
from declarations.passes import Pass, PassExpired, PassForged, PassRefused, public_keys, read
from declarations.queries.passing import bound_to

REVOKED = "pass_revoked"
UNREADABLE = "pass ?"
"""What is kept of a pass that could not even be read."""

REFUSALS: dict[str, str | Promise] = {
    "pass_malformed": _("This is no pass of the gate, or only a part of one; read it again."),
    "pass_forged": _("The pass was not signed by this gate, or was changed afterwards."),
    "pass_expired": _("The pass has expired; open it again to get the present one."),
    REVOKED: _("The pass is of an earlier state of the declaration; open it again to get the present one."),
}


class Difference(NamedTuple):
    """A member of the vehicle that the pass, or the truck itself, says otherwise than the declaration; absent is empty.

    `read`: what stands there, where that is what differs.
    """

    field: str
    on_pass: str
    declared: str
    read: str = ""


class Presented(NamedTuple):
    """What came of it. `code` is empty for a good pass; `noted` is what may be kept of what was read.

    `held`: what the pass says, when the gate signed it, expired or not.
    """

    code: str
    noted: str
    held: Pass | None = None


def present(token: str, *, at: datetime) -> Presented:
    """Read the pass, as it was at `at`.

    What is no pass may be anybody's papers: nothing of it is kept. Of a forged one its fingerprint is, so that it is
    known again.
    """
    try:
        held = read(token, keys=public_keys(), at=at)
    except PassExpired as refusal:
        return Presented(refusal.code, _noted(refusal.of), refusal.of)
    except PassForged as refusal:
        return Presented(refusal.code, f"pass #{sha256(token.encode()).hexdigest()[:16]}")
    except PassRefused as refusal:
        return Presented(refusal.code, UNREADABLE)
    return Presented("", _noted(held), held)


def _noted(held: Pass) -> str:
    return f"pass {held.number}/{held.bound.vehicle_id} v{held.version} {held.bound.plate}"


def is_revoked(held: Pass, vehicle: Vehicle) -> bool:
    """Whether the pass says another thing than the declaration does now. Reads `vehicle.declaration`."""
    return held.version != vehicle.pass_version or held.bound != bound_to(vehicle)


def differences(held: Pass, vehicle: Vehicle) -> list[Difference]:
    """Where they differ, member by member; none when all was changed and changed back."""
    was, now = held.bound, bound_to(vehicle)
    members = (
        Difference("plate", was.plate, now.plate),
        Difference("trailer_plate", was.trailer, now.trailer),
        Difference("container", was.container, now.container),
    )
    return [member for member in members if member.on_pass != member.declared]


def sentence(refusal: str | Promise, found: Sequence[Difference]) -> str:
    """The refusal as an officer reads it: what the pass says, or what stands there, and what is declared."""
    return f"{refusal} {'; '.join(_said(one) for one in found)}."


def _said(one: Difference) -> str:
    words = {"field": _LABELS[one.field], "declared": one.declared or "–"}
    if one.read:
        return gettext("%(field)s %(read)s, declared %(declared)s") % {**words, "read": one.read}
    return gettext("%(field)s on the pass %(on_pass)s, declared %(declared)s") % {
        **words,
        "on_pass": one.on_pass or "–",
    }


_LABELS = {"plate": _("Plate"), "trailer_plate": _("Trailer"), "container": _("Container")}
