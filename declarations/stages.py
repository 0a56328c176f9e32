"""The words in which the gate speaks of a declaration: statuses, states of a check, stages of a vehicle, verbs.

Only enumerations live here; codes are the fixed names of the HTTP contract, labels are what people read.
"""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")


class Regime(TextChoices):
    COMMERCIAL = "commercial", _("Commercial")
    TEMPORARY_IMPORT_REEXPORT = "temporary_import_reexport", _("Temporary import, re-export")
    TEMPORARY_EXPORT_REIMPORT = "temporary_export_reimport", _("Temporary export, re-import")
    BORDER_TRANSFER = "border_transfer", _("Border transfer")
    TRANSIT = "transit", _("Transit")
    BONDED = "bonded", _("Bonded")


class DeliveryMethod(TextChoices):
    DRIVER_CROSSES = "driver_crosses", _("The driver crosses")
    DEDICATED_DRIVER = "dedicated_driver", _("Dedicated driver")
    DROP_TRAILER = "drop_trailer", _("Drop trailer")
    TWO_WAY = "two_way", _("Two-way")
    AGV = "agv", _("Automated vehicle (AGV)")


class CargoKind(TextChoices):
    FRUIT = "fruit", _("Fruit")
    FARM_PRODUCE = "farm_produce", _("Farm produce")
    FROZEN = "frozen", _("Frozen goods")
    GENERAL = "general", _("General goods")
    NEW_VEHICLE = "new_vehicle", _("New vehicles")


class Country(TextChoices):
    VN = "VN", _("Vietnam")
    CN = "CN", _("China")
    OTHER = "other", _("Other country")


class VehicleKind(TextChoices):
    TRACTOR = "tractor", _("Tractor")
    TRUCK = "truck", _("Truck")


class FeeClass(TextChoices):
    """Weight classes of the fee tariff (domain §9); what each means is said by FEE_CLASS_MEANINGS."""

    VT1 = "VT1", "VT1"
    VT2 = "VT2", "VT2"
    VT3 = "VT3", "VT3"
    VT4 = "VT4", "VT4"
    VT5 = "VT5", "VT5"
    VT6 = "VT6", "VT6"


FEE_CLASS_MEANINGS: dict[str, Promise] = {
    FeeClass.VT1: _("under 2 t"),
    FeeClass.VT2: _("2 to under 4 t, the lighter ones"),
    FeeClass.VT3: _("2 to under 4 t, the heavier ones"),
    FeeClass.VT4: _("4 to under 10 t"),
    FeeClass.VT5: _("10 to under 18 t"),
    FeeClass.VT6: _("18 t and more, or a 40-foot container"),
}
"""By the load a vehicle is built for. Domain §9 knows VT1, VT4 and VT6; VT2, VT3 and VT5 follow from the gaps between
them ○, and where VT2 ends and VT3 begins is not published.
"""


class Status(TextChoices):
    """The clock of the dossier (domain §6: three clocks are kept apart)."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


class Role(TextChoices):
    """As what a vehicle stands in a declaration: one that was declared with goods, or one that receives them."""

    CARRIER = "carrier", _("Vehicle")
    RECEIVER = "receiver", _("Receiving vehicle")


class Journey(TextChoices):
    """The column of the table of checks that a vehicle follows (domain §6)."""

    EXPORT = "export", _("Export")
    IMPORT_DIRECT = "import_direct", _("Import, carried inland by the same vehicle")
    TRANSSHIPPED = "transshipped", _("Import, unloaded onto receiving vehicles")
    RECEIVING = "receiving", _("Receiving vehicle")
    EMPTY = "empty", _("Empty vehicle")


class CheckCode(TextChoices):
    CUSTOMS_REGISTRATION = "customs_registration", _("Customs registration")
    BG_ARRIVAL = "bg_arrival", _("Border guard: arrival")
    CUSTOMS_ARRIVAL = "customs_arrival", _("Customs: arrival")
    MEDICAL = "medical", _("Medical quarantine")
    YARD_IN = "yard_in", _("Into the yard")
    PLANT = "plant", _("Plant quarantine")
    ANIMAL = "animal", _("Animal quarantine")
    CUSTOMS_CHECK = "customs_check", _("Customs: goods check")
    TRANSPORT_LICENCE = "transport_licence", _("Transport licence")
    TRANSSHIPMENT = "transshipment", _("Transshipment")
    FEE_INFRASTRUCTURE = "fee_infrastructure", _("Infrastructure fee")
    FEE_TRANSFER = "fee_transfer", _("Transfer fee")
    FINISH = "finish", _("Finish")
    CUSTOMS_OUT = "customs_out", _("Customs: exit")
    BG_OUT = "bg_out", _("Border guard: exit")
    YARD_OUT = "yard_out", _("Out of the yard")


class CheckState(TextChoices):
    NOT_REQUIRED = "not_required", _("Not required")
    PENDING = "pending", _("Pending")
    READY = "ready", _("Ready")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    REFUSED = "refused", _("Refused")


class Stage(TextChoices):
    """Where a vehicle is, in one word; the first that holds wins, in this order (api.md, Answer adds)."""

    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    TURNED_BACK = "turned_back", _("Turned back")
    LEFT = "left", _("Left")
    FINISHED = "finished", _("Finished")
    IN_YARD = "in_yard", _("In the yard")
    AT_GATE = "at_gate", _("At the gate")
    CALLED = "called", _("Called forward")
    WAITING = "waiting", _("Waiting")
    FILED = "filed", _("Filed")


class End(TextChoices):
    """How a vehicle's dossier ended (domain §4)."""

    LEFT = "left", _("Left")
    TURNED_BACK = "turned_back", _("Turned back")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


