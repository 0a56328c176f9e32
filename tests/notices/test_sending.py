"""E-mails and SMS: owed once to whoever wants them, sent, tried again, given up; whatever becomes of the worker."""

from datetime import timedelta

import pytest

from accounts.models import User
from declarations.models import OutboxMessage
from declarations.operations import calling, checking, scanning
from notices import operations
from notices.carrying import Failure, NotNow, Undeliverable, Unreachable
from notices.models import Delivery, Notice
from notices.operations import sending, telling
from notices.topics import Channel, Topic
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


class Killed(BaseException):
    """The end of a process in the middle of something."""


class Carrier:
    """Takes what it is given, after it has raised what it was told to."""

    def __init__(self, *raises):
        self.raises, self.taken = list(raises), []

    def __call__(self, delivery, address):
        self.taken.append((str(delivery.key), address))
        if self.raises and (error := self.raises.pop(0)):
            raise error


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture(autouse=True)
def _gateway(settings):
    settings.SMS_GATEWAY_URL = "https://sms.example"


@pytest.fixture
def reader():
    return given.declarant(email="reader@example.vn", phone=PHONE)


def owed_an_email(staff, reader, *, many=1):
    """A check sent back: the reader is owed an e-mail of it by default."""
    for _ in range(many):
        given.sent_back(given.filed(by=reader), "customs_registration", "$.note", staff=staff)
    operations.deliver_due(at=NOON)
    return Delivery.objects.order_by("-pk")[0]


def sent(at, **carriers):
    return operations.send_due(now=lambda: at, carriers=carriers)


def called(staff, reader):
    """A truck that stands in line is called forward."""
    truck = given.filed(by=reader).vehicles.get()
    scanning.scan(gate="HN", read=scanning.Read(plate=truck.plate), by=staff["border_guard"], at=NOON, nonce="1")
    calling.call_forward(vehicle_id=truck.pk, by=staff["gate_centre"], at=NOON)
    operations.deliver_due(at=NOON)


# Who is owed what


def test_without_a_choice_the_defaults_hold_where_there_is_an_address(staff, reader):
    given.declarant(of=reader.organisation)  # no e-mail, no phone
    declaration = given.filed(by=reader)
    given.sent_back(declaration, "customs_registration", "$.note", staff=staff)
    checking.hold(check_id=given.check(declaration, "bg_arrival").pk, by=staff["border_guard"], at=NOON, reason="Sai")
    operations.deliver_due(at=NOON)

    assert Notice.objects.count() == 4  # two events on the pages of two people
    (delivery,) = Delivery.objects.all()
    assert (delivery.user, delivery.channel, delivery.event.verb) == (reader, Channel.EMAIL, "check.sent_back")


def test_what_a_person_chose_is_done(staff, reader):
    everything = {(topic, channel): False for topic in Topic for channel in Channel}
    operations.choose(by=reader, wanted=everything | {(Topic.HELD, Channel.SMS): True})
    operations.choose(by=reader, wanted={(Topic.HELD, Channel.EMAIL): True})  # the rest stays as it was
    declaration = given.filed(by=reader)
    given.sent_back(declaration, "customs_registration", "$.note", staff=staff)
    checking.hold(check_id=given.check(declaration, "bg_arrival").pk, by=staff["border_guard"], at=NOON, reason="Sai")
    operations.deliver_due(at=NOON)

    assert not Notice.objects.exists()
    assert set(Delivery.objects.values_list("channel", "event__verb")) == {
        ("sms", "check.held"), ("email", "check.held")
    }  # fmt: skip


@pytest.mark.parametrize(("gateway", "phone", "many"), [("https://x", PHONE, 1), ("", PHONE, 0), ("https://x", "", 0)])
def test_an_sms_is_owed_only_with_a_gateway_and_a_number(staff, reader, settings, gateway, phone, many):
    settings.SMS_GATEWAY_URL = gateway
    User.objects.filter(pk=reader.pk).update(phone=phone)
    operations.choose(by=reader, wanted={(Topic.SENT_BACK, Channel.SMS): True})
    owed_an_email(staff, reader)
    assert Delivery.objects.filter(channel=Channel.SMS).count() == many


# What a worker's death costs, stage by stage


def test_killed_while_telling_nothing_stands_and_everything_is_told_once_afterwards(staff, reader, monkeypatch):
    given.sent_back(given.filed(by=reader), "customs_registration", "$.note", staff=staff)
    with monkeypatch.context() as patch:
        patch.setattr(telling, "_channels", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            operations.deliver_due(at=NOON)
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)

    later = NOON + telling.LEASE + timedelta(seconds=1)
    assert operations.deliver_due(at=later) == 1
    OutboxMessage.objects.update(sent_at=None)  # as if the mark had been lost
    assert operations.deliver_due(at=later) == 1
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)


