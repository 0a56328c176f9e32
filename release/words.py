"""The words of the study: the parts of a passage, how a check's time could be measured, by what figures are grouped."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Segment(TextChoices):
    """The parts of a passage, in their order; together they are the whole (docs/release.md)."""

    ENTRY = "entry", _("Arrival → entry")
    YARD = "yard", _("Entry → yard")
    FINISH = "finish", _("Yard → finish")
    CUSTOMS_OUT = "customs_out", _("Finish → customs exit")
    EXIT = "exit", _("Customs exit → departure")
    UNTOLD = "untold", _("Not told apart")


class Outcome(TextChoices):
    """Whether a check's time, ready → confirmed, could be measured, and why not."""

    MEASURED = "measured", _("Measured")
    BY_ARRIVAL = "by_arrival", _("Confirmed by the time of arrival")
    AUTOMATIC = "automatic", _("Confirmed by itself")
    UNKNOWN = "unknown", _("Not measured")


class By(TextChoices):
    """By what figures are grouped. The first two are times of checks, the others of whole passages."""

    AGENCY = "agency", _("Agency")
    CHECK = "check", _("Check")
    GATE = "gate", _("Gate")
    DIRECTION = "direction", _("Direction")
    CARGO = "cargo", _("Kind of cargo")
    HOUR = "hour", _("Hour of arrival")
    WEEKDAY = "weekday", _("Weekday of arrival")
    PEAK = "peak", _("Peak and off-peak")


class Time(TextChoices):
    """Which time is meant: all of it, or without the time in which the gate was paused or closed."""

    GROSS = "gross", _("gross time")
    NET = "net", _("net time")


OF_CHECKS = (By.AGENCY, By.CHECK)
EMPTY = "empty"
"""How a vehicle without goods is asked for; its kind of cargo is kept as ""."""
