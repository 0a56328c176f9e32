"""Pages of a list by keyset: what stood after the last row, read through the index; no count and no offset."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contract.api.errors import Malformed
from contract.api.strict import StrictQuery
from contract.finding import Finding, Severity

DEFAULT_LIMIT: Final = 50
MOST: Final = 200
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "v": lambda value: value,
}

Row = TypeVar("Row")


class PageQuery(StrictQuery):
    """`?limit=` and `?cursor=`; a list with filters inherits from this and adds its own."""

    limit = serializers.IntegerField(
        min_value=1, max_value=MOST, default=DEFAULT_LIMIT, help_text="How many rows to answer with at most."
    )
    cursor = serializers.CharField(
        required=False, max_length=2000, help_text="`next` of the page before; the first page when absent."
    )


class Page(NamedTuple, Generic[Row]):
    """The rows of one page, and the cursor of the one after it."""

    rows: list[Row]
    next: str | None


def page(rows: QuerySet[Any, Row], *, order: Sequence[str], query: Mapping[str, Any]) -> Page[Row]:
    """Read one page in that order.

    :param order: fields as for `order_by`, never null and together unique, e.g. `("-filed_at", "-pk")`.
    :param query: what `read_query(request, PageQuery)` returned.
    :raises Malformed: the cursor was not made here, or was made for another order.
    """
    limit: int = query.get("limit", DEFAULT_LIMIT)
    salt = f"cursor:{_model_label(rows)}:{','.join(order)}"
    if "cursor" in query:
        rows = rows.filter(_after(order, _decode(query["cursor"], salt, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    return Page(found[:limit], _encode([_value(last, field.lstrip("-")) for field in order], salt))


def _model_label(rows: QuerySet[Any, Any]) -> str:
    model: type[Model] = rows.model
    return model._meta.label_lower


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after these values: the first field bounds the index, the rest settles equals."""
    condition = Q()
    equal: dict[str, Any] = {}
    for term, value in zip(order, values, strict=True):
        field = term.lstrip("-")
        beyond = "lt" if term.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{field}__{beyond}": value})
        equal[field] = value
    first = order[0].lstrip("-")
    bound = Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]})
    return bound & condition


def _value(row: Any, field: str) -> Any:
    if isinstance(row, Mapping):
        return row[field]
    for step in field.split("__"):
        row = getattr(row, step)
    return row


def _encode(values: Sequence[Any], salt: str) -> str:
    return signing.dumps([_pack(value) for value in values], salt=salt)


def _pack(value: Any) -> list[Any]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, (int, str)):
        return ["v", value]
    raise TypeError(f"A list cannot be ordered by {type(value).__name__}: cursors need values that are never null.")


def _decode(cursor: str, salt: str, length: int) -> list[Any]:
    try:
        packed = signing.loads(cursor, salt=salt)
    except (signing.BadSignature, ValueError) as error:
        raise _bad_cursor() from error
    # The signature says that we made it, so what is inside has the shape that _pack gave it.
    if len(packed) != length:
        raise _bad_cursor()
    return [_READERS[kind](value) for kind, value in packed]


def _bad_cursor() -> Malformed:
    finding = Finding(
        "bad_cursor",
        Severity.ERROR,
        "$.cursor",
        _("This cursor does not belong to this list."),
        _("Start again without a cursor."),
    )
    return Malformed(finding.message, findings=[finding])
