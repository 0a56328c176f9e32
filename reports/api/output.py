"""Orders as the API answers them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from declarations.queries.document import instant
from reports import reading
from reports.models import ReportOrder


def task(order: ReportOrder, *, gates: list[str]) -> dict[str, Any]:
    """An order and what became of it; of what kept it from being done, only what concerns these gates."""
    return {
        "id": order.pk,
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
    day = order.date.isoformat()
    return {"date": day, "revision": order.bulletin.revision, "url": reverse("api-bulletin", args=[day])}


def _problem(order: ReportOrder, gates: list[str]) -> dict[str, Any] | None:
    if not order.refusal_code:
        return None
    return {
        "code": order.refusal_code,
        "detail": _("The day's events do not add up, so no bulletin was made."),
        "disagreements": reading.disagreements_shown(order, gates=gates),
    }
