"""Files of many trucks as pages show them: lists after the last row seen, counts by state, rows with their faults."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from accounts.models import User
from declarations.stages import Country
from workspace.bulk.columns import COLUMNS
from workspace.bulk.returned import label_of
from workspace.bulk.sheet import unknown_of
from workspace.bulk.telling import Told, read
from workspace.models import BulkEntry, BulkFile, EntryState

FILES: Final = 20
ENTRIES: Final = 25
CHUNK: Final = 200
_SUMMARY: Final = ("trailer_plate", "container", "driver_name", "description", "customs_number", "owner_name")


class Counts(NamedTuple):
    """Rows of the sheet by what became of them."""

    pending: int = 0
    good: int = 0
    bad: int = 0
    filed: int = 0

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def checked(self) -> int:
        return self.total - self.pending

    @property
    def fileable(self) -> int:
        """What is filed or shall be: the whole of the way while filing."""
        return self.good + self.filed

    @property
    def unfiled(self) -> int:
        return self.total - self.filed


class Asked(NamedTuple):
    """Which rows a page shows: of one state or all, after a position."""

    only: str
    after: int

    @classmethod
    def read(cls, query: QueryDict, counts: Counts) -> "Asked":
        """As the address says; without a word the rows to be mended, where there are any."""
        only, after = query.get("only", ""), query.get("after", "")
        if only not in {"all", *EntryState.values}:
            only = EntryState.BAD if counts.bad else "all"
        return cls(only, int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0)


class FileLine(NamedTuple):
    """A file in the list."""

    file: BulkFile
    counts: Counts


class FilesPage(NamedTuple):
    lines: list[FileLine]
    next: int | None


class Fault(NamedTuple):
    """A finding at its cell; without a column it is about the whole row."""

    told: Told
    label: str
    text: str


class EntryShown(NamedTuple):
    """An entry as a page shows it."""

    entry: BulkEntry
    rows: str
    plates: list[tuple[str, bool]]  # and whether it is Chinese
    about: list[str]
    faults: list[Fault]


class EntriesPage(NamedTuple):
    entries: list[EntryShown]
    next: int | None
    unknown: list[str]


def counts_of(file: BulkFile) -> Counts:
    """How many rows are where (1 query)."""
    return _counts([file.pk]).get(file.pk, Counts())


def _counts(files: list[int]) -> dict[int, Counts]:
    rows = BulkEntry.objects.filter(file__in=files).order_by().values_list("file_id", "state")
    found: dict[int, dict[str, int]] = {}
    for file_id, state, count in rows.annotate(count=Sum("row_count")):
        found.setdefault(file_id, {})[state] = count
    return {file_id: Counts(**by_state) for file_id, by_state in found.items()}


def files_page(user: User, *, before: int | None) -> FilesPage:
    """The company's files, the newest first (2 queries)."""
    rows = BulkFile.objects.visible_to(user).select_related("uploaded_by").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: FILES + 1])
    counts = _counts([row.pk for row in found[:FILES]])
    lines = [FileLine(row, counts.get(row.pk, Counts())) for row in found[:FILES]]
    return FilesPage(lines, found[FILES - 1].pk if len(found) > FILES else None)


def entries_page(file: BulkFile, asked: Asked) -> EntriesPage:
    """Rows of a file that nobody is at, in the order of the sheet (1 query)."""
    unknown = unknown_of(file.columns)
    if file.is_at_work:
        return EntriesPage([], None, unknown)
    rows = BulkEntry.objects.filter(file=file, position__gt=asked.after).select_related("declaration")
    if asked.only != "all":
        rows = rows.filter(state=asked.only)
    found = list(rows.order_by("position")[: ENTRIES + 1])
    last = found[ENTRIES - 1].position if len(found) > ENTRIES else None
    return EntriesPage([_shown(entry) for entry in found[:ENTRIES]], last, unknown)


def bad_entries(file: BulkFile) -> Iterable[BulkEntry]:
    """What is to be mended, in the order of the sheet, not all at once in memory."""
    return _in_order(BulkEntry.objects.filter(file=file, state=EntryState.BAD))


def all_entries(file: BulkFile) -> Iterable[BulkEntry]:
    """All of them, likewise, with their declarations."""
    return _in_order(BulkEntry.objects.filter(file=file).select_related("declaration"))


def _in_order(rows: QuerySet[BulkEntry]) -> Iterable[BulkEntry]:
    return rows.order_by("position").iterator(chunk_size=CHUNK)


def _shown(entry: BulkEntry) -> EntryShown:
    cells = {line["row"]: line["cells"] for line in entry.lines}
    numbers = list(cells)
    vehicles = entry.document.get("vehicles", [])
    plates = [(str(truck["plate"]), truck.get("country") == Country.CN) for truck in vehicles if truck.get("plate")]
    first = entry.lines[0]["cells"]
    faults = [
        Fault(told, label_of(told.column) if told.column in COLUMNS else "", cells[told.row].get(told.column, ""))
        for told in read(entry.findings if entry.state != EntryState.FILED else [])
    ]
    rows = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"
    return EntryShown(entry, rows, plates, [first[code] for code in _SUMMARY if code in first], faults)
