"""What the addresses of days and of periods share: what they name, what may be seen of it, asking for it again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import page
from contract.api.strict import StrictSerializer, read_body, read_query
from reports import reading
from reports.api import output, queries
from reports.models import BulletinQuerySet
from reports.operations import orders
from reports.periods import Period, of_day, read_key
from reports.reading import Shown
from reports.tasks import soon

READ, WRITE = "reports:read", "reports:write"
TAGS: Final = ["Reports"]
DATE: Final = OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.PATH, description="The day of the bulletin.")
KIND: Final = OpenApiParameter(
    "kind", str, OpenApiParameter.PATH, enum=[kind for kind, _label in queries.KINDS],
    description="The kind of the period.",
)  # fmt: skip
KEY: Final = OpenApiParameter(
    "key", OpenApiTypes.STR, OpenApiParameter.PATH,
    description="`2026-W48`, `2026-11`, `2026-Q4`, `2026` or `2026-11-01..2026-11-15`, as the kind is.",
)  # fmt: skip
ORDER: Final = ("-date", "-pk")


class NoBody(StrictSerializer):
    """Nothing needs to be said."""


def named_day(date: str) -> Period:
    """The day that an address names. :raises Http404: it names none."""
    return of_day(queries.day_or_404(date))


def named_period(kind: str, key: str) -> Period:
    """The period that an address names. :raises Http404: it names none."""
    period = read_key(kind, key)
    if period is None:
        raise Http404
    return period


def listed(request: Request, rows: BulletinQuerySet, query: Mapping[str, Any]) -> Response:
    """A page of these bulletins, newest first, those alone that lie within the days asked for."""
    gates = _gates(request, query)
    if "from" in query:
        rows = rows.filter(starts_on__gte=query["from"])
    if "to" in query:
        rows = rows.filter(date__lte=query["to"])
    found = page(rows, order=ORDER, query=query)
    each = [reading.shown(row, gates=gates) for row in found.rows]
    said = reading.remarks(each)
    return Response({"results": [reading.document(one, said) for one in each], "next": found.next})


def asked_for(request: Request, period: Period, *, at: dt.datetime) -> Shown:
    """The bulletin that was asked for. :raises Http404: there is none, or none of the caller's gates is in it."""
    query = read_query(request, queries.OneQuery)
    found = reading.read(period=period, gates=_gates(request, query), at=at, revision=query.get("revision"))
    if found is None:
        raise Http404
    return found


def ordered(request: Request, period: Period) -> Response:
    """An order to make the bulletin, or to make it again, for the caller to follow."""
    read_body(request, NoBody)
    by = acting_user(request)
    order = orders.order(period=period, at=timezone.now(), by=by)
    soon()
    location = reverse("api-report-task", args=[order.pk])
    return Response(output.task(order, gates=reading.gates_of(by)), status=202, headers={"Location": location})


def corrected(request: Request, period: Period) -> Response:
    """What was corrected at the gates that were asked for. :raises Http404: nothing was published."""
    gates = _gates(request, read_query(request, queries.GateQuery))
    revisions = reading.revisions_of(period)
    if not revisions.exists():
        raise Http404
    return Response(output.corrections(revisions, gates=gates))


def _gates(request: Request, query: Mapping[str, Any]) -> list[str]:
    return queries.chosen(reading.gates_of(acting_user(request)), query)
