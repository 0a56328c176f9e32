"""Refusals that more than one operation of the border gate answers with; the rest live beside their operation."""

from contract.errors import Conflict, Invalid, NotAllowed


class WrongState(Conflict):
    """It is not in a state in which this can be done."""

    code = "wrong_state"


class NotReady(Conflict):
    """The check still waits for something; the detail says for what."""

    code = "not_ready"


class AlreadyConfirmed(Conflict):
    """Somebody confirmed it first."""

    code = "already_confirmed"


class VehicleAlreadyDeclared(Conflict):
    """The vehicle stands open in another declaration."""

    code = "vehicle_already_declared"


class NotYours(NotAllowed):
    """Another agency's, or at a gate where the person is not posted."""

    code = "not_allowed"


class ViewerOnly(NotAllowed):
    """The person's role in the company is to look."""

    code = "viewer_only"


class BadInstant(Invalid):
    """`happened_at` lies in the future, or before the declaration was filed."""

    code = "bad_instant"


class ReasonMissing(Invalid):
    """A decision against a truck needs its reason."""

    code = "reason_required"
