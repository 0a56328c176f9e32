"""Companies are told what happened to their trucks: each event once, whatever becomes of the worker."""

from datetime import timedelta

import pytest
import time_machine

from accounts import companies
from accounts.models import Consent, Organisation, User
from declarations.models import Event, OutboxMessage
from declarations.operations import acting, checking
from declarations.stages import ANNOUNCED, Verb
from notices import operations, tasks
from notices.models import Notice
from notices.operations import telling
from notices.topics import TOPIC_OF, Topic
from notices.words import _sentences, text_of
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def staff():
    return given.officers()


def held(staff, **changes):
    """A declaration whose border guard's arrival is held: one notice is owed."""
    declaration = given.filed(**changes)
    check = given.check(declaration, "bg_arrival")
    checking.hold(check_id=check.pk, by=staff["border_guard"], at=NOON, reason="Sai biển số")
    return declaration


def owed():
    return OutboxMessage.objects.filter(sent_at=None).count()


def test_every_announced_event_becomes_one_notice_of_its_company(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY, staff=staff)
    other = held(staff)

    assert operations.deliver_due(at=LATER) == 3

    told = {notice.event.verb: notice for notice in Notice.objects.select_related("event")}
    assert set(told) == {Verb.LEFT, Verb.COMPLETED, Verb.CHECK_HELD}
    assert told[Verb.LEFT].organisation_id == declaration.organisation_id
    assert told[Verb.CHECK_HELD].organisation_id == other.organisation_id
    assert {notice.created_at for notice in told.values()} == {LATER}
    assert owed() == 0
    assert operations.deliver_due(at=LATER) == 0


def test_a_killed_worker_s_messages_are_found_again_when_its_lease_is_over(staff):
    held(staff)
    telling._lease(NOON)  # and then nothing more: killed

    assert operations.deliver_due(at=NOON + telling.LEASE) == 0
    assert operations.deliver_due(at=NOON + telling.LEASE + timedelta(seconds=1)) == 1
    message = OutboxMessage.objects.get()
    assert (message.attempts, message.leased_until, Notice.objects.count()) == (2, None, 1)


def test_delivered_twice_is_told_once(staff):
    held(staff)
    (message,) = telling._lease(NOON)
    telling._tell([message], at=NOON)
    OutboxMessage.objects.update(sent_at=None)  # as if the mark had been lost

    assert operations.deliver_due(at=LATER) == 1
    assert Notice.objects.get().created_at == NOON
    assert owed() == 0


