"""What people can choose by: the topics of notices, the channels they come through, and what holds until they choose.

A new announced verb gets its line in `TOPIC_OF`; a new topic appears on the page of choices by itself.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from declarations.stages import Verb


class Channel(TextChoices):
    """How a notice reaches a person."""

    PAGE = "page", _("Page")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class Topic(TextChoices):
    """What a notice is about; in the order in which people are asked."""

    SENT_BACK = "sent_back", _("Sent back: you must mend something")
    ASSISTED = "assisted", _("Filed at the gate in your name")
    REFUSED = "refused", _("Refused or turned back")
    CHANGE_DECIDED = "change_decided", _("A change you asked for was decided")
    OVERDUE = "overdue", _("Overdue or expired")
    CALLED = "called", _("Called forward")
    HELD = "held", _("Held, released, or a further check")
    DUTIES = "duties", _("Strikes, and answers to appeals")
    FINISHED = "finished", _("Left or completed")


TOPIC_OF: Final[Mapping[Verb, Topic]] = {
    Verb.CHECK_SENT_BACK: Topic.SENT_BACK,
    Verb.ASSISTED: Topic.ASSISTED,
    Verb.CHECK_REFUSED: Topic.REFUSED,
    Verb.TURNED_BACK: Topic.REFUSED,
    Verb.CHANGE_DECIDED: Topic.CHANGE_DECIDED,
    Verb.OVERDUE: Topic.OVERDUE,
    Verb.EXPIRED: Topic.OVERDUE,
    Verb.VEHICLE_EXPIRED: Topic.OVERDUE,
    Verb.MOVED_UP: Topic.CALLED,
    Verb.CALLED: Topic.CALLED,
    Verb.NOT_COME: Topic.CALLED,
    Verb.STRUCK: Topic.DUTIES,
    Verb.RULED: Topic.DUTIES,
    Verb.CHECK_HELD: Topic.HELD,
    Verb.CHECK_RELEASED: Topic.HELD,
    Verb.CHECK_REQUESTED: Topic.HELD,
    Verb.ROAD_HELD: Topic.HELD,
    Verb.ROAD_RELEASED: Topic.HELD,
    Verb.LEFT: Topic.FINISHED,
    Verb.COMPLETED: Topic.FINISHED,
}

_AT_ONCE: Final = (Topic.SENT_BACK, Topic.ASSISTED, Topic.REFUSED, Topic.CHANGE_DECIDED, Topic.OVERDUE, Topic.DUTIES)
"""What a company must look into, and so is mailed until it chooses otherwise."""

DEFAULTS: Final = frozenset(
    {(topic, Channel.PAGE) for topic in Topic}
    | {(topic, Channel.EMAIL) for topic in _AT_ONCE}
    | {(Topic.CALLED, Channel.SMS)}
)
"""What a person gets who has chosen nothing; an e-mail or SMS only where there is an address for it."""

STALE_AFTER: Final[Mapping[Topic, dt.timedelta]] = {Topic.CALLED: dt.timedelta(hours=1)}
"""When an e-mail or SMS is no longer worth sending: a call that comes hours late sends a driver to the wrong place."""


def topic_of(verb: str) -> Topic:
    """The topic of an announced event."""
    return TOPIC_OF[Verb(verb)]
