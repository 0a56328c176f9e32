"""What is owed: every published revision once, at its hour, the last word alone, and nothing of the past."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.models import Sending
from delivery.operations import owing, subscribing
from delivery.operations.owing import LOOK_BACK, NothingPublished, SendingNotFailed, ask_for_last, owe, retry
from delivery.operations.sending import MOST_ATTEMPTS
from delivery.words import Report
from reports.models import Bulletin
from tests.delivery.having import (
    EARLY,
    EVENING,
    MINUTE,
    Corrected,
    Post,
    failed,
    hook,
    published,
    reader,
    subscribed,
    wish,
)
from tests.reports.days import CUT_OFF, DAY, clock

pytestmark = pytest.mark.django_db
MORNING = dt.time(7)


def owed():
    rows = Sending.objects.order_by("pk").values_list("subscription_id", "bulletin__date", "bulletin__revision")
    return list(rows)


def test_a_published_day_is_owed_once_however_often_one_looks():
    row = subscribed()
    assert owe(at=EVENING) == 0
    published()
    assert [owe(at=EVENING), owe(at=EVENING + MINUTE)] == [1, 1]
    assert owed() == [(row.pk, DAY, 1)]


def test_each_subscription_is_owed_its_own():
    by = reader()
    one, other = subscribed(by), subscribed(by, to=hook())
    subscribed(by, to=wish(report=Report.WEEK))
    published()
    assert owe(at=EVENING) == 2
    assert owed() == [(one.pk, DAY, 1), (other.pk, DAY, 1)]


def test_what_is_provisional_is_owed_to_nobody():
    subscribed()
    published(at=clock("15:00"))
    assert owe(at=clock("15:01")) == 0
    assert not Sending.objects.exists()


def test_what_was_published_before_one_subscribed_is_not_owed():
    published()
    row = subscribed(at=EVENING + MINUTE)
    assert owe(at=EVENING + 2 * MINUTE) == 0
    published(DAY + dt.timedelta(days=1))
    owe(at=EVENING + dt.timedelta(days=1))
    assert owed() == [(row.pk, DAY + dt.timedelta(days=1), 1)]


@pytest.mark.parametrize(("late", "is_owed"), [(LOOK_BACK - MINUTE, True), (LOOK_BACK, False)])
def test_what_was_published_long_ago_is_no_news(late, is_owed):
    subscribed()
    published()
    owe(at=EVENING + late)
    assert Sending.objects.exists() is is_owed


def test_a_correction_is_owed_to_who_wants_it_and_not_to_who_does_not():
    wants, does_not = subscribed(), subscribed(to=wish(corrections=False))
    day = Corrected()
    owe(at=EVENING)
    day.again()
    owe(at=EVENING + 11 * MINUTE)
    assert owed() == [(wants.pk, DAY, 1), (does_not.pk, DAY, 1), (wants.pk, DAY, 2)]


def test_the_correction_of_a_day_that_one_was_never_sent_is_owed_only_to_who_wants_corrections():
    day = Corrected()
    wants = subscribed(at=EVENING + MINUTE)
    subscribed(at=EVENING + MINUTE, to=wish(corrections=False))
    day.again()
    owe(at=EVENING + 11 * MINUTE)
    assert owed() == [(wants.pk, DAY, 2)]


def test_a_later_revision_takes_the_place_of_one_that_still_waits():
    subscribed()
    day = Corrected()
    owe(at=EVENING)
    day.again()
    assert owe(at=EVENING + 11 * MINUTE) == 1
    states = [(row.state, row.trouble) for row in Sending.objects.order_by("pk")]
    assert states == [("dropped", "superseded"), ("owed", "")]


def test_what_was_sent_is_not_superseded():
    subscribed()
    day, post = Corrected(), Post()
    post.send(EVENING)
    day.again()
    post.send(EVENING + 11 * MINUTE)
    assert [revision for _, revision in post.revisions] == [1, 2]
    assert {row.state for row in Sending.objects.all()} == {"sent"}


def test_an_hour_is_waited_for_and_then_the_last_word_alone_is_owed():
    row, firsts_only = subscribed(to=wish(hour=MORNING)), subscribed(to=wish(hour=MORNING, corrections=False))
    day = Corrected()
    day.again()
    morning = clock("07:00", day=DAY + dt.timedelta(days=1))
    assert owe(at=morning - MINUTE) == 0
    assert owe(at=morning) == 2
    assert owed() == [(row.pk, DAY, 2), (firsts_only.pk, DAY, 2)]
    assert owe(at=morning + dt.timedelta(days=1)) == 2  # the same two, nothing anew


def test_a_correction_after_the_hour_waits_for_the_next_one():
    row = subscribed(to=wish(hour=dt.time(20, 6)))
    day = Corrected()
    owe(at=CUT_OFF + 6 * MINUTE)
    day.again()
    owe(at=CUT_OFF + 20 * MINUTE)
    assert owed() == [(row.pk, DAY, 1)]
    owe(at=CUT_OFF + 6 * MINUTE + dt.timedelta(days=1))
    assert owed() == [(row.pk, DAY, 1), (row.pk, DAY, 2)]


@pytest.mark.parametrize("count", [1, 20])
def test_looking_costs_the_same_for_one_subscription_and_for_many(count):
    for _ in range(count):
        subscribed()
    published()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        owe(at=EVENING)
    selects = [query["sql"] for query in seen if query["sql"].startswith("SELECT")]
    assert len(selects) == 4
    assert not any('"figures"' in sql for sql in selects)


def test_the_last_one_is_owed_at_once_and_asking_twice_is_asking_once():
    row = subscribed(at=EVENING + MINUTE)
    with pytest.raises(NothingPublished):
        ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
    assert not Sending.objects.exists()

    published(DAY - dt.timedelta(days=1), at=EVENING)
    published()
    first = ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING + 2 * MINUTE)
    assert ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING + 3 * MINUTE) == first
    assert (first.bulletin, first.is_test) == (Bulletin.objects.get(date=DAY), True)

    post = Post()
    assert post.send(EVENING + 2 * MINUTE) == 1
    assert ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING + 4 * MINUTE) != first


def test_one_that_was_asked_for_stands_beside_the_one_that_is_owed():
    row = subscribed()
    published()
    ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
    assert owe(at=EVENING) == 2
    post = Post()
    assert post.send(EVENING) == 2
    assert len({parcel.sending.key for parcel in post.parcels}) == 2


def test_a_paused_one_may_still_be_tried():
    row = subscribed()
    published()
    subscribing.pause(subscription_id=row.pk, by=row.reader, at=EVENING)
    ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
    assert Post().send(EVENING) == 1


def test_what_failed_is_owed_again_under_the_same_name():
    row = subscribed()
    before = failed(row)
    again = retry(sending_id=before.pk, by=row.reader, at=EVENING + MINUTE)
    assert (again.state, again.key, again.attempts, again.trouble) == ("owed", before.key, 0, "")
    assert Post().send(EVENING + MINUTE) == 1
    assert Sending.objects.get().state == "sent"


@pytest.mark.parametrize("state", ["owed", "sent", "dropped", "tried"])
def test_what_did_not_fail_is_not_sent_again(state):
    row = subscribed()
    published()
    owe(at=EVENING)
    if state == "sent":
        Post().send(EVENING)
    elif state == "dropped":
        subscribing.pause(subscription_id=row.pk, by=row.reader, at=EVENING)
    elif state == "tried":
        row = subscribed(to=hook())
        ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
        Sending.objects.filter(is_test=False).delete()
        Sending.objects.update(attempts=MOST_ATTEMPTS)
        Post().send(EVENING, owe=False)
    sending = Sending.objects.get()
    before = Sending.objects.values().get()
    with pytest.raises(SendingNotFailed):
        retry(sending_id=sending.pk, by=row.reader, at=EVENING)
    assert Sending.objects.values().get() == before


def test_nobody_sends_again_what_is_another_person_s():
    sending = failed(subscribed())
    with pytest.raises(Sending.DoesNotExist):
        retry(sending_id=sending.pk, by=reader(), at=EVENING)
    assert Sending.objects.get().state == "failed"
    assert owing.owe(at=EARLY) == 0
