"""Orders as the API answers them."""

from typing import Any

from django.utils.translation import gettext as _

from declarations.queries.document import instant
from reports import addresses, periods, reading
from reports.models import BulletinQuerySet, ReportOrder
from reports.operations.balancing import BulletinDoesNotBalance
from reports.operations.periods import PeriodNotComplete
from reports.queries import correcting
from reports.queries.correcting import Correction


def task(order: ReportOrder, *, gates: list[str]) -> dict[str, Any]:
    """An order and what became of it; of what kept it from being done, only what concerns these gates."""
    return {
        "id": order.pk,
        "kind": order.kind,
        "starts_on": order.starts_on.isoformat(),
        "date": order.date.isoformat(),
        "state": order.state.value,
        "ordered_at": instant(order.ordered_at),
        "done_at": instant(order.done_at),
        "bulletin": _made(order),
        "problem": _problem(order, gates),
    }


def _made(order: ReportOrder) -> dict[str, Any] | None:
    if order.bulletin is None:
        return None
    url = addresses.document(periods.of(order))
    return {"date": order.date.isoformat(), "revision": order.bulletin.revision, "url": url}


def _problem(order: ReportOrder, gates: list[str]) -> dict[str, Any] | None:
    if not order.refusal_code:
        return None
    details = {
        PeriodNotComplete.code: _("Not every day of this period is published."),
        BulletinDoesNotBalance.code: _("The day's events do not add up, so no bulletin was made."),
    }
    return {
        "code": order.refusal_code,
        "detail": details.get(order.refusal_code, _("No bulletin was made.")),
        "disagreements": reading.disagreements_shown(order, gates=gates),
    }


def corrections(of: BulletinQuerySet, *, gates: list[str]) -> dict[str, Any]:
    """What each correction of a day or a period changed at these gates."""
    return {"results": [_correction(one) for one in correcting.corrections(of, gates=gates)]}


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "revision": one.revision,
        "published_at": instant(one.published_at),
        "figures": [change._asdict() for change in one.figures],
        "vehicles": [
            {
                "number": truck.number or None,
                "plate": truck.plate,
                "old": truck.old and truck.old._asdict(),
                "new": truck.new and truck.new._asdict(),
            }
            for truck in one.trucks
        ],
        "vehicles_changed": one.trucks_changed,
        "days": [change._asdict() | {"date": change.date.isoformat()} for change in one.days],
    }
