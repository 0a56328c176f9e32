"""The columns of the open data: what each file holds, in the order of the file (docs/opendata.md). Pure."""

from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

ALL: Final = "all"
"""Stands in the column `gate` for all gates together."""


class Column(NamedTuple):
    """A column: its name, its type in XML Schema's words, what it means."""

    name: str
    datatype: str
    meaning: Any
    may_be_empty: bool = False


DATE: Final = Column("date", "date", _("The bulletin's day: the 24 hours up to the cut-off of that date."))
GATE: Final = Column("gate", "string", _("The gate's code, or “all” for all gates together."))
REVISION: Final = Column("revision", "integer", _("The revision of the day's bulletin that the figures are from."))
CORRECTED: Final = Column(
    "corrected_in",
    "integer",
    _("A later revision that changes every figure by less than three; empty where there is none."),
    may_be_empty=True,
)
DAILY: Final = (
    DATE,
    GATE,
    REVISION,
    CORRECTED,
    Column("cleared", "integer", _("Vehicles that left: export and import."), True),
    Column("export", "integer", _("Export vehicles that left."), True),
    Column("export_fruit", "integer", _("Of these, with fruit."), True),
    Column("export_other", "integer", _("Of these, with other goods, or empty."), True),
    Column("import", "integer", _("Import vehicles that left."), True),
    Column("import_goods", "integer", _("Of these, with goods, or empty."), True),
    Column("import_new_vehicles", "integer", _("Of these, with new vehicles as goods."), True),
    Column("export_arrived", "integer", _("Export vehicles seen at the gate for the first time."), True),
    Column("import_arrived", "integer", _("Import vehicles seen at the gate for the first time."), True),
    Column("left_over", "integer", _("Export vehicles that stand there at the cut-off."), True),
)
HOURLY: Final = (
    DATE,
    Column("starts_at", "dateTime", _("The hour, by its first moment, Hanoi time.")),
    GATE,
    Column("direction", "string", _("“export” or “import”.")),
    REVISION,
    CORRECTED,
    Column("arrived", "integer", _("Vehicles seen at the gate for the first time."), True),
    Column("cleared", "integer", _("Vehicles that left."), True),
)
FIGURES: Final = tuple(column.name for column in DAILY[4:])
WAYS: Final = ("export", "import")
