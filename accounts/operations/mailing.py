"""Letters are owed with the change that causes them, and sent by a task after it is committed.

Lease, commit, send, mark (docs/adr/0068): a killed worker's lease runs out, and the letter is sent by the next one; at
worst one arrives twice. Text and link are made at the sending, so nothing secret lies in the database.
"""

import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.core.mail import EmailMessage
from django.db import connection, transaction

from accounts import letters
from accounts.models import Application, Invitation, Letter, LetterKind, User

ATTEMPTS: Final = 10
"""Then it is given up: five hours of trying."""
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


def owe(
    kind: LetterKind,
    *,
    at: datetime,
    user: User | None = None,
    application: Application | None = None,
    invitation: Invitation | None = None,
) -> Letter:
    """Owe one letter to one of the three. In the transaction of what it tells of."""
    return Letter.objects.create(
        kind=kind, user=user, application=application, invitation=invitation, created_at=at, next_at=at
    )


def owe_about(page: str, *, kind: LetterKind, readers: Iterable[User], lately: timedelta, at: datetime) -> None:
    """Owe each of these people a letter about a page of the site; not whoever was written to about it lately."""
    told = Letter.objects.filter(kind=kind, page=page, created_at__gt=at - lately).values_list("user_id", flat=True)
    spared = set(told)
    Letter.objects.bulk_create(
        [
            Letter(kind=kind, user=user, page=page, created_at=at, next_at=at)
            for user in readers
            if user.pk not in spared
        ],
        ignore_conflicts=True,
    )


def send_due(*, at: datetime, most: int = 200) -> int:
    """Send what is owed and due, oldest first; answer how many were taken by the mail server."""
    sent = 0
    for _n in range(most):
        letter = _lease(at)
        if letter is None:
            break
        sent += _send(letter, at=at)
    return sent


@transaction.atomic
def _lease(at: datetime) -> Letter | None:
    """Take one; nobody else takes it before its next attempt is due."""
    owed = Letter.objects.due(at).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        owed = owed.select_for_update(skip_locked=True, of=("self",), no_key=True)
    letter = owed.first()
    if letter is None:
        return None
    letter.attempts += 1
    letter.next_at = at + min(_FIRST_WAIT * 2 ** (letter.attempts - 1), _LONGEST_WAIT)
    letter.save(update_fields=["attempts", "next_at"])
    return letter


def _send(letter: Letter, *, at: datetime) -> bool:
    written = letters.write(letter)
    try:
        if written is not None:  # what it tells of may be over by now
            EmailMessage(written.subject, written.body, to=[written.to]).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("letter_not_sent", letter=letter.pk, kind=letter.kind, error=type(error).__name__)
        if letter.attempts >= ATTEMPTS:
            Letter.objects.filter(pk=letter.pk).update(given_up_at=at)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=at)
    return written is not None
