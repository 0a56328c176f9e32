"""Everything the border gate keeps."""

from declarations.models.attachment import Attachment
from declarations.models.cash import CashCount, CashShift, Receipt, ReceiptPrint
from declarations.models.change import ChangeAnswer, ChangedField, ChangeRequest
from declarations.models.check import Check
from declarations.models.consignment import Carriage, Consignment, Item
from declarations.models.declaration import Declaration, NumberCounter
from declarations.models.draft_form import DraftForm
from declarations.models.driver_link import DriverLink
from declarations.models.fee import Fee, JourneyRate, ReceiptCounter, Tariff
from declarations.models.journal import Event, OutboxMessage
from declarations.models.outage import Outage, Pulse
from declarations.models.place import DayMode, Gate, IntakeStop, Lane, OpeningHours, Pause, Posting, Yard
from declarations.models.procedure import Procedure, Step
from declarations.models.reason import Decision, Reason
from declarations.models.scan import Scan
from declarations.models.strike import Appeal, Ruling, Strike
from declarations.models.vehicle import Unloading, Vehicle
from declarations.models.window import EarlierWish, Window

__all__ = [
    "Appeal", "Attachment", "Carriage", "CashCount", "CashShift", "ChangeAnswer", "ChangeRequest", "ChangedField",
    "Check", "Consignment", "DayMode", "Decision", "Declaration", "DraftForm", "DriverLink", "EarlierWish", "Event",
    "Fee", "Gate", "IntakeStop", "Item", "JourneyRate", "Lane", "NumberCounter", "OpeningHours", "Outage",
    "OutboxMessage", "Pause", "Posting", "Procedure", "Pulse", "Reason", "Receipt", "ReceiptCounter", "ReceiptPrint",
    "Ruling", "Scan", "Step", "Strike", "Tariff", "Unloading", "Vehicle", "Window", "Yard",
]  # fmt: skip
