"""Subscribing: what may be wished for, whose it is, and what a change, a pause and an end do to what is owed."""

import datetime as dt

import pytest

from delivery import signing
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from delivery.operations.subscribing import BadSubscription, ChangedMeanwhile, NotManager, TooManySubscriptions
from delivery.words import Report, Way
from reports.models import Form
from tests import given
from tests.delivery.having import EARLY, EVENING, HOOK, Corrected, Post, hook, published, reader, subscribed, wish

pytestmark = pytest.mark.django_db


def test_what_was_wished_for_is_kept():
    by = given.manager(at=None, email="all@example.vn")
    said = wish(gates=("TT", "HN"), forms=(Form.XLSX, Form.CSV, Form.CSV), hour=dt.time(7), corrections=False)

    made = subscribing.subscribe(wish=said, by=by, at=EARLY)

    row = Subscription.objects.get()
    assert (row.reader, row.report, row.way, row.language, row.state) == (by, "day", "email_attachment", "en", "active")
    assert (row.gates, row.forms, row.hour, row.corrections) == (["HN", "TT"], ["xlsx", "csv"], dt.time(7), False)
    assert (row.since, made.secret, row.secret_salt) == (EARLY, "", "")


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"gates": ("TT",)}, "$.gates"),
        ({"gates": ("XX",)}, "$.gates"),
        ({"forms": ()}, "$.forms"),
        ({"way": Way.LINK}, "$.forms"),
        ({"url": HOOK}, "$.url"),
        ({"way": Way.WEBHOOK}, "$.url"),
        ({"way": Way.WEBHOOK, "url": "http://receiver.example/"}, "$.url"),
        ({"way": Way.WEBHOOK, "url": "https://127.0.0.1/"}, "$.url"),
        ({"way": Way.WEBHOOK, "url": HOOK, "forms": ()}, "$.forms"),
    ],
)
def test_what_cannot_be_sent_is_refused_where_it_is_wrong(said, path):
    by = reader()
    with pytest.raises(BadSubscription) as refused:
        subscribing.subscribe(wish=wish(**said), by=by, at=EARLY)
    assert [finding.path for finding in refused.value.findings] == [path]
    assert all(finding.fix for finding in refused.value.findings)
    assert not Subscription.objects.exists()


def test_a_letter_needs_an_address_and_a_webhook_none():
    by = given.manager()
    with pytest.raises(BadSubscription) as refused:
        subscribed(by)
    assert [finding.path for finding in refused.value.findings] == ["$.way"]
    assert subscribed(by, to=hook()).url == HOOK


@pytest.mark.parametrize("person", [given.declarant, given.officer, given.administrator])
def test_reports_are_for_managers(person):
    by = person(email="x@example.vn")
    with pytest.raises(NotManager):
        subscribed(by)
    assert not Subscription.objects.visible_to(by).exists()


def test_a_person_has_thirty_at_most():
    by = reader()
    for _ in range(subscribing.MOST):
        last = subscribed(by)
    with pytest.raises(TooManySubscriptions):
        subscribed(by)
    subscribing.unsubscribe(subscription_id=last.pk, by=by, at=EVENING)
    subscribed(by)
    subscribed()  # another person's are not counted


def acts(row, by):
    return {
        "change": lambda: subscribing.change(subscription_id=row.pk, wish=wish(), by=by, at=EVENING, version=None),
        "pause": lambda: subscribing.pause(subscription_id=row.pk, by=by, at=EVENING),
        "resume": lambda: subscribing.resume(subscription_id=row.pk, by=by, at=EVENING),
        "unsubscribe": lambda: subscribing.unsubscribe(subscription_id=row.pk, by=by, at=EVENING),
        "renew_secret": lambda: subscribing.renew_secret(subscription_id=row.pk, by=by),
        "ask_for_last": lambda: owing.ask_for_last(subscription_id=row.pk, by=by, at=EVENING),
    }


@pytest.mark.parametrize("act", ["change", "pause", "resume", "unsubscribe", "renew_secret", "ask_for_last"])
def test_another_person_s_is_not_there_nor_is_a_removed_one(act):
    published()
    row = subscribed(to=hook())
    before = Subscription.objects.values().get()
    with pytest.raises(Subscription.DoesNotExist):
        acts(row, given.manager(at=None))[act]()
    assert Subscription.objects.values().get() == before
    assert not Sending.objects.exists()

    subscribing.unsubscribe(subscription_id=row.pk, by=row.reader, at=EVENING)
    before = Subscription.objects.values().get()
    with pytest.raises(Subscription.DoesNotExist):
        acts(row, row.reader)[act]()
    assert Subscription.objects.values().get() == before


