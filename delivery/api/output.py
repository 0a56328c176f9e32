"""Subscriptions and sendings as the API answers them."""

from typing import Any

from contract.api.conditional import etag_of
from declarations.queries.document import instant
from delivery.api.bodies import HOUR
from delivery.hooks import file_address
from delivery.models import Sending, Subscription
from delivery.words import State


def tag(subscription: Subscription) -> str:
    """Its ETag."""
    return etag_of(subscription.pk, subscription.version)


def subscription(row: Subscription) -> dict[str, Any]:
    """A subscription, without its secret."""
    return {
        "id": row.pk,
        "report": row.report,
        "way": row.way,
        "language": row.language,
        "gates": row.gates,
        "forms": row.forms,
        "corrections": row.corrections,
        "hour": f"{row.hour:{HOUR}}" if row.hour else None,
        "url": row.url or None,
        "state": row.state,
        "created_at": instant(row.created_at),
    }


def sending(row: Sending) -> dict[str, Any]:
    """A sending; its bulletin is loaded with it."""
    return {
        "id": row.pk,
        "delivery": str(row.key),
        "report": row.bulletin.kind,
        "starts_on": row.bulletin.starts_on.isoformat(),
        "date": row.bulletin.date.isoformat(),
        "revision": row.bulletin.revision,
        "test": row.is_test,
        "state": row.state.value,
        "trouble": row.trouble or None,
        "answer": row.answer or None,
        "attempts": row.attempts,
        "owed_at": instant(row.owed_at),
        "next_at": instant(row.next_at) if row.state in (State.OWED, State.SENDING) else None,
        "sent_at": instant(row.sent_at),
        "ended_at": instant(row.ended_at),
        "gates": row.gates,
        "files": [paper | {"url": file_address(row.pk, paper["form"])} for paper in row.papers],
    }
