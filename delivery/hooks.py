"""The webhook of a report: a short signed JSON that names the report and where its files are fetched.

Neither figures nor files are in it: they are fetched with the reader's API key, so the right is asked once more, and
nothing that is confidential lies in a stranger's log.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from contract import outgoing, signature
from declarations.queries.document import instant
from delivery import signing
from delivery.carrying import Gone, Never, NotNow, Parcel
from delivery.titles import page_of
from delivery.words import Trouble

DELIVERY: Final = "Gate-Delivery"
"""The header by which a receiver knows a second delivery of the same."""
EVENT: Final = "bulletin.published"


def carrier(now: Callable[[], datetime]) -> Callable[[Parcel], None]:
    """What carries a parcel, signed by the second that `now` says."""
    return lambda parcel: send(parcel, at=now())


def send(parcel: Parcel, *, at: datetime) -> None:
    """POST it to the receiver; 2xx is taken.

    :raises Gone: he says 410.   :raises Never: there is nothing to sign it with.   :raises NotNow: anything else.
    """
    subscription = parcel.sending.subscription
    secret = signing.secret_of(subscription)
    if secret is None:
        raise Never(Trouble.KEY_CHANGED)
    body = body_of(parcel)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "border-gate",
        DELIVERY: str(parcel.sending.key),
        signature.HEADER: signature.signed(body, secret=secret, at=at),
    }
    try:
        status = outgoing.post(subscription.url, body=body, headers=headers, may_be_here=settings.WEBHOOK_TO_LOOPBACK)
    except outgoing.BadAddress as refused:
        raise NotNow(Trouble.NOT_PUBLIC) from refused
    except outgoing.NoAnswer as silence:
        raise NotNow(Trouble(silence.why.value)) from silence
    if status == 410:
        raise Gone
    if not 200 <= status < 300:
        raise NotNow(Trouble.REFUSED, f"HTTP {status}")


def body_of(parcel: Parcel) -> bytes:
    """What is signed and sent; the same bytes each time, as long as the reader's gates are the same."""
    return json.dumps(document(parcel), ensure_ascii=False, separators=(",", ":")).encode()


def document(parcel: Parcel) -> dict[str, Any]:
    """The same as members."""
    sending, bulletin = parcel.sending, parcel.sending.bulletin
    return {
        "id": str(sending.key),
        "event": EVENT,
        "test": sending.is_test,
        "subscription": sending.subscription_id,
        "sending": sending.pk,
        "report": bulletin.kind,
        "starts_on": bulletin.starts_on.isoformat(),
        "date": bulletin.date.isoformat(),
        "revision": bulletin.revision,
        "published_at": instant(bulletin.published_at),
        "gates": parcel.gates,
        "language": sending.subscription.language,
        "files": [
            paper.as_json() | {"url": settings.SITE_URL + file_address(sending.pk, paper.form)}
            for paper in parcel.papers
        ],
        "page": page_of(bulletin),
    }


def file_address(sending_id: int, form: str) -> str:
    """Where a file of a sending is fetched."""
    return reverse("api-sending-file", args=[sending_id, form])
