"""Lists of vehicles of any length: ordered, written row by row by a worker that says how far it is, kept a week.

Like every file of reports a list is owed first, its bytes come before its row, and a worker that dies is followed by
another (ADR 0092).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Invalid
from declarations.days import day_of
from reports import shelf
from reports.exports.passages import MOST_ROWS, count_passed, passed, write_passages
from reports.models import ReportFile, VehicleList
from reports.operations.leasing import lease_next

LONGEST: Final = 366
"""Days of the longest list."""
KEPT_FOR: Final = dt.timedelta(days=7)
SAID_EVERY: Final = 10_000
"""Rows after which the worker says how far it is."""


class BadList(Invalid):
    """A list of no day or no gate, of more than a year, or of more vehicles than a sheet holds."""

    code = "bad_list"


@transaction.atomic
def order_list(
    *, starts_on: dt.date, ends_on: dt.date, gates: Sequence[str], language: str, by: User, at: dt.datetime
) -> VehicleList:
    """Ask for the list of the vehicles that left on these days at these gates; the same list that waits is not doubled.

    :param gates: codes among those that `by` may read.
    :raises BadList: there is nothing to list, or too much.
    """
    if not gates or ends_on < starts_on or starts_on.year < 2000:
        raise BadList(_("Choose a first and a last day, and a gate that you read."))
    if (ends_on - starts_on).days >= LONGEST:
        raise BadList(_("A list is of at most %(days)d days.") % {"days": LONGEST})
    of_it: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on, "gates": ",".join(gates)}
    of_it |= {"language": language, "ordered_by": by}
    waiting = VehicleList.objects.owed().filter(**of_it).first()
    return waiting or VehicleList.objects.create(**of_it, ordered_at=at)


def work(*, at: dt.datetime, most: int = 5) -> int:
    """Make lists that are owed, oldest first; answer how many were made. An error leaves its list owed."""
    for done in range(most):
        owed: VehicleList | None = lease_next(VehicleList.objects.all(), at)
        if owed is None:
            return done
        make(owed=owed, at=at)
    return most


def make(*, owed: VehicleList, at: dt.datetime) -> None:
    """Write the list and keep it. Meanwhile its row says how far it is."""
    of_it: dict[str, Any] = {
        "gates": owed.codes,
        "start": day_of(owed.starts_on).starts_at,
        "end": day_of(owed.ends_on).cut_off_at,
    }
    _say(owed, rows_total=min(count_passed(**of_it), MOST_ROWS), rows_done=0)
    with translation.override(owed.language):
        kept = shelf.keep(lambda file: write_passages(file, _telling(owed, passed(**of_it))))
    _say(owed, made_at=at, leased_until=None, sha256=kept.sha256, size_bytes=kept.size_bytes)


def _telling(owed: VehicleList, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, start=1):
        if number % SAID_EVERY == 0:
            _say(owed, rows_done=number)
        yield row


def _say(owed: VehicleList, **changes: Any) -> None:
    VehicleList.objects.filter(pk=owed.pk, made_at=None).update(**changes)


def forget_old(*, at: dt.datetime) -> int:
    """Remove lists that were ordered more than a week ago, and their bytes; answer how many those were."""
    old = VehicleList.objects.filter(ordered_at__lt=at - KEPT_FOR)
    hashes = set(old.exclude(sha256="").values_list("sha256", flat=True))
    many, _each = old.delete()
    for sha256 in hashes:
        others = (VehicleList.objects.filter(sha256=sha256), ReportFile.objects.filter(sha256=sha256))
        if not any(rows.exists() for rows in others):
            shelf.forget(sha256)
    return many