def test_killed_between_lease_and_sending_it_is_sent_once_when_the_lease_is_over(staff, reader):
    owed_an_email(staff, reader)
    assert sending._lease(NOON, {"email"})  # and then nothing more

    email = Carrier()
    assert sent(NOON + sending.LEASE, email=email) == 0
    assert sent(NOON + sending.LEASE + timedelta(seconds=1), email=email) == 1
    assert len(email.taken) == 1


def test_killed_between_sending_and_marking_it_is_sent_again_under_the_same_key(staff, reader):
    owed_an_email(staff, reader)
    email, later = Carrier(Killed()), NOON + sending.LEASE + timedelta(seconds=1)
    with pytest.raises(Killed):
        sent(NOON, email=email)

    assert sent(later, email=email) == 1
    assert sent(later + timedelta(days=2), email=email) == 0  # killed after the mark: it is done
    first, second = email.taken
    assert first == second
    delivery = Delivery.objects.get()
    assert (delivery.sent_at, delivery.attempts, delivery.leased_until) == (later, 2, None)


def test_what_kills_every_worker_is_given_up_and_the_others_go_on(staff, reader):
    owed_an_email(staff, reader, many=2)
    poison, at = Carrier(*[Killed() for _ in range(sending.MOST_ATTEMPTS)]), NOON
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.exclude(pk=first.pk).update(due_at=NOON + timedelta(hours=1))
    for _ in range(sending.MOST_ATTEMPTS):
        with pytest.raises(Killed):
            sent(at, email=poison)
        at += sending.LEASE + timedelta(seconds=1)

    assert sent(NOON + timedelta(hours=1), email=poison) == 1
    first.refresh_from_db()
    assert (first.failure, first.sent_at) == (Failure.INTERRUPTED, None)


def test_a_sender_that_lost_its_lease_undoes_nothing(staff, reader):
    delivery = owed_an_email(staff, reader)

    def slow(_delivery, _address):
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=NOON, attempts=2)  # somebody else was quicker
        raise Undeliverable("550")

    assert sent(NOON, email=slow) == 0
    delivery.refresh_from_db()
    assert (delivery.sent_at, delivery.failed_at) == (NOON, None)


# Trying again, and giving up


def test_it_is_tried_again_later_and_later_and_then_given_up(staff, reader):
    delivery = owed_an_email(staff, reader)
    busy, at, waits = Carrier(*[NotNow("451 busy")] * 20), NOON, []
    for _ in range(sending.MOST_ATTEMPTS):
        assert sent(at, email=busy) == 0
        delivery.refresh_from_db()
        waits.append(delivery.due_at - at)
        if not delivery.failed_at:
            assert sent(delivery.due_at - timedelta(seconds=1), email=busy) == 0
            at = delivery.due_at

    assert tuple(waits[:-1]) == sending.RETRY_AFTER
    assert len(busy.taken) == sending.MOST_ATTEMPTS == delivery.attempts
    assert (delivery.failure, delivery.answer, delivery.failed_at) == (Failure.UNANSWERED, "451 busy", at)
    assert sent(at + timedelta(days=9), email=busy) == 0


def test_what_is_refused_for_good_is_given_up_at_once_and_the_next_is_sent(staff, reader):
    owed_an_email(staff, reader, many=2)
    assert sent(NOON, email=Carrier(Undeliverable("550 no such user"))) == 1
    (failed,) = Delivery.objects.in_trouble()
    assert (failed.failure, failed.answer, failed.attempts) == (Failure.REFUSED, "550 no such user", 1)


def test_where_nobody_answers_one_is_tried_in_a_round_and_other_channels_go_on(staff, reader):
    operations.choose(by=reader, wanted={(Topic.SENT_BACK, Channel.SMS): True})
    owed_an_email(staff, reader, many=3)
    email, sms = Carrier(*[Unreachable("TimeoutError")] * 9), Carrier()

    assert sent(NOON, email=email, sms=sms) == 3
    assert (len(email.taken), {to for _, to in sms.taken}) == (1, {"+84912345678"})
    assert set(Delivery.objects.owed().values_list("attempts", flat=True)) == {0, 1}
    assert sent(NOON, sms=sms) == 0  # e-mail without a carrier waits


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}, {"organisation": None}])
def test_who_left_or_has_no_address_any_more_is_sent_nothing(staff, reader, change):
    delivery = owed_an_email(staff, reader)
    if "organisation" in change:
        change = {"organisation": given.organisation()}
        type(delivery.event.declaration).objects.update(created_by=given.declarant())
    User.objects.filter(pk=reader.pk).update(**change)

    email = Carrier()
    assert sent(NOON, email=email) == 0
    delivery.refresh_from_db()
    assert (email.taken, delivery.failure) == ([], Failure.NOBODY)


@pytest.mark.parametrize(("minutes", "many"), [(59, 1), (61, 0)])
def test_a_call_forward_is_not_sent_when_it_is_stale(staff, reader, minutes, many):
    called(staff, reader)
    assert sent(NOON + timedelta(minutes=minutes), sms=Carrier()) == many
    assert Delivery.objects.filter(failure=Failure.STALE).count() == 1 - many
