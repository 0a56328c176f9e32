"""Sending what is owed: the right asked again, files made once, retries for three days, and what ends it."""

import datetime as dt

import pytest
from structlog.testing import capture_logs

from declarations.models import Posting
from delivery.carrying import Gone, Never, NobodyThere, NotNow
from delivery.models import Sending, Subscription
from delivery.operations import owing, sending, subscribing
from delivery.operations.sending import LEASE, MOST_ATTEMPTS, RETRY_AFTER, ROUND
from delivery.words import Trouble, Way
from reports.models import Form, ReportFile
from reports.operations import files
from tests import given
from tests.delivery.having import EVENING, MINUTE, Post, hook, published, reader, subscribed, wish

pytestmark = pytest.mark.django_db
DAYS = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_it_is_sent_once_with_the_files_that_are_kept():
    row = subscribed(to=wish(forms=(Form.CSV, Form.JSON), language="vi"))
    bulletin, post = published(), Post()

    assert [post.send(), post.send(EVENING + MINUTE)] == [1, 0]

    (parcel,) = post.parcels
    assert (parcel.sending.subscription, parcel.sending.bulletin, parcel.gates) == (row, bulletin, ["HN"])
    kept = {file.form: file for file in ReportFile.objects.filter(bulletin=bulletin, gates="HN", language="vi")}
    assert [paper.file for paper in parcel.papers] == [kept["csv"], kept["json"]]
    assert [paper.name for paper in parcel.papers] == ["bulletin-2026-11-21-r1.csv", "bulletin-2026-11-21-r1.json"]
    with parcel.papers[0].open() as opened, files.open_file(kept["csv"]) as of_reports:
        assert opened.read() == of_reports.read() != b""
    sent = Sending.objects.get()
    assert (sent.state, sent.sent_at, sent.attempts, sent.gates, sent.language) == ("sent", EVENING, 1, ["HN"], "vi")
    assert sent.papers[0] == {
        "form": "csv", "name": "bulletin-2026-11-21-r1.csv", "size_bytes": kept["csv"].size_bytes,
        "sha256": kept["csv"].sha256,
    }  # fmt: skip


def test_a_link_makes_no_file():
    subscribed(to=wish(way=Way.LINK, forms=()))
    published()
    post = Post()
    assert post.send() == 1
    assert post.parcels[0].papers == []
    assert not ReportFile.objects.exists()


# The right, asked again


def posted(by, *codes):
    Posting.objects.filter(user=by).delete()
    for code in codes:
        Posting.objects.create(user=by, gate=given.gate(code))


def becomes(by, **fields):
    type(by).objects.filter(pk=by.pk).update(**fields)


RIGHTS = [
    # what he asked for, what happens before it is sent, what he gets
    ((), lambda by: None, ["HN", "TT"]),
    (("HN",), lambda by: None, ["HN"]),
    ((), lambda by: posted(by, "TT"), ["TT"]),
    ((), lambda by: posted(by, "HN", "TT", "CN"), ["HN", "TT", "CN"]),
    (("TT",), lambda by: posted(by, "TT"), ["TT"]),
    (("HN",), lambda by: posted(by, "TT"), (Trouble.LOST_GATE, "HN")),
    (("HN", "TT"), lambda by: posted(by, "TT"), (Trouble.LOST_GATE, "HN")),
    ((), lambda by: posted(by), (Trouble.NO_GATE, "")),
    (("HN",), lambda by: posted(by), (Trouble.LOST_GATE, "HN")),
    (("HN",), lambda by: becomes(by, is_active=False), (Trouble.SWITCHED_OFF, "")),
    (("HN",), lambda by: becomes(by, role="officer", agency="customs"), (Trouble.NOT_MANAGER, "")),
    ((), lambda by: becomes(by, role="administrator"), (Trouble.NOT_MANAGER, "")),
    (("HN",), lambda by: (posted(by), becomes(by, province_wide=True)), ["HN"]),
]