class FeeKind(TextChoices):
    INFRASTRUCTURE = "infrastructure", _("Infrastructure fee")
    TRANSFER = "transfer", _("Transfer fee")


class PaymentMethod(TextChoices):
    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    CARD = "card", _("Card")


class ChangeState(TextChoices):
    """A change request as a whole: decided when every one of its fields is."""

    OPEN = "open", _("Open")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Taken back")


class FieldState(TextChoices):
    """One field of a change request: applied once all its agencies agreed, rejected by the first that does not."""

    OPEN = "open", _("Open")
    APPLIED = "applied", _("Changed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Taken back")


class Answer(TextChoices):
    """What one agency said to one field."""

    WAITING = "waiting", _("Not answered yet")
    APPROVED = "approved", _("Agreed")
    REJECTED = "rejected", _("Rejected")


class Verb(TextChoices):
    """What the journal says happened; past tense, subject first."""

    FILED = "declaration.filed", _("Declaration filed")
    ASSISTED = "declaration.assisted", _("Filed at the gate for the company")
    AMENDED = "declaration.amended", _("Declaration amended")
    REVIVED = "declaration.revived", _("New time of arrival given")
    COMPLETED = "declaration.completed", _("Declaration completed")
    CANCELLED = "declaration.cancelled", _("Declaration cancelled")
    EXPIRED = "declaration.expired", _("Declaration expired")
    OVERDUE = "declaration.overdue", _("Declaration overdue")
    SEEN = "vehicle.seen", _("Vehicle seen")
    LEFT = "vehicle.left", _("Vehicle left")
    EXIT_WITHDRAWN = "vehicle.exit_withdrawn", _("Exit taken back")
    TURNED_BACK = "vehicle.turned_back", _("Vehicle turned back")
    VEHICLE_CANCELLED = "vehicle.cancelled", _("Vehicle cancelled")
    VEHICLE_EXPIRED = "vehicle.expired", _("Vehicle expired")
    ROAD_HELD = "vehicle.held", _("Vehicle held on the road")
    ROAD_RELEASED = "vehicle.released", _("Vehicle released")
    WINDOW_CHANGED = "vehicle.window_changed", _("Arrival window changed")
    MOVED_UP = "vehicle.moved_up", _("Moved to an earlier arrival window")
    EARLIER_ASKED = "window.earlier_asked", _("Earlier arrival window asked for")
    EARLIER_DROPPED = "window.earlier_dropped", _("Wish for an earlier arrival window taken back")
    CALLED = "vehicle.called", _("Vehicle called forward")
    UNCALLED = "vehicle.uncalled", _("Call taken back")
    CALL_ACKNOWLEDGED = "vehicle.call_acknowledged", _("Call acknowledged by the driver")
    NOT_COME = "vehicle.not_come", _("Called and not come")
    STRUCK = "duty.missed", _("Strike")
    EXCUSED = "duty.excused", _("Excused by the rule")
    APPEALED = "duty.appealed", _("Appeal against a strike")
    RULED = "duty.ruled", _("Appeal answered")
    ATTACHED = "document.attached", _("Document attached")
    ATTACHMENT_REMOVED = "document.removed", _("Document removed")
    CHANGE_REQUESTED = "change.requested", _("Change requested")
    CHANGE_DECIDED = "change.decided", _("Change decided")
    CHANGE_WITHDRAWN = "change.withdrawn", _("Change request taken back")
    CHECK_CONFIRMED = "check.confirmed", _("Check confirmed")
    CHECK_HELD = "check.held", _("Check held")
    CHECK_SENT_BACK = "check.sent_back", _("Sent back to be mended")
    CHECK_RELEASED = "check.released", _("Check released")
    CHECK_REFUSED = "check.refused", _("Check refused")
    CHECK_WITHDRAWN = "check.withdrawn", _("Confirmation taken back")
    CHECK_REQUESTED = "check.requested", _("Check requested")
    CHECK_REQUEST_DROPPED = "check.request_dropped", _("Request for a check taken back")
    CHECK_REOPENED = "check.reopened", _("Check reopened")
    OFFLINE_SETTLED = "check.offline_settled", _("Confirmation without network settled")
    FEE_ASSESSED = "fee.assessed", _("Fee assessed")
    FEE_PAID = "fee.paid", _("Fee paid")
    FEE_VOIDED = "fee.voided", _("Fee void")


# What a company is told about (notices); the rest it can read in the journal.
ANNOUNCED = frozenset(
    {
        Verb.ASSISTED,
        Verb.COMPLETED,
        Verb.EXPIRED,
        Verb.OVERDUE,
        Verb.LEFT,
        Verb.TURNED_BACK,
        Verb.VEHICLE_EXPIRED,
        Verb.ROAD_HELD,
        Verb.ROAD_RELEASED,
        Verb.MOVED_UP,
        Verb.CALLED,
        Verb.NOT_COME,
        Verb.STRUCK,
        Verb.RULED,
        Verb.CHECK_HELD,
        Verb.CHECK_SENT_BACK,
        Verb.CHECK_RELEASED,
        Verb.CHECK_REFUSED,
        Verb.CHECK_REQUESTED,
        Verb.CHANGE_DECIDED,
    }
)
