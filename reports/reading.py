"""What a reader gets: the bulletin of a day as far as he may see it, published, kept or counted this moment.

A manager of gates reads the parts of his gates, and a total of just those; a manager of the province reads all.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from declarations.days import current_date, day_of
from declarations.models import Gate
from declarations.queries.document import instant
from reports import words
from reports.daily import Daily, daily
from reports.figures import Figures, cut
from reports.models import Bulletin, BulletinKind, BulletinQuerySet, Remark, ReportOrder
from reports.operations.balancing import BulletinDoesNotBalance, seen
from reports.operations.figuring import figures_for
from reports.operations.periods import figures_so_far
from reports.periods import Period, of_day
from reports.periods import of as period_of
from reports.queries import naming, published
from reports.queries.naming import GateNames
from reports.snapshot import one_state
from reports.words.press import Former, Press, press
from reports.words.told import Told

TROUBLED_FOR = dt.timedelta(days=2)
"""So long a bulletin that could not be made is named on the lists; meanwhile it is tried again every hour."""
LIVE_FOR = dt.timedelta(days=1)
"""So long after its cut-off a day whose bulletin is not there yet is still counted for whoever asks."""


class Shown(NamedTuple):
    """A bulletin cut to what its reader may see. Revision 0 is provisional."""

    date: dt.date
    revision: int
    cut_off_at: dt.datetime
    made_at: dt.datetime
    published_at: dt.datetime | None
    figures: Figures
    is_whole: bool
    """Whether every gate of the bulletin is in it."""
    bulletin_id: int | None = None
    """Of a published one, whose files are kept."""
    sha256: str = ""
    """Of the figures of a published one, as they were before they were cut."""
    gate_names: GateNames | None = None
    """As a published one keeps them; None: as they are called now."""
    asked: Period | None = None
    """Of a period that is not published, all of it; `date` is then the last of its days so far."""

    @property
    def kind(self) -> str:
        return str(self.figures["kind"])

    @property
    def starts_on(self) -> dt.date:
        """The first day; `date` is the last."""
        return dt.date.fromisoformat(self.figures["starts_on"])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def period(self) -> Period:
        """Of which day or period it is."""
        return self.asked or Period(self.kind, self.starts_on, self.date)


def gates_of(user: User) -> list[str]:
    """The codes of the gates whose figures a person may read, in the bulletin's order; officers read none."""
    if not user.is_manager:
        return []
    return list(Gate.objects.worked_by(user).order_by("pk").values_list("code", flat=True))


def in_order(codes: Iterable[str]) -> list[str]:
    """These codes of gates in the bulletin's order, whatever order they were kept in."""
    known = Gate.objects.order_by("pk").values_list("code", flat=True)
    place = {code: number for number, code in enumerate(known)}
    return sorted(codes, key=lambda code: (place.get(code, len(place)), code))


def names(bulletin: Shown) -> dict[str, str]:
    """What the gates of a bulletin are called in the active language, by code: as they were when it was published."""
    kept = bulletin.gate_names if bulletin.gate_names is not None else naming.gate_names(bulletin.figures["gates"])
    language = get_language() or settings.LANGUAGE_CODE
    return {code: said.get(language) or said["vi"] for code, said in kept.items()}


def kept() -> BulletinQuerySet:
    """Of each day the bulletin that holds."""
    return Bulletin.objects.days().latest_revisions()


def shown(bulletin: Bulletin, *, gates: list[str]) -> Shown:
    """A kept bulletin, cut to these gates."""
    is_published = bulletin.published_at is not None
    return Shown(
        date=bulletin.date,
        revision=bulletin.revision,
        cut_off_at=bulletin.cut_off_at,
        made_at=bulletin.made_at,
        published_at=bulletin.published_at,
        figures=cut(bulletin.figures, gates),
        is_whole=bulletin.figures["gates"].keys() <= set(gates),
        bulletin_id=bulletin.pk if is_published else None,
        sha256=bulletin.sha256 if is_published else "",
        gate_names=bulletin.gate_names if is_published else None,
    )


