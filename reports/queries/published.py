"""The published days of a period, each as it holds, and what is published and no longer what its days say."""

from django.db.models import Exists, OuterRef

from reports.models import Bulletin, BulletinKind, BulletinQuerySet
from reports.periods import DAY, Period
from reports.summing import DaySaid


def days_of(period: Period, *, revisions: dict[str, int] | None = None) -> list[DaySaid]:
    """The days of the period that are published, oldest first, each in its last revision or the one that is named."""
    days = Bulletin.objects.days().published().filter(date__range=(period.starts_on, period.ends_on))
    if revisions is None:
        days = days.latest_revisions()
    rows = days.order_by("date", "revision").values_list("date", "revision", "sha256", "figures")
    said = [DaySaid(*row) for row in rows.iterator(chunk_size=100)]
    return said if revisions is None else [day for day in said if revisions.get(day.date.isoformat()) == day.revision]


def is_complete(period: Period) -> bool:
    """Whether every day of it is published."""
    days = Bulletin.objects.days().published().filter(date__range=(period.starts_on, period.ends_on), revision=1)
    return days.count() == period.days


def is_due(period: Period) -> bool:
    """Whether a period that is over can be published and is not."""
    return not Bulletin.objects.of(*period).published().exists() and is_complete(period)


def outdated() -> BulletinQuerySet:
    """Published periods with a day that was corrected after them.

    Bulletins are made one after the other, so a correction made later has the higher id.
    """
    corrected = (
        Bulletin.objects.days()
        .published()
        .filter(date__gte=OuterRef("starts_on"), date__lte=OuterRef("date"), pk__gt=OuterRef("pk"))
    )
    periods = Bulletin.objects.published().exclude(kind=BulletinKind.DAY).latest_revisions()
    return periods.filter(Exists(corrected))


def is_held_otherwise(day: Bulletin) -> bool:
    """Whether the published day after says its change against other numbers than this one leaves over."""
    after = Bulletin.objects.days().published().filter(date=day.date + DAY).order_by("-revision").first()
    if after is None or day.published_at is None:
        return False
    left_over = {code: part["left_over"]["total"] for code, part in day.figures["gates"].items()}
    against = {
        code: part["left_over"]["total"] - part["left_over"]["change"] for code, part in after.figures["gates"].items()
    }
    return any(left_over.get(code, 0) != against.get(code, 0) for code in left_over.keys() | against.keys())
