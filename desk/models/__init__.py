"""The rows of the officers' desk that are no part of a dossier."""

from desk.models.devices import Device, ManifestGiven
from desk.models.handover import Handover, ShiftNote
from desk.models.hints import GoodsName, Hint, HintLook, HintProgress, HintRule
from desk.models.offline import OfflineConflict, OfflineScan, Settlement
from desk.models.visits import Visit, VisitKind

__all__ = [
    "Device", "GoodsName", "Handover", "Hint", "HintLook", "HintProgress", "HintRule", "ManifestGiven",
    "OfflineConflict", "OfflineScan", "Settlement", "ShiftNote", "Visit", "VisitKind",
]  # fmt: skip
