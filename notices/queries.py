"""Who is told about a declaration, and what each of them has chosen."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q

from accounts.companies import companies_of
from accounts.models import Role, User
from declarations.formats.people import read_phone
from declarations.formats.text import BadFormat
from notices.models import NoticeChoice
from notices.topics import DEFAULTS, Channel, Topic

Chosen = Mapping[tuple[int, str, str], bool]


class Receivers(NamedTuple):
    """Those who may be told, and their choices."""

    users: list[User]
    chosen: Chosen

    def of(self, *, organisation_id: int, filed_by: int) -> list[User]:
        """Everybody of the company; and who filed it for the company as its customs agent, while it consents."""
        return [
            user
            for user in self.users
            if user.organisation_id == organisation_id
            or (user.pk == filed_by and organisation_id in companies_of(user))
        ]

    def wants(self, user: User, topic: Topic, channel: Channel) -> bool:
        """Whether he chose it, or the default does."""
        return self.chosen.get((user.pk, topic, channel), (topic, channel) in DEFAULTS)


def receivers(*, organisation_ids: Collection[int], filers: Collection[int]) -> Receivers:
    """Everybody who may be told about declarations of these companies filed by these people."""
    able = User.objects.filter(is_active=True, role=Role.DECLARANT, organisation__is_active=True)
    able = able.select_related("organisation")
    users = list(able.filter(Q(organisation_id__in=organisation_ids) | Q(pk__in=filers)).order_by("pk"))
    return Receivers(users, _chosen([user.pk for user in users]))


def choices_of(user: User) -> dict[tuple[Topic, Channel], bool]:
    """What a person gets now, topic by topic and channel by channel."""
    known = Receivers([user], _chosen([user.pk]))
    return {(topic, channel): known.wants(user, topic, channel) for topic in Topic for channel in Channel}


def _chosen(user_ids: Collection[int]) -> Chosen:
    rows = NoticeChoice.objects.filter(user_id__in=user_ids).values_list("user_id", "topic", "channel", "wanted")
    return {(user, topic, channel): wanted for user, topic, channel, wanted in rows}


def address_of(user: User, channel: str) -> str:
    """Where a person is reached: e-mail address, or mobile number as E.164. Empty when he is not."""
    if channel == Channel.EMAIL:
        return user.email
    try:
        return read_phone(user.phone)
    except BadFormat:
        return ""