@pytest.mark.parametrize("way", Way.values)
@pytest.mark.parametrize(("gates", "happens", "gets"), RIGHTS)
def test_the_right_is_asked_again_when_it_is_sent(gates, happens, gets, way):
    by = reader()
    posted(by, "HN", "TT")
    forms = () if way == Way.LINK else (Form.CSV,)
    subscribed(by, to=(hook if way == Way.WEBHOOK else wish)(way=Way(way), gates=gates, forms=forms))
    published()
    owing.owe(at=EVENING)
    happens(by)
    post = Post()

    sent = post.send()

    found = Sending.objects.get()
    if isinstance(gets, list):
        assert (sent, [parcel.gates for parcel in post.parcels], found.gates) == (1, [gets], gets)
        assert found.state == "sent"
    else:
        assert (sent, post.parcels, found.state) == (0, [], "failed")
        assert (found.trouble, found.answer) == gets
        assert (found.ended_at, found.papers) == (EVENING, [])
        assert not ReportFile.objects.exists()


def test_a_right_that_comes_back_lets_it_be_sent_again():
    by = reader()
    row = subscribed(by, to=wish(gates=("HN",)))
    published()
    owing.owe(at=EVENING)
    posted(by)
    Post().send()
    posted(by, "HN")
    owing.retry(sending_id=Sending.objects.get().pk, by=by, at=EVENING + MINUTE)
    assert Post().send(EVENING + MINUTE) == 1
    assert Subscription.objects.get().state == row.state == "active"


# When it does not arrive


