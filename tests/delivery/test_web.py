"""The pages of subscriptions: what they show, to whom, and what is done by pressing."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from declarations.models import Posting
from delivery import signing, tasks
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from tests import given
from tests.delivery.having import EVENING, HOOK, MINUTE, Corrected, Post, failed, hook, published, reader, subscribed
from tests.delivery.having import wish as wished

pytestmark = pytest.mark.django_db
LIST = "/reports/subscriptions/"
FORM = {
    "report": "day", "gates": ["HN"], "when": "published", "hour": "", "corrections": "on", "way": "email_attachment",
    "forms": ["pdf", "xlsx"], "url": "", "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def sent_for(monkeypatch, settings, tmp_path):
    """How often a worker was asked to begin, in place of the broker."""
    settings.MEDIA_ROOT = tmp_path
    calls: list[object] = []
    monkeypatch.setattr(tasks.send, "apply_async", lambda **options: calls.append(options))
    with time_machine.travel(EVENING + 20 * MINUTE, tick=False):
        yield calls


def signed_in(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def text_of(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def pages(row, sending):
    acts = ("", "change/", "pause/", "resume/", "remove/", "secret/", "test/")
    return [*(f"{LIST}{row.pk}/{act}" for act in acts), reverse("sending-retry", args=[sending.pk])]


@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator", "another manager"])
def test_nobody_else_comes_in_and_nothing_is_changed(who):
    row = subscribed(to=hook())
    sending = failed(row)
    people = {"nobody": None, "another manager": given.manager(at=None)}
    user = people[who] if who in people else getattr(given, who)()
    client = signed_in(user) if user else Client()
    before = (list(Subscription.objects.values()), list(Sending.objects.values()))
    refusal = {"nobody": 302, "another manager": 404}.get(who, 403)
    for page in pages(row, sending):
        answers = {client.get(page).status_code, client.post(page, FORM).status_code}
        assert refusal in answers <= {refusal, 405}, page
    assert (list(Subscription.objects.values()), list(Sending.objects.values())) == before


def test_a_subscription_is_made_by_the_form():
    by = reader(language="vi")
    client = signed_in(by)
    assert 'value="vi"' in client.get(f"{LIST}new/").content.decode()

    answer = client.post(f"{LIST}new/", {**FORM, "when": "hour", "hour": "07:00"})

    row = Subscription.objects.get()
    assert answer["Location"] == f"{LIST}{row.pk}/"
    assert (row.report, row.gates, row.forms, f"{row.hour:%H:%M}") == ("day", ["HN"], ["pdf", "xlsx"], "07:00")
    shown = text_of(client.get(answer["Location"]))
    for words in ("Daily bulletin", "at 07:00", "PDF, XLSX", "reader@example.vn", "Nothing was sent yet"):
        assert words in shown


def test_a_webhook_s_secret_is_shown_on_the_next_page_and_never_again():
    client = signed_in(reader())
    made = client.post(f"{LIST}new/", {**FORM, "way": "webhook", "url": HOOK})
    row = Subscription.objects.get()
    secret = signing.secret_of(row)
    assert secret
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    for page in (LIST, f"{LIST}{row.pk}/", f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/secret/"):
        shown = client.get(page).content.decode()
        assert secret not in shown
        assert row.secret_salt not in shown

    again = client.post(f"{LIST}{row.pk}/secret/")
    assert secret not in again.content.decode()
    assert str(signing.secret_of(Subscription.objects.get())) in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"forms": []}, "Choose at least one form of file"),
        ({"way": "webhook"}, "Give an address such as"),
        ({"way": "webhook", "url": "http://receiver.example/"}, "must begin with https://"),
        ({"way": "webhook", "url": "https://10.1.1.1/"}, "lies in a private network"),
        ({"when": "hour"}, "Say at which hour"),
        ({"when": "hour", "hour": "x"}, "Enter a valid time"),
        ({"gates": ["TT"]}, "TT is not one of the available choices"),
        ({"report": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field(changes, says):
    answer = signed_in(reader()).post(f"{LIST}new/", {**FORM, **changes})
    assert says in text_of(answer, 422)
    assert not Subscription.objects.exists()


def test_what_does_not_belong_to_the_way_is_left_out():
    client = signed_in(reader())
    client.post(f"{LIST}new/", {**FORM, "way": "email_link", "url": HOOK, "hour": "07:00"})
    row = Subscription.objects.get()
    assert (row.way, row.forms, row.url, row.hour) == ("email_link", [], "", None)


def test_whoever_has_no_address_is_told_where_to_give_one():
    answer = signed_in(given.manager()).post(f"{LIST}new/", FORM)
    assert "You have no e-mail address yet" in text_of(answer, 422)
    assert reverse("reach") in answer.content.decode()


def test_it_is_changed_paused_resumed_and_removed():
    row = subscribed(to=hook())
    client = signed_in(row.reader)
    client.post(f"{LIST}{row.pk}/change/", {**FORM, "corrections": ""})
    changed = Subscription.objects.get()
    assert (changed.way, changed.url, changed.corrections) == ("email_attachment", "", False)
    assert "without corrections" in text_of(client.get(LIST))

    client.post(f"{LIST}{row.pk}/pause/")
    assert "Paused" in text_of(client.get(LIST))
    client.post(f"{LIST}{row.pk}/resume/")
    assert Subscription.objects.get().state == "active"

    assert "Remove the subscription?" in text_of(client.get(f"{LIST}{row.pk}/remove/"))
    assert Subscription.objects.get().removed_at is None
    assert client.post(f"{LIST}{row.pk}/remove/")["Location"] == LIST
    assert "You have no subscription yet" in text_of(client.get(LIST))


def test_the_last_one_is_sent_now(sent_for, django_capture_on_commit_callbacks):
    row = subscribed()
    client = signed_in(row.reader)
    assert "No such report is published yet" in text_of(client.post(f"{LIST}{row.pk}/test/", follow=True))
    published()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{LIST}{row.pk}/test/", follow=True)
    assert "Bulletin of 21/11/2026 is being sent" in text_of(answer)
    assert (Sending.objects.get().is_test, len(sent_for)) == (True, 1)


def loses_a_gate_that_he_named(row):
    at, by = EVENING + 11 * MINUTE, row.reader
    posted = Posting.objects.create(user=by, gate=given.gate("TT"))
    subscribing.change(subscription_id=row.pk, wish=wished(gates=("HN", "TT")), by=by, version=None, at=at)
    posted.delete()


def test_the_history_says_what_became_of_each_and_sends_again(sent_for, django_capture_on_commit_callbacks):
    row = subscribed()
    day = Corrected()
    Post().send(EVENING)
    day.again()
    owing.owe(at=EVENING + 11 * MINUTE)
    loses_a_gate_that_he_named(row)
    Post().send(EVENING + 11 * MINUTE)
    client = signed_in(row.reader)

    shown = text_of(client.get(f"{LIST}{row.pk}/"))
    for words in (
        "Sent 21/11/2026 20:05", "bulletin-2026-11-21-r1.csv", "Revision 2", "Failed",
        "The person may not read this gate any more (TT)", "21/11/2026 20:16",
    ):  # fmt: skip
        assert words in shown, words
    assert "Failed" in text_of(client.get(LIST))

    sending = Sending.objects.get(bulletin__revision=2)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("sending-retry", args=[sending.pk]), follow=True)
    assert "It is being sent again" in text_of(answer)
    assert (Sending.objects.get(pk=sending.pk).state, len(sent_for)) == ("owed", 1)
    again = client.post(reverse("sending-retry", args=[sending.pk]), follow=True)
    assert "Only what failed is sent again" in text_of(again)


def test_one_that_its_receiver_ended_says_so_and_can_be_resumed():
    row = subscribed(to=hook())
    Subscription.objects.update(gone_at=EVENING)
    client = signed_in(row.reader)
    assert "Ended by the receiver" in text_of(client.get(LIST))
    shown = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "it is gone (410)" in shown
    assert f"{LIST}{row.pk}/resume/" in shown


@pytest.mark.parametrize("count", [1, 25])
def test_pages_cost_the_same_for_one_and_for_many(count, django_assert_max_num_queries):
    row = subscribed()
    published()
    for n in range(count):
        owing.ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
        Post().send(EVENING, owe=False)
        if n:
            subscribed(row.reader)
    client = signed_in(row.reader)
    with django_assert_max_num_queries(8):
        assert client.get(LIST).content.decode().count('class="entry') == count
    with django_assert_max_num_queries(8):
        assert client.get(f"{LIST}{row.pk}/").content.decode().count('class="entry') == count


def test_a_long_history_has_pages():
    row = subscribed()
    published()
    for _ in range(27):
        owing.ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
        Post().send(EVENING, owe=False)
    client = signed_in(row.reader)
    first = client.get(f"{LIST}{row.pk}/")
    assert first.content.decode().count('class="entry') == 25
    older = client.get(f"{LIST}{row.pk}/", {"before": first.context["older"]})
    assert older.content.decode().count('class="entry') == 2
    assert client.get(f"{LIST}{row.pk}/", {"before": "x"}).status_code == 200
