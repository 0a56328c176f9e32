"""kill -9 of every program, at random moments under load and at the worst moments by choice: nothing promised is lost.

A promise is an answer that came whole. The web, worker and beat are the real ones, on PostgreSQL and Redis.
"""

import datetime as dt
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from contract.models import IdempotencyRecord
from declarations.days import current_date
from declarations.models import Check, Declaration, Event, OutboxMessage
from declarations.stages import ANNOUNCED, CheckState, Status, Verb
from deploy.rehearse_compose import free_port
from notices.models import Notice
from reports.models import Bulletin, OrderState, ReportOrder
from tests import given
from tests.accounts import people
from tests.services.conftest import eventually
from tests.services.load import Answer, Haulier, Request, Staff, Truck
from tests.services.serving import Program, Programs, answers, serving

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

HAULIERS = 6
KILLS = ["web process"] * 6 + ["worker", "worker over a report", "worker over notices", "web", "beat"]
"""A web process is one of gunicorn's two, which starts another; the others go down whole and are started again."""

PASSAGE = Counter((str(Verb.CHECK_CONFIRMED), code) for code in (*given.EXPORT_WAY, "yard_in", "yard_out"))
PASSAGE.update([(str(Verb.CHECK_HELD), "medical"), (str(Verb.CHECK_RELEASED), "medical")])
ONCE = (Verb.FILED, Verb.SEEN, Verb.FEE_ASSESSED, Verb.FEE_PAID, Verb.LEFT, Verb.COMPLETED)
PASSAGE.update((str(verb), "") for verb in ONCE)
"""What the journal says of one export that passed: each once, whatever died meanwhile."""


def test_what_was_acknowledged_outlives_every_kill_and_the_rest_can_be_sent_again(tmp_path):
    staffs, now = [Staff.hired() for _ in range(HAULIERS)], timezone.now()
    report = rebuild_of(current_date(now))
    with serving(tmp_path) as programs:
        hauliers = [Haulier(staff, programs.port, now, patient=bool(n % 2)) for n, staff in enumerate(staffs)]
        for haulier in hauliers:
            haulier.start()
        fire(programs, report)
        trucks = [truck for haulier in hauliers for truck in haulier.stop()]

        assert not [answer for truck in trucks for answer in truck.surprises]
        assert sum(truck.cut_off for truck in trucks), "no kill met a request at work: nothing was proved"
        for truck in trucks:
            keeps_its_promises(truck)

        with ThreadPoolExecutor(HAULIERS) as pool:
            ended = list(pool.map(lambda truck: truck.work(programs.port, attempts=50), trucks))
        assert all(ended), [truck.surprises for truck in trucks]
        for truck in trucks:
            passed_once(truck)
        assert Declaration.objects.count() == len(trucks)
        for truck in random.sample(trucks, 5):
            is_answered_as_before(truck, programs.port)
        journal_holds()
        every_notice_is_delivered_once()
        every_report_is_made_once(current_date(now))


def fire(programs: Programs, report: Request) -> None:
    """Kill in a random order at random moments, half a second apart on average."""
    for target in random.sample(KILLS, len(KILLS)):
        time.sleep(random.uniform(0.2, 1.0))
        if target == "web process":
            assert eventually(lambda: bool(programs.web.children))
            os.kill(random.choice(programs.web.children), signal.SIGKILL)
        elif target == "worker over a report":
            with the_worker_dies_over(Bulletin, ReportOrder.objects.owed(), programs):
                assert eventually(lambda: (answer := report.send(programs.port)) is not None and answer.status == 202)
        elif target == "worker over notices":
            with the_worker_dies_over(Notice, OutboxMessage.objects.filter(sent_at=None), programs):
                pass  # the hauliers go on, so something is owed soon
        else:
            program: Program = getattr(programs, target)
            program.cut()
            program.start(wait=False)


def rebuild_of(date: dt.date) -> Request:
    """A manager asks for a day's bulletin."""
    manager = people.bearer(given.manager(at=None))
    return Request(f"reports/bulletins/{date}/rebuild", manager, b"{}", "bulletin")


