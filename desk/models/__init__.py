"""The rows of the officers' desk that are no part of a dossier."""

from desk.models.devices import Device, ManifestGiven
from desk.models.hints import GoodsName, Hint, HintLook, HintProgress, HintRule
from desk.models.offline import OfflineConflict, OfflineScan, Settlement

__all__ = [
    "Device", "GoodsName", "Hint", "HintLook", "HintProgress", "HintRule", "ManifestGiven", "OfflineConflict",
    "OfflineScan", "Settlement",
]  # fmt: skip