def test_many_are_delivered_in_batches_and_up_to_the_most(staff, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    for _ in range(5):
        held(staff)
    assert operations.deliver_due(at=LATER, most=2) == 2
    assert operations.deliver_due(at=LATER) == 3
    assert Notice.objects.count() == 5


def test_the_task_takes_whatever_a_newer_publisher_says(staff):
    held(staff)
    with time_machine.travel(LATER, tick=False):
        assert tasks.deliver_due(newer="x") == 1


def test_everybody_of_the_company_is_told_for_himself_and_nobody_else(staff):
    company = given.declarant()
    colleague = given.declarant(of=company.organisation)
    gone = given.declarant(of=company.organisation, is_active=False)
    held(staff, by=company)
    held(staff)
    operations.deliver_due(at=LATER)

    (mine,), (his,) = Notice.objects.visible_to(company), Notice.objects.visible_to(colleague)
    assert mine.event_id == his.event_id
    for stranger in (gone, staff["border_guard"], given.manager(), given.administrator(), given.declarant()):
        assert not Notice.objects.visible_to(stranger).exists()
    assert not Notice.objects.filter(user=gone).exists()
    with pytest.raises(Notice.DoesNotExist):
        operations.mark_read(notice_id=his.pk, by=company, at=LATER)

    User.objects.filter(pk=colleague.pk).update(organisation=given.organisation())  # he works elsewhere now
    assert not Notice.objects.visible_to(User.objects.get(pk=colleague.pk)).exists()


def test_an_agent_is_told_of_what_he_filed_as_long_as_the_company_consents(staff):
    firm, agency = given.organisation(), given.organisation()
    owner, agent, colleague = given.declarant(of=firm), given.declarant(of=agency), given.declarant(of=agency)
    consent = Consent.objects.create(owner=firm, agent=agency, granted_at=NOON)
    Organisation.objects.filter(pk=agency.pk).update(is_agent=True)
    agent = User.objects.get(pk=agent.pk)
    assert companies.work_for(agent, firm.pk)
    mine = held(staff, by=agent)
    operations.deliver_due(at=NOON)
    told = set(Notice.objects.filter(event__declaration=mine).values_list("user_id", flat=True))
    assert told == {owner.pk, agent.pk}  # not the agent's colleagues
    assert Notice.objects.visible_to(agent).count() == 1

    Consent.objects.filter(pk=consent.pk).update(revoked_at=LATER)
    checking.release(check_id=given.check(mine, "bg_arrival").pk, by=staff["border_guard"], at=LATER)
    operations.deliver_due(at=LATER)
    assert set(Notice.objects.filter(created_at=LATER).values_list("user_id", flat=True)) == {owner.pk}
    assert not Notice.objects.visible_to(User.objects.get(pk=agent.pk)).exists()
    assert not Notice.objects.filter(user=colleague).exists()


def test_reading_is_remembered_once_and_for_oneself(staff):
    company = given.declarant()
    given.declarant(of=company.organisation)
    held(staff, by=company)
    operations.deliver_due(at=NOON)
    notice = Notice.objects.get(user=company)

    assert operations.mark_read(notice_id=notice.pk, by=company, at=LATER).read_at == LATER
    assert operations.mark_read(notice_id=notice.pk, by=company, at=LATER + timedelta(hours=1)).read_at == LATER
    assert Notice.objects.unread().count() == 1


def test_all_that_was_shown_is_marked_and_nothing_newer(staff):
    company = given.declarant()
    for _ in range(3):
        held(staff, by=company)
    held(staff)
    operations.deliver_due(at=NOON)
    *_, shown, _newer = Notice.objects.visible_to(company).order_by("pk")

    assert operations.mark_all_read(by=company, at=LATER, until_id=shown.pk) == 2
    assert Notice.objects.unread().count() == 2


def test_every_announced_event_has_a_sentence_and_a_topic():
    assert set(_sentences()) == set(TOPIC_OF) == ANNOUNCED
    assert set(TOPIC_OF.values()) == set(Topic)


def test_a_notice_says_what_happened_where_to_which_truck_and_why(staff, django_assert_num_queries):
    declaration = held(staff)
    plate = declaration.vehicles.get().plate
    turned = given.filed()
    given.confirmed(turned, "bg_arrival", staff=staff)
    truck = turned.vehicles.get()
    acting.turn_back(vehicle_id=truck.pk, by=staff["border_guard"], at=NOON, reason="Thiếu giấy tờ")
    operations.deliver_due(at=LATER)

    with django_assert_num_queries(1):
        texts = [text_of(notice.event) for notice in Notice.objects.whole().order_by("pk")]

    assert texts[0] == (
        f"Border guard: arrival of {plate} is held at Huu Nghi (declaration {declaration.number}). Reason: Sai biển số"
    )
    assert f"{truck.plate} was turned back at Huu Nghi (declaration {turned.number}). Reason: Thiếu giấy tờ" in texts
    assert f"Declaration {turned.number} at Huu Nghi is completed." in texts


def test_a_notice_of_the_whole_declaration_names_no_truck(staff):
    declaration = given.filed()
    registration = given.check(declaration, "customs_registration")
    checking.hold(check_id=registration.pk, by=staff["customs"], at=NOON, reason="Sai mã")
    operations.deliver_due(at=LATER)
    (notice,) = Notice.objects.whole()
    assert text_of(notice.event).startswith("Customs registration of the declaration is held")
    assert Event.objects.filter(notices=notice).exists()