def test_a_change_of_another_version_is_refused():
    row = subscribed()
    subscribing.change(subscription_id=row.pk, wish=wish(language="vi"), by=row.reader, at=EVENING, version=row.version)
    with pytest.raises(ChangedMeanwhile):
        subscribing.change(
            subscription_id=row.pk, wish=wish(language="zh-hans"), by=row.reader, at=EVENING, version=row.version
        )
    assert Subscription.objects.get().language == "vi"


@pytest.mark.parametrize(
    ("first", "then", "is_owed"),
    [
        (wish(), wish(language="vi"), True),
        (wish(), wish(forms=(Form.PDF,), hour=dt.time(20, 6)), True),
        (wish(report=Report.MONTH), wish(), False),
        (wish(corrections=False), wish(), False),
    ],
)
def test_what_was_published_before_is_owed_after_a_change_unless_it_is_now_another_report(first, then, is_owed):
    row = subscribed(to=first)
    published()
    subscribing.change(subscription_id=row.pk, wish=then, by=row.reader, at=EVENING + dt.timedelta(minutes=1),
                       version=None)  # fmt: skip
    owing.owe(at=EVENING + dt.timedelta(minutes=2))
    assert Sending.objects.exists() is is_owed


def test_a_pause_drops_what_waits_and_resuming_begins_anew():
    row, day = subscribed(), Corrected()
    owing.owe(at=EVENING)

    subscribing.pause(subscription_id=row.pk, by=row.reader, at=EVENING)
    assert [(sending.state, sending.trouble) for sending in Sending.objects.all()] == [("dropped", "stopped")]
    assert Subscription.objects.get().state == "paused"
    day.again()
    assert Post().send(EVENING + dt.timedelta(minutes=15)) == 0

    subscribing.resume(subscription_id=row.pk, by=row.reader, at=EVENING + dt.timedelta(minutes=20))
    assert Post().send(EVENING + dt.timedelta(minutes=25)) == 0
    published(day.first.date + dt.timedelta(days=1))
    assert Post().send(EVENING + dt.timedelta(days=1)) == 1


def test_removing_keeps_the_history_and_neither_address_nor_secret():
    row = subscribed(to=hook())
    published()
    owing.owe(at=EVENING)
    subscribing.unsubscribe(subscription_id=row.pk, by=row.reader, at=EVENING)
    gone = Subscription.objects.get()
    assert (gone.url, gone.secret_salt, gone.secret_mark) == ("", "", "")
    assert Sending.objects.get().trouble == "stopped"
    assert not Subscription.objects.visible_to(row.reader).exists()
    assert not Sending.objects.visible_to(row.reader).exists()


def test_a_secret_is_made_again_of_what_is_kept_and_lies_nowhere(settings):
    made = subscribing.subscribe(wish=hook(), by=reader(), at=EARLY)
    row = Subscription.objects.get()
    assert made.secret.startswith("gwh_")
    assert len(made.secret) > 40
    assert signing.secret_of(row) == made.secret
    assert made.secret not in str(Subscription.objects.values().get())

    again = subscribing.renew_secret(subscription_id=row.pk, by=row.reader)
    assert again.secret != made.secret
    assert signing.secret_of(Subscription.objects.get()) == again.secret

    settings.WEBHOOK_KEY = b"another key of thirty-two bytes."
    assert signing.secret_of(Subscription.objects.get()) is None


def test_a_change_keeps_the_secret_as_long_as_it_is_a_webhook():
    made = subscribing.subscribe(wish=hook(), by=reader(), at=EARLY)
    row = made.subscription

    def changed(to):
        return subscribing.change(subscription_id=row.pk, wish=to, by=row.reader, at=EVENING, version=None)

    assert changed(hook(url="https://other.example/")).secret == ""
    assert signing.secret_of(Subscription.objects.get()) == made.secret
    assert (changed(wish()).secret, Subscription.objects.get().secret_salt) == ("", "")
    assert changed(hook()).secret not in ("", made.secret)


def test_only_a_webhook_has_a_secret():
    row = subscribed()
    with pytest.raises(subscribing.NoSecret):
        subscribing.renew_secret(subscription_id=row.pk, by=row.reader)
    assert Subscription.objects.get().secret_salt == ""
