"""The life of a subscription: made, changed, paused, removed; and the secret of its webhook."""

import datetime as dt
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.letters import address_of
from accounts.models import User
from contract import outgoing
from contract.errors import Conflict, Invalid, NotAllowed, Text
from contract.finding import Finding, Severity
from delivery import signing
from delivery.models import Sending, Subscription
from delivery.words import Report, Trouble, Way
from reports import reading

MOST: Final = 30
"""Subscriptions of one person."""


class BadSubscription(Invalid):
    """What is wished for cannot be sent; `findings` say why."""

    code = "bad_subscription"


class NotManager(NotAllowed):
    """Reports are read by managers."""

    code = "managers_only"


class TooManySubscriptions(Conflict):
    """The person has as many as one may have."""

    code = "too_many_subscriptions"


class ChangedMeanwhile(Conflict):
    """Somebody changed it since it was read."""

    code = "stale"
    status = 412


class NoSecret(Conflict):
    """Only a webhook has a secret."""

    code = "no_secret"


class Wish(NamedTuple):
    """What somebody wants to be sent. No gates: all that he may see. No hour: as soon as it is published."""

    report: Report
    way: Way
    language: str
    gates: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    corrections: bool = True
    hour: dt.time | None = None
    url: str = ""


class Subscribed(NamedTuple):
    """A subscription, and the secret of its webhook where one was just made: shown now and never again."""

    subscription: Subscription
    secret: str = ""


@transaction.atomic
def subscribe(*, wish: Wish, by: User, at: dt.datetime) -> Subscribed:
    """Owe this report to `by` from now on, whenever one is published.

    :raises NotManager: `by` reads no reports.   :raises BadSubscription: it cannot be sent like that.
    :raises TooManySubscriptions: he has as many as one may have.
    """
    wish = _allowed(wish, by)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # or two at once would pass the limit
    if Subscription.objects.visible_to(by).count() >= MOST:
        raise TooManySubscriptions(_("You have %(most)s subscriptions; remove one first.") % {"most": MOST})
    subscription = Subscription(reader=by, created_at=at, since=at)
    secret = _write(subscription, wish)
    subscription.save()
    return Subscribed(subscription, secret)


@transaction.atomic
def change(
    *, subscription_id: int, wish: Wish, paused: bool | None = None, by: User, at: dt.datetime, version: int | None
) -> Subscribed:
    """Let it be like this from now on. Another report, or corrections wanted anew, begin with what is published next.

    :param paused: whether it stands still; None leaves that as it is.   :param version: the one that was read.
    :raises NotManager: `by` reads no reports.   :raises BadSubscription: it cannot be sent like that.
    :raises ChangedMeanwhile: it is not that version any more.   :raises Subscription.DoesNotExist: not his.
    """
    subscription = _lock(subscription_id, by, version=version)
    wish = _allowed(wish, by)
    if wish.report != subscription.report or wish.corrections > subscription.corrections:
        subscription.since = at
    if wish.url != subscription.url:
        subscription.gone_at = None
    secret = _write(subscription, wish)
    if paused is not None:
        _stand_still(subscription, paused=paused, at=at)
    _save(subscription)
    return Subscribed(subscription, secret)


@transaction.atomic
def pause(*, subscription_id: int, by: User, at: dt.datetime) -> Subscription:
    """Send nothing more until it is resumed; what is still owed is not sent either.

    :raises Subscription.DoesNotExist: not his.
    """
    subscription = _lock(subscription_id, by)
    _stand_still(subscription, paused=True, at=at)
    return _save(subscription)


@transaction.atomic
def resume(*, subscription_id: int, by: User, at: dt.datetime) -> Subscription:
    """Go on with what is published from now on, also where the receiver had said that it is gone.

    :raises Subscription.DoesNotExist: not his.
    """
    subscription = _lock(subscription_id, by)
    _stand_still(subscription, paused=False, at=at)
    return _save(subscription)


@transaction.atomic
def unsubscribe(*, subscription_id: int, by: User, at: dt.datetime, version: int | None = None) -> None:
    """End it. What was sent is kept; address and secret are not.

    :raises ChangedMeanwhile: it is not that version any more.   :raises Subscription.DoesNotExist: not his.
    """
    subscription = _lock(subscription_id, by, version=version)
    subscription.removed_at = at
    subscription.url = subscription.secret_salt = subscription.secret_mark = ""
    drop_owed(subscription, at=at)
    _save(subscription)