def test_what_is_not_taken_is_tried_for_three_days_and_then_given_up():
    subscribed()
    published()
    post, at = Post(lambda: NotNow(Trouble.REFUSED, "452 disk full")), EVENING
    post.send(at)
    for wait in RETRY_AFTER:
        found = Sending.objects.get()
        assert (found.state, found.trouble, found.answer) == ("owed", "refused", "452 disk full")
        assert found.next_at == at + wait
        post.send(at + wait - dt.timedelta(seconds=1))
        at += wait
        post.send(at)

    found = Sending.objects.get()
    assert (found.state, found.attempts, len(post.parcels)) == ("failed", MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert len({parcel.sending.key for parcel in post.parcels}) == 1
    assert found.ended_at
    assert dt.timedelta(days=2, hours=22) < found.ended_at - EVENING <= 3 * DAYS
    assert post.send(at + DAYS) == 0


def test_what_is_refused_for_good_is_given_up_at_once():
    subscribed()
    published()
    Post(lambda: Never(Trouble.REFUSED, "550 no such user")).send()
    found = Sending.objects.get()
    assert (found.state, found.attempts, found.answer) == ("failed", 1, "550 no such user")


def test_a_way_that_is_closed_for_all_is_tried_once_a_round_and_the_others_go_on():
    by = reader()
    for to in (wish(), wish(), hook()):
        subscribed(by, to=to)
    published()
    owing.owe(at=EVENING)
    closed, opened = Post(lambda: NobodyThere(Trouble.UNANSWERED)), Post()
    carriers: dict[str, sending.Carrier] = {Way.ATTACHMENT: closed, Way.WEBHOOK: opened}
    assert sending.send_due(now=lambda: EVENING, carriers=carriers) == 1
    assert (len(closed.parcels), len(opened.parcels)) == (1, 1)
    assert sorted(Sending.objects.values_list("attempts", flat=True)) == [0, 1, 1]


def test_a_slow_round_ends_and_leaves_the_rest_to_the_next_one():
    by = reader()
    for _ in range(3):
        subscribed(by, to=hook())
    published()
    owing.owe(at=EVENING)
    clock = iter(EVENING + n * ROUND / 4 for n in range(100))
    post = Post()
    assert sending.send_due(now=lambda: next(clock), carriers=dict.fromkeys(Way.values, post)) == 2
    assert post.send(EVENING + 2 * ROUND) == 1


def test_a_receiver_that_is_gone_ends_its_subscription_and_resuming_begins_anew():
    row, other = subscribed(to=hook()), subscribed(to=hook())
    published()
    published(other_day := EVENING.date() + DAYS, at=EVENING + DAYS)
    owing.owe(at=EVENING + DAYS)
    waits = Sending.objects.filter(subscription=row).count()
    assert waits == 2

    gone = Post(Gone)
    gone.send(EVENING + DAYS)

    states = {subscription.pk: subscription.state for subscription in Subscription.objects.all()}
    assert states == {row.pk: "gone", other.pk: "gone"}
    assert len(gone.parcels) == 2  # one each; what else waited is not even tried
    assert {(found.state, found.trouble) for found in Sending.objects.all()} == {("failed", "gone")}
    published(other_day + DAYS, at=EVENING + 2 * DAYS)
    assert Post().send(EVENING + 2 * DAYS) == 0

    subscribing.resume(subscription_id=row.pk, by=row.reader, at=EVENING + 2 * DAYS)
    published(other_day + 2 * DAYS, at=EVENING + 3 * DAYS)
    post = Post()
    assert post.send(EVENING + 3 * DAYS) == 1
    assert post.revisions == [(row.pk, 1)]


def test_one_whose_address_was_changed_meanwhile_is_not_ended_by_the_former_receiver():
    row = subscribed(to=hook())
    published()

    def answers():
        to = hook(url="https://other.example/")
        subscribing.change(subscription_id=row.pk, wish=to, by=row.reader, at=EVENING, version=None)
        return Gone()

    Post(answers).send()
    assert Subscription.objects.get().state == "active"


def test_a_file_that_cannot_be_made_is_said_so_and_tried_again(monkeypatch):
    subscribed(to=wish(forms=(Form.PDF,)))
    published()
    monkeypatch.setattr("contract.printing._engine", lambda: None)
    assert Post().send() == 0
    found = Sending.objects.get()
    assert (found.state, found.trouble) == ("owed", "unmade")
    assert found.answer == "PDF is not available on this machine: the print library is not installed."


# A worker that dies


def test_a_killed_worker_s_sending_is_taken_again_when_its_lease_is_over():
    subscribed()
    published()
    owing.owe(at=EVENING)
    sending._lease(EVENING, Way.values)  # and then nothing more: killed

    assert Sending.objects.get().state == "sending"
    assert owing.owe(at=EVENING + LEASE - MINUTE) == 0
    assert owing.owe(at=EVENING + LEASE) == 1
    assert Post().send(EVENING + LEASE) == 1
    found = Sending.objects.get()
    assert (found.state, found.attempts) == ("sent", 2)


def test_what_was_taken_and_not_marked_goes_out_again_under_the_same_name():
    subscribed()
    published()

    class Killed(BaseException):
        pass

    class Dies(Post):
        def __call__(self, parcel):
            super().__call__(parcel)
            raise Killed

    first, second = Dies(), Post()
    with pytest.raises(Killed):
        first.send()
    second.send(EVENING + LEASE)
    assert first.parcels[0].sending.key == second.parcels[0].sending.key


def test_one_that_kills_its_worker_every_time_is_given_up():
    subscribed()
    published()
    owing.owe(at=EVENING)
    at = EVENING
    for _ in range(MOST_ATTEMPTS):
        assert sending._lease(at, Way.values)
        at += LEASE
    assert Post().send(at) == 0
    found = Sending.objects.get()
    assert (found.state, found.trouble) == ("failed", "interrupted")


def test_what_arrives_after_it_was_paused_counts_as_sent():
    row = subscribed()
    published()

    def pauses():
        subscribing.pause(subscription_id=row.pk, by=row.reader, at=EVENING)

    class Late(Post):
        def __call__(self, parcel):
            pauses()

    assert Late().send() == 1
    found = Sending.objects.get()
    assert (found.state, found.trouble, found.ended_at) == ("sent", "", None)


def test_the_log_names_nobody():
    row = subscribed(to=hook())
    published()
    with capture_logs() as said:
        Post(lambda: NotNow(Trouble.REFUSED, "452 <reader@example.vn>")).send()
        Post().send(EVENING + MINUTE)
    assert [line["event"] for line in said if line["event"].startswith("report_")] == ["report_not_sent", "report_sent"]
    for secret in ("reader@", "receiver.example", row.reader.username):
        assert secret not in str(said)
