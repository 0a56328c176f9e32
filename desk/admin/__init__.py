"""The desk's own lists in the admin: devices, scans, what was confirmed without network and waits, and hints."""

from declarations.admin.beside import show_beside_dossier, show_on_home
from desk.admin import assisting, conflicts, devices, hint_rules, hints, scans
from desk.admin.home import conflicts_waiting

__all__ = ["assisting", "conflicts", "devices", "hint_rules", "hints", "scans"]

show_on_home(conflicts_waiting)
show_beside_dossier(hints.beside_dossier)
show_on_home(hints.on_home)
show_on_home(assisting.on_home)