@transaction.atomic
def renew_secret(*, subscription_id: int, by: User) -> Subscribed:
    """Make a new secret; from now on the former one is no good.

    :raises NoSecret: it is no webhook.   :raises Subscription.DoesNotExist: not his.
    """
    subscription = _lock(subscription_id, by)
    if subscription.way != Way.WEBHOOK:
        raise NoSecret(_("Only a webhook has a secret."))
    secret = _with_new_secret(subscription)
    return Subscribed(_save(subscription), secret)


def drop_owed(subscription: Subscription, *, at: dt.datetime) -> None:
    """End what it is still owed. A sending that is under way just now may arrive all the same, and then counts."""
    owed = Sending.objects.owed().filter(subscription=subscription)
    owed.update(ended_at=at, trouble=Trouble.STOPPED, answer="", leased_until=None)


def _lock(subscription_id: int, by: User, *, version: int | None = None) -> Subscription:
    rows = Subscription.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    subscription = rows.get(pk=subscription_id)
    if version is not None and subscription.version != version:
        raise ChangedMeanwhile(_("This changed since you read it; read it again."))
    return subscription


def _save(subscription: Subscription) -> Subscription:
    subscription.version += 1
    subscription.save()
    return subscription


def _stand_still(subscription: Subscription, *, paused: bool, at: dt.datetime) -> None:
    if not paused:
        if subscription.state != "active":
            subscription.since = at
        subscription.paused_at = subscription.gone_at = None
    elif subscription.paused_at is None:
        subscription.paused_at = at
        drop_owed(subscription, at=at)


def _write(subscription: Subscription, wish: Wish) -> str:
    """Write the wish into the row; answer the secret where a webhook has just become one."""
    subscription.report, subscription.way, subscription.language = wish.report, wish.way, wish.language
    subscription.gates, subscription.forms = list(wish.gates), list(wish.forms)
    subscription.corrections, subscription.hour, subscription.url = wish.corrections, wish.hour, wish.url
    if wish.way != Way.WEBHOOK:
        subscription.secret_salt = subscription.secret_mark = ""
        return ""
    return "" if subscription.secret_salt else _with_new_secret(subscription)


def _with_new_secret(subscription: Subscription) -> str:
    secret = signing.new_secret()
    subscription.secret_salt, subscription.secret_mark = secret.salt, secret.mark
    return secret.text


def _allowed(wish: Wish, by: User) -> Wish:
    """The wish as it is kept.

    :raises NotManager: `by` reads no reports.   :raises BadSubscription: it cannot be sent like that.
    """
    if not (by.is_active and by.is_manager):
        raise NotManager(_("Reports are for managers."))
    seen = reading.gates_of(by)
    findings = [*_about_gates(wish, seen), *_about_forms(wish), *_about_the_way(wish, by)]
    if findings:
        raise BadSubscription(findings[0].message, findings=findings)
    in_order = tuple(code for code in seen if code in wish.gates)
    return wish._replace(gates=in_order, forms=tuple(dict.fromkeys(wish.forms)))


def _about_gates(wish: Wish, seen: list[str]) -> list[Finding]:
    if set(wish.gates) <= set(seen):
        return []
    return [_finding("$.gates", _("You may not read one of these gates."), _("Choose among your own."))]


def _about_forms(wish: Wish) -> list[Finding]:
    if wish.way == Way.LINK:
        fix = _("Leave this out.")
        return [_finding("$.forms", _("A letter with a link carries no files."), fix)] if wish.forms else []
    fix = _("PDF, XLSX, CSV, JSON or press text.")
    return [] if wish.forms else [_finding("$.forms", _("Choose at least one form of file."), fix)]


def _about_the_way(wish: Wish, by: User) -> list[Finding]:
    if wish.way != Way.WEBHOOK:
        found = [] if address_of(by) else [_finding("$.way", _("You have no e-mail address yet."), _REACH)]
        return found + ([_finding("$.url", _("Only a webhook has an address."), _("Leave this out."))] * bool(wish.url))
    try:
        outgoing.require_address(wish.url, may_be_here=settings.WEBHOOK_TO_LOOPBACK)
    except outgoing.BadAddress as refused:
        return [_finding("$.url", refused.detail, _("Ask whoever runs the receiver for its address."))]
    return []


_REACH: Final = _("Give one in your account.")


def _finding(path: str, message: Text, fix: Text) -> Finding:
    return Finding(BadSubscription.code, Severity.ERROR, path, message, fix)
