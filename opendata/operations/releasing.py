"""Giving out published days: once a revision, small cells hidden, never rewritten."""

import datetime as dt
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from opendata import tables
from opendata.models import Release
from opendata.queries import facts
from opendata.tables import Document
from reports.alone import write_alone
from reports.models import Bulletin, BulletinQuerySet

AT_ONCE: Final = 62
"""Days that one round gives out at most; the next round goes on."""
_log = structlog.get_logger(__name__)


def release_due(*, at: dt.datetime) -> int:
    """Give out what was published and is not given out yet; how many revisions were looked at.

    A bulletin whose list and figures contradict each other is left out, and the log says so.
    """
    done = 0
    for pk in _due().order_by("date", "revision").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            release(bulletin_id=pk, at=at)
        except facts.NotAsPublished as contradiction:
            _log.error("open_data_left_out", reason=str(contradiction))
        else:
            done += 1
    return done


def _due() -> BulletinQuerySet:
    """Of each day the last revision, where it was not looked at yet. Without a list of vehicles there are no hours."""
    seen = Release.objects.filter(date=OuterRef("date"), revision__gte=OuterRef("revision"))
    published = Bulletin.objects.days().published().latest_revisions()
    return published.filter(~Exists(seen), vehicles_counted__isnull=False)


@transaction.atomic
def release(*, bulletin_id: int, at: dt.datetime) -> Release:
    """Give out a published day, or note that its correction changes too little to be given out without telling of it.

    Doing so again changes nothing.

    :raises opendata.queries.facts.NotAsPublished: the bulletin contradicts itself.
    """
    write_alone(Release)
    bulletin = Bulletin.objects.get(pk=bulletin_id)
    known = Release.objects.filter(date=bulletin.date, revision__gte=bulletin.revision).order_by("revision").first()
    if known:
        return known
    counted = facts.counted(bulletin)
    row = Release(date=bulletin.date, revision=bulletin.revision, made_at=at)
    given = list(Release.objects.given().filter(date=bulletin.date).order_by("revision"))
    if not given or not tables.changes_little(counted, facts.counted(_bulletin_of(given[-1]))):
        former = [Document(one.daily or {}, one.hourly or {}) for one in given]
        row.daily, row.hourly = tables.document(counted, former=former)
    row.save()
    return row


def _bulletin_of(given: Release) -> Bulletin:
    return Bulletin.objects.days().get(date=given.date, revision=given.revision)