def read(*, period: Period, gates: list[str], at: dt.datetime, revision: int | None = None) -> Shown | None:
    """The bulletin of a day or a period: that revision, or the last published, or how it stands. None: there is none.

    :raises BulletinDoesNotBalance: the day so far contradicts itself, or the days of a period do not follow.
    :raises PeriodNotComplete: a day between its first and the last that is published is not.
    """
    last = Bulletin.objects.of(*period).order_by("-revision")
    wanted = last.filter(revision=revision).first() if revision is not None else last.published().first()
    if wanted or revision is not None:
        return shown(wanted, gates=gates) if wanted else None
    return _day_so_far(period.ends_on, gates, at) if period.is_day else _sum_so_far(period, gates, at)


def _day_so_far(date: dt.date, gates: list[str], at: dt.datetime) -> Shown | None:
    """The day as it stands; one that is over without a bulletin, as it was made last."""
    if date <= current_date(at) and at < day_of(date).cut_off_at + LIVE_FOR:
        return so_far(date=date, gates=gates, at=at)
    kept = Bulletin.objects.of(*of_day(date)).first()
    return shown(kept, gates=gates) if kept else None


def kept_periods(kind: str = "") -> BulletinQuerySet:
    """Of each period, or of each of that kind, the bulletin that holds."""
    rows = Bulletin.objects.published().exclude(kind=BulletinKind.DAY).latest_revisions()
    return rows.filter(kind=kind) if kind else rows


def revisions_of(period: Period) -> BulletinQuerySet:
    """Everything that was published of a day or a period, oldest revision first."""
    return Bulletin.objects.of(*period).published().order_by("revision")


def _sum_so_far(period: Period, gates: list[str], at: dt.datetime) -> Shown | None:
    """The days of a period that are published."""
    try:
        with one_state():
            figures = figures_so_far(period)
    except BulletinDoesNotBalance as refusal:
        raise refusal.cut(gates) from refusal
    if figures is None:
        return None
    date, is_whole = dt.date.fromisoformat(figures["date"]), figures["gates"].keys() <= set(gates)
    return Shown(date, 0, day_of(date).cut_off_at, at, None, cut(figures, gates), is_whole, asked=period)


def so_far(*, date: dt.date, gates: list[str], at: dt.datetime) -> Shown:
    """The day as it stands at this moment; nothing is kept.

    :raises BulletinDoesNotBalance: it contradicts itself.   :raises DayNotBegun: it lies ahead.
    """
    try:
        with one_state():
            figures = figures_for(date=date, at=at)
    except BulletinDoesNotBalance as refusal:
        raise refusal.cut(gates) from refusal
    is_whole = figures["gates"].keys() <= set(gates)
    return Shown(date, 0, day_of(date).cut_off_at, at, None, cut(figures, gates), is_whole)


def remarks(bulletins: Iterable[Shown]) -> dict[Period, str]:
    """What was said of these bulletins in the active language before they were published, by whoever may say it."""
    wanted = {one.period for one in bulletins if one.is_whole}
    if not wanted:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    said = Remark.objects.filter(language=language, date__in={period.ends_on for period in wanted})
    rows = said.order_by("pk").values_list("kind", "starts_on", "date", "text")
    found = {Period(kind, first, date): text for kind, first, date, text in rows}
    return {period: text for period, text in found.items() if period in wanted}


def assessment_of(bulletin: Shown, said: Mapping[Period, str] | None = None) -> str:
    """The one line of assessment: as it was worded before publication, else as the rules have it.

    Words about all gates are for those who see all gates; whoever sees some is told what follows from their figures.
    """
    found = remarks([bulletin]) if said is None else said
    return found.get(bulletin.period) or words.assessment(bulletin.figures)


