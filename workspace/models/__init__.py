"""The rows of the haulier's workspace: what a company has saved for its next filings, and the files of many trucks."""

from workspace.models.bulk import AT_WORK, BulkEntry, BulkFile, BulkState, EntryState
from workspace.models.saved import (
    Lesson,
    Progress,
    SavedDriver,
    SavedGoods,
    SavedOwner,
    SavedRow,
    SavedTrailer,
    SavedTruck,
)

__all__ = [
    "AT_WORK", "BulkEntry", "BulkFile", "BulkState", "EntryState",
    "Lesson", "Progress", "SavedDriver", "SavedGoods", "SavedOwner", "SavedRow", "SavedTrailer", "SavedTruck",
]  # fmt: skip
