"""Reading one's notices: each person for himself."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from notices.models import Notice


@transaction.atomic
def mark_read(*, notice_id: int, by: User, at: dt.datetime) -> Notice:
    """Remember when a notice was first read.

    :raises Notice.DoesNotExist: there is none, or it is another person's.
    """
    notice = Notice.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: User, at: dt.datetime, until_id: int) -> int:
    """Mark as read what a person has been told up to that notice (the newest he was shown); answer how many."""
    return Notice.objects.visible_to(by).unread().filter(pk__lte=until_id).update(read_at=at)
