"""What a person wants to be told, and how."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from notices.models import NoticeChoice
from notices.topics import Channel, Topic


@transaction.atomic
def choose(*, by: User, wanted: Mapping[tuple[Topic, Channel], bool]) -> None:
    """Remember a person's choices; those that are not named stay as they are. The last word holds."""
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(user=by, topic=topic, channel=channel, wanted=is_wanted)
            for (topic, channel), is_wanted in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "topic", "channel"],
        update_fields=["wanted"],
    )
