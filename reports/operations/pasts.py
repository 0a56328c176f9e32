"""Taking in past bulletins: figures that others published, so that former years can be compared with.

A file is taken whole or not at all. What it says again changes nothing; what it says otherwise than a former file is
refused, unless whoever brings it says that it replaces: then the new row stands beside the old one, which stays.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from contract.errors import Conflict, Invalid
from declarations.days import current_date
from declarations.errors import NotYours
from declarations.models import Gate
from reports import pastsheets
from reports.alone import write_alone
from reports.models import PastBulletin
from reports.pastsheets import Fault, Row
from workspace.sheets import BadSheet, Sheet, read_rows

MOST_ROWS = 20_000


class BadPasts(Invalid):
    """Cells that cannot stand there; `faults` name every one of them."""

    code = "bad_past_bulletins"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(
            ngettext_lazy(
                "Nothing was taken in: %(number)d thing in the file is to be mended.",
                "Nothing was taken in: %(number)d things in the file are to be mended.",
                len(self.faults),
            )
            % {"number": len(self.faults)}
        )


class PastsDiffer(Conflict):
    """The file says otherwise of a day than a former one, and was not said to replace it; `differences` name where."""

    code = "past_bulletins_differ"

    def __init__(self, differences: Sequence["Difference"]) -> None:
        self.differences = list(differences)
        super().__init__(
            ngettext_lazy(
                "Nothing was taken in: %(number)d row says otherwise than what is kept.",
                "Nothing was taken in: %(number)d rows say otherwise than what is kept.",
                len(self.differences),
            )
            % {"number": len(self.differences)}
        )


class Difference(NamedTuple):
    """A row that says otherwise than what is kept, and by path what was and what would be (None: unknown)."""

    row: Row
    changes: dict[str, tuple[Any, Any]]


class Taken(NamedTuple):
    """What came of a file: how many rows are new, replace others, or were known; and what is odd in it."""

    added: int
    replaced: int
    unchanged: int
    remarks: list[Fault]


def may_import(user: User) -> bool:
    """Managers of the whole province take in past bulletins."""
    return user.is_active and user.is_manager and user.province_wide


def sheet_of(*, data: bytes, name: str, source: str = "") -> Sheet:
    """The file as a sheet: CSV or XLSX, or one bulletin in JSON, whose source must be said beside it.

    :raises BadSheet: it can be read as none of them.
    """
    if PurePath(name).suffix.lower() != ".json":
        return read_rows(data, name=name, most_rows=MOST_ROWS)
    try:
        return pastsheets.sheet_of(data.decode(), source=source, name=name)
    except UnicodeDecodeError:
        raise BadSheet(_("This file is not a bulletin in JSON.")) from None


@transaction.atomic
def take_in(*, sheet: Sheet, at: dt.datetime, by: User | None = None, replaces: bool = False) -> Taken:
    """Keep what a sheet says of days gone by. `by` None is whoever runs commands on the machine.

    :param replaces: what it says otherwise than a former file is the right word from now on.
    :raises NotYours: `by` is no manager of the province.   :raises BadPasts: something in it is wrong, all of it named.
    :raises PastsDiffer: it says otherwise than what is kept, and does not replace. Each of these keeps nothing.
    """
    if by is not None and not may_import(by):
        raise NotYours(_("Only managers of the whole province take in past bulletins."))
    gates = set(Gate.objects.values_list("code", flat=True))
    found = pastsheets.read(sheet, gates=gates, before=current_date(at))
    if found.faults:
        raise BadPasts(found.faults)
    write_alone(PastBulletin)
    kept = _kept(found.rows)
    differences = [_difference(row, kept[row.place]) for row in found.rows if row.place in kept]
    differing = [difference for difference in differences if difference.changes]
    if differing and not replaces:
        raise PastsDiffer(differing)
    changed = {difference.row.place for difference in differing}
    fresh = [row for row in found.rows if row.place not in kept or row.place in changed]
    PastBulletin.objects.bulk_create([_row(row, kept.get(row.place), by=by, at=at) for row in fresh], batch_size=500)
    return Taken(
        added=len(fresh) - len(changed),
        replaced=len(changed),
        unchanged=len(found.rows) - len(fresh),
        remarks=pastsheets.remarks(fresh),
    )


def _kept(rows: Iterable[Row]) -> dict[Any, PastBulletin]:
    """By period and gate what is kept and holds, within the days that these rows speak of."""
    dates = [date for row in rows for date in (row.starts_on, row.ends_on)]
    found = PastBulletin.objects.holding().filter(starts_on__gte=min(dates), ends_on__lte=max(dates))
    return {(past.starts_on, past.ends_on, past.gate_code): past for past in found}


def _difference(row: Row, past: PastBulletin) -> Difference:
    before = {**past.figures, "source": past.source}
    after = {**row.figures, "source": row.source}
    return Difference(
        row,
        {
            path: (before.get(path), after.get(path))
            for path in (*after, *(path for path in before if path not in after))
            if before.get(path) != after.get(path)
        },
    )


def _row(row: Row, before: PastBulletin | None, *, by: User | None, at: dt.datetime) -> PastBulletin:
    return PastBulletin(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        gate_code=row.gate_code,
        revision=before.revision + 1 if before else 1,
        figures=row.figures,
        source=row.source,
        imported_at=at,
        imported_by=by,
    )
