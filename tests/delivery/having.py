"""Subscriptions, published days and what became of their sendings, reached by the operations that the clock calls."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from accounts.models import User
from delivery.carrying import Never, NotSent, Parcel
from delivery.models import Sending, Subscription
from delivery.operations import owing, sending
from delivery.operations.subscribing import Wish, subscribe
from delivery.words import Report, Trouble, Way
from reports.models import Bulletin, Form
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock

MINUTE = dt.timedelta(minutes=1)
EARLY = CUT_OFF - dt.timedelta(hours=8)
"""When people subscribe, unless a test says otherwise."""
EVENING = CUT_OFF + 5 * MINUTE
"""When the day's bulletin is published."""
HOOK = "https://receiver.example/reports"


def reader(**fields: Any) -> User:
    """A manager of Hữu Nghị with an address."""
    return given.manager(**{"email": "reader@example.vn", **fields})


def wish(**changes: Any) -> Wish:
    """The daily bulletin as CSV by e-mail, as soon as it is published."""
    said: dict[str, Any] = {
        "report": Report.DAY, "way": Way.ATTACHMENT, "language": "en", "forms": (Form.CSV,)
    }  # fmt: skip
    return Wish(**{**said, **changes})


def hook(**changes: Any) -> Wish:
    return wish(**{"way": Way.WEBHOOK, "url": HOOK, **changes})


def subscribed(by: User | None = None, *, to: Wish | None = None, at: dt.datetime = EARLY) -> Subscription:
    return subscribe(wish=to or wish(), by=by or reader(), at=at).subscription


def published(date: dt.date = DAY, *, at: dt.datetime | None = None) -> Bulletin:
    """The bulletin of a day, made in its evening; a quiet one where no truck went."""
    return make_bulletin(date=date, at=at or EVENING + (date - DAY))


class Corrected:
    """A day that is published and then corrected: one exit of it is taken back."""

    def __init__(self) -> None:
        self.gate = Traffic("HN")
        self.truck = self.gate.leaves(self.gate.seen(clock("13:00")), CUT_OFF - MINUTE)
        self.first = published()

    def again(self, at: dt.datetime = EVENING + 10 * MINUTE) -> Bulletin:
        """The correction."""
        self.gate.comes_back(self.truck, CUT_OFF + 10 * MINUTE)
        return published(at=at)


class Post:
    """Takes every parcel, or refuses each as it is told."""

    def __init__(self, refusal: Callable[[], NotSent] | None = None) -> None:
        self.refusal = refusal
        self.parcels: list[Parcel] = []

    def __call__(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)
        if self.refusal:
            raise self.refusal()

    def send(self, at: dt.datetime = EVENING, *, owe: bool = True) -> int:
        """What the clock does at that moment."""
        if owe:
            owing.owe(at=at)
        return sending.send_due(now=lambda: at, carriers=dict.fromkeys(Way.values, self))

    @property
    def revisions(self) -> list[tuple[int, int]]:
        """To which subscription which revision went."""
        return [(parcel.sending.subscription_id, parcel.sending.bulletin.revision) for parcel in self.parcels]


def failed(subscription: Subscription, *, at: dt.datetime = EVENING) -> Sending:
    """A day's report that the other side refused for good."""
    published()
    Post(lambda: Never(Trouble.REFUSED, "550 no such user")).send(at)
    found = Sending.objects.get(subscription=subscription)
    assert found.state == "failed"
    return found
