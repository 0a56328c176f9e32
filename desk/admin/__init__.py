"""The desk's own lists in the admin: devices, scans, what was confirmed without network and waits, hints, hand-overs,
who looked, and who came in."""

from declarations.admin.beside import show_beside_dossier, show_on_home, show_on_rows
from desk.admin import (
    assisting,
    conflicts,
    devices,
    doors,
    handovers,
    hint_rules,
    hints,
    row_hints,
    scans,
    visits,
    written,
)
from desk.admin.home import conflicts_waiting

__all__ = [
    "assisting",
    "conflicts",
    "devices",
    "doors",
    "handovers",
    "hint_rules",
    "hints",
    "scans",
    "visits",
    "written",
]

show_on_home(conflicts_waiting)
show_beside_dossier(hints.beside_dossier)
show_on_home(hints.on_home)
show_on_rows(row_hints.on_rows)
show_on_home(assisting.on_home)
show_on_home(handovers.on_home)
show_beside_dossier(handovers.beside_dossier)