@contextmanager
def the_worker_dies_over(kept: type[Model], owed: QuerySet[Any], programs: Programs) -> Iterator[None]:
    """Hold the worker up where it writes what is to be kept, its lease on what is owed taken, and kill it there."""
    leased = owed.filter(leased_until__isnull=False)
    before = leased.count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {kept._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        yield
        assert eventually(lambda: leased.count() > before, 180)
        programs.worker.cut()
    programs.worker.start(wait=False)


def keeps_its_promises(truck: Truck) -> None:
    """What was acknowledged is there, once; what was not is there once at most."""
    filed = Declaration.objects.filter(client_reference=truck.reference)
    numbers = list(filed.values_list("number", flat=True))
    assert numbers == [truck.number] if truck.number else len(numbers) <= 1, f"{truck.reference}: {numbers}"
    said = _said(truck)
    assert max(said.values(), default=1) == 1, f"{truck.reference}: done twice: {said}"
    states = dict(Check.objects.filter(declaration__in=filed).values_list("code", "state"))
    lost = [code for code in truck.confirmed if not said[Verb.CHECK_CONFIRMED, code]]
    assert not lost, f"{truck.reference}: lost: {lost}"
    assert {states[code] for code in truck.confirmed} <= {CheckState.CONFIRMED}


def passed_once(truck: Truck) -> None:
    """It went the whole way, and every step of it is in the journal once."""
    declaration = Declaration.objects.get(number=truck.number)
    assert declaration.status == Status.COMPLETED
    assert _said(truck) == PASSAGE


def _said(truck: Truck) -> Counter[tuple[str, str]]:
    events = Event.objects.filter(declaration__client_reference=truck.reference)
    return Counter(events.values_list("verb", "check_code"))


def is_answered_as_before(truck: Truck, port: int) -> None:
    """Sent again, every request of a truck gets its first answer, to the byte, and does nothing."""
    before = Event.objects.count()
    for request, first in truck.acknowledged.values():
        again = request.send(port)
        assert again is not None
        assert (again.status, again.content, again.replayed) == (first.status, first.content, True)
    assert Event.objects.count() == before


def journal_holds() -> None:
    said = StringIO()
    call_command("verify_journal", stdout=said)
    assert f"The journal holds: {Event.objects.count()} events." in said.getvalue()


def every_notice_is_delivered_once() -> None:
    """What is owed is swept up in the end, however often the worker died over it."""
    announced = Counter(Event.objects.filter(verb__in=ANNOUNCED).values_list("pk", flat=True))
    assert Counter(OutboxMessage.objects.values_list("event_id", flat=True)) == announced
    OutboxMessage.objects.filter(sent_at=None).update(leased_until=timezone.now())  # a minute goes by
    assert eventually(lambda: not OutboxMessage.objects.filter(sent_at=None).exists(), 120)
    assert Counter(Notice.objects.values_list("event_id", flat=True)) == announced


def every_report_is_made_once(date: dt.date) -> None:
    """The order that died with its worker is found again when its lease is over, and there is one bulletin."""
    ReportOrder.objects.owed().update(leased_until=timezone.now())  # a quarter of an hour goes by
    assert eventually(lambda: not ReportOrder.objects.owed().exists(), 120)
    (order,) = ReportOrder.objects.filter(date=date)
    assert (order.state, order.attempts) == (OrderState.DONE, 2)
    assert Bulletin.objects.filter(date=date).count() == 1


# The worst moments by choice


MOMENTS = {"before_commit": False, "after_commit": True, "half_answered": True}
"""Where tests/services/dying.py dies, and whether the deed then stands."""


def test_a_web_that_dies_around_the_commit_leaves_all_or_nothing(tmp_path):
    staff = Staff.hired()
    with serving(tmp_path, application="tests.services.dying", only_web=True) as programs:
        for moment, is_kept in MOMENTS.items():
            truck = Truck(staff, timezone.now())

            answer = dies_and_is_sent_again(programs, truck.filing, moment)
            assert (answer.status, answer.replayed) == (201, is_kept), moment
            truck.acknowledge("file", truck.filing, answer)

            arrival = truck.move("bg_arrival", "confirm", {})
            answer = dies_and_is_sent_again(programs, arrival, moment)
            assert (answer.status, answer.replayed) == (200, is_kept), moment
            truck.acknowledge("bg_arrival", arrival, answer)

            keeps_its_promises(truck)
        assert truck.work(programs.port, attempts=5), truck.surprises
    passed_once(truck)
    assert Declaration.objects.count() == len(MOMENTS)
    journal_holds()


def dies_and_is_sent_again(programs: Programs, request: Request, moment: str) -> Answer:
    """Send it so that the web dies of it, see what stands, and send the same again."""
    kept, said = IdempotencyRecord.objects.count(), Event.objects.count()
    assert request.send(programs.port, **{"X-Dies": moment}) is None
    assert MOMENTS[moment] == (IdempotencyRecord.objects.count() > kept) == (Event.objects.count() > said), moment
    again = request.send(programs.port)
    assert again is not None
    return again


def test_an_answer_that_goes_out_before_the_commit_would_be_found_out(tmp_path):
    """The proof of the proof: acknowledge first and die, and `keeps_its_promises` says what was lost."""
    truck = Truck(Staff.hired(), timezone.now())
    with serving(tmp_path, application="tests.services.dying", only_web=True) as programs:
        promised = truck.filing.send(programs.port, **{"X-Dies": "hasty"})
        assert promised is not None
        assert promised.status == 201
        truck.acknowledge("file", truck.filing, promised)

        with pytest.raises(AssertionError, match=truck.reference):
            keeps_its_promises(truck)


# What the programs stand on


def test_a_database_that_hangs_up_between_two_requests_is_not_even_noticed(tmp_path):
    """As when PostgreSQL is started again: every connection is gone, and nobody tells the web."""
    staff, since = Staff.hired(), timezone.now()
    with serving(tmp_path, only_web=True) as programs:
        for _ in range(4):
            truck = Truck(staff, timezone.now())
            answer = truck.filing.send(programs.port)
            assert answer is not None
            assert answer.status == 201
            truck.acknowledge("file", truck.filing, answer)
            hang_up(since)
            keeps_its_promises(truck)


def hang_up(since: dt.datetime) -> None:
    """Let the database end the connections that were opened after that."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_start > %s",
            [since],
        )
        (ended,) = cursor.fetchone()
    assert ended


def test_without_redis_trucks_are_filed_and_worked(tmp_path):
    """Cache, queue and throttle are gone; what is owed is kept in the database until somebody can work it."""
    truck, nobody = Truck(Staff.hired(), timezone.now()), f"redis://127.0.0.1:{free_port()}/0"
    date = current_date(timezone.now())
    with serving(tmp_path, only_web=True, redis_url=nobody) as programs:
        assert truck.work(programs.port, attempts=1), truck.surprises
        answer = rebuild_of(date).send(programs.port)
        assert answer is not None
        assert answer.status == 202
        assert not answers(programs.port, "/readyz")
    passed_once(truck)
    assert [order.date for order in ReportOrder.objects.owed()] == [date]
