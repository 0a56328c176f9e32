"""What the pages of subscriptions show."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from accounts.models import User
from declarations.models import Gate
from delivery.models import Sending, Subscription

PAGE = 25


class Shown(NamedTuple):
    """A subscription, the names of its gates, and its last sending, where there is one."""

    row: Subscription
    gates: list[str]
    last: Sending | None


class History(NamedTuple):
    """A page of sendings, newest first; `older`: the id before which the next page begins."""

    rows: list[Sending]
    older: int | None


def overview(user: User) -> list[Shown]:
    """A person's subscriptions, oldest first: there are thirty at most."""
    newest = Sending.objects.filter(subscription=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = Subscription.objects.visible_to(user).order_by("pk")
    last_of: dict[int, int | None] = dict(rows.values_list("pk", Subquery(newest)))
    sendings = Sending.objects.whole().in_bulk([last for last in last_of.values() if last])
    names = {gate.code: gate.name for gate in Gate.objects.order_by("pk")}
    return [
        Shown(row, [name for code, name in names.items() if code in row.gates], sendings.get(last_of[row.pk] or 0))
        for row in rows
    ]


def history(subscription: Subscription, *, before: int | None = None) -> History:
    """What a subscription was owed, and what became of it."""
    rows = Sending.objects.filter(subscription=subscription).whole().order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return History(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