def former_of(bulletin: Shown) -> Shown | None:
    """The published revision that this one replaced, cut to the same gates; None where there was none."""
    if bulletin.revision < 2:
        return None
    row = Bulletin.objects.of(*bulletin.period).filter(revision=bulletin.revision - 1).first()
    return shown(row, gates=list(bulletin.figures["gates"])) if row else None


def press_of(bulletin: Shown) -> Press:
    """The text of a bulletin in the active language, as the press office sends it."""
    former = former_of(bulletin)
    told = Told(bulletin.figures, names(bulletin), bulletin.is_whole)
    if former is None or former.published_at is None:
        return press(told, revision=bulletin.revision, assessment=assessment_of(bulletin))
    replaced = Former(timezone.localtime(former.published_at), former.figures)
    return press(told, revision=bulletin.revision, former=replaced, assessment=assessment_of(bulletin))


def days_of(bulletin: Shown) -> list[Daily]:
    """The days that a period sums, each in the revision that it sums, at the reader's gates; none of a day."""
    revisions = bulletin.figures.get("days")
    if not revisions:
        return []
    return daily(published.days_of(bulletin.period, revisions=revisions), bulletin.figures["gates"])


def document(bulletin: Shown, said: Mapping[Period, str] | None = None) -> dict[str, Any]:
    """The bulletin as the HTTP contract writes it, its assessment in the active language.

    :param said: the `remarks` of several bulletins, read at once.
    """
    figures, period = bulletin.figures, bulletin.period
    of_days = {} if period.is_day else {"key": period.key, **{name: figures[name] for name in ("days", "closed_days")}}
    return {
        "kind": figures["kind"],
        "starts_on": figures["starts_on"],
        "date": figures["date"],
        "cut_off": figures["cut_off"],
        "revision": bulletin.revision,
        "cut_off_at": instant(bulletin.cut_off_at),
        "made_at": instant(bulletin.made_at),
        "published_at": instant(bulletin.published_at),
        "total": figures["total"],
        "gates": figures["gates"],
        "arrived": figures["arrived"],
        "import_inside": figures["import_inside"],
        "new_vehicles_remaining": figures["new_vehicles_remaining"],
        "closed_gates": figures["closed_gates"],
        "assessment": assessment_of(bulletin, said),
        "comparison": figures["comparison"],
        "outlook": figures["outlook"],
        **of_days,
    }


def orders_of(user: User) -> Any:
    """The orders a manager may follow: his own; of the whole province, everyone's and the clock's."""
    orders = ReportOrder.objects.select_related("bulletin")
    if not user.is_manager:
        return orders.none()
    return orders if user.province_wide else orders.filter(ordered_by=user)


def last_order(period: Period) -> ReportOrder | None:
    """The last order of a bulletin, whoever gave it: what became of it concerns everybody who reads its page."""
    kind, starts_on, date = period
    return ReportOrder.objects.filter(kind=kind, starts_on=starts_on, date=date).order_by("-pk").first()


def in_trouble(*, gates: list[str], at: dt.datetime) -> list[Period]:
    """The bulletins that could not be made lately because events at these gates disagree, and were not made since."""
    made = {name: OuterRef(name) for name in ("kind", "starts_on", "date")}
    since = ReportOrder.objects.filter(**made, pk__gt=OuterRef("pk"), bulletin__isnull=False)
    refused = ReportOrder.objects.filter(refusal_code=BulletinDoesNotBalance.code, ordered_at__gt=at - TROUBLED_FOR)
    rows = refused.filter(~Exists(since)).order_by("date", "pk")
    return list(dict.fromkeys(period_of(row) for row in rows if disagreements_shown(row, gates=gates)))


def disagreements_shown(order: ReportOrder, *, gates: list[str]) -> list[dict[str, Any]]:
    """What kept an order from being done, at these gates."""
    return seen(order.disagreements, gates)
