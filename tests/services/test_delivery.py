"""A worker killed at each stage of making and sending a report, one after the other: in the end one right report.

The worker is the real one, on PostgreSQL and Redis; mail server and receiver listen here and see what arrives. What the
clock would do is asked for by the test, and leases are not waited for: it moves them into the past.
"""

import datetime as dt
import email
import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db.models import Model
from django.utils import timezone

from declarations.days import current_date
from delivery import tasks as delivering
from delivery.models import Sending
from delivery.operations.subscribing import Wish, subscribe
from delivery.words import Report, Way
from deploy.rehearse_compose import free_port
from gate import celery
from reports import reading
from reports.exports.making import made
from reports.models import Bulletin, Form, ReportFile, ReportOrder
from reports.operations import files, orders
from reports.tasks import work_orders
from tests import given
from tests.services.conftest import LiveWorker, eventually

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

FORMS = (Form.CSV, Form.JSON)
LEASED: list[type[Model]] = [ReportOrder, ReportFile, Sending]


class World:
    """The worker, and what arrives from it. `cut` is what is to happen once when something has come whole."""

    def __init__(self, worker: LiveWorker, trap: Path) -> None:
        self.worker, self.trap = worker, trap
        self.letters: list[Message] = []
        self.hooks: list[tuple[str, str, bytes]] = []
        self.cuts: dict[str, threading.Event] = {}

    def is_cut(self, stage: str) -> bool:
        """Kill the worker, where this is the moment for it: its connection is open, and nobody has said yes."""
        done = self.cuts.get(stage)
        if done is None or done.is_set():
            return False
        self.worker.kill()
        done.set()
        return True

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """The mail server's end of a letter."""
        if self.is_cut("letter on the line"):
            return "451 the line broke"
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 taken"

    def take(self, name: str, signature: str, body: bytes) -> bool:
        """The receiver's end of a webhook; whether it answers."""
        if self.is_cut("hook on the line"):
            return False
        self.hooks.append((name, signature, body))
        return True


@contextmanager
def receiving(world: World) -> Iterator[int]:
    """A receiver of webhooks on this machine; its port."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if world.take(self.headers["Gate-Delivery"], self.headers["Gate-Signature"], body):
                self.send_response(204)
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def world(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[World]:
    """A worker with traps, a mail server and whoever reads the letters."""
    settings.WEBHOOK_TO_LOOPBACK = True
    port, trap = free_port(), tmp_path / "dies-at"
    worker = LiveWorker(
        tmp_path / "worker.log",
        application="tests.services.dying_worker",
        DIES_AT=str(trap),
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        WEBHOOK_TO_LOOPBACK="1",
    )
    made_world = World(worker, trap)
    mail = Controller(made_world, hostname="127.0.0.1", port=port)
    celery.app.control.purge()
    mail.start()
    worker.start()
    try:
        yield made_world
    finally:
        worker.stop()
        mail.stop()


def dies_at(world: World, stage: str, begins: Callable[[], Any]) -> None:
    """Let the process that works die at that stage; then time goes by, and nobody holds a lease any more."""
    world.trap.write_text(stage)
    begins()
    assert eventually(lambda: not world.trap.exists()), f"{stage}: {world.worker.log.read_text()[-2000:]}"
    time_goes_by()


def is_cut_off(world: World, stage: str, begins: Callable[[], Any]) -> None:
    """Let the whole worker die while its connection is open, and start another."""
    done = world.cuts[stage] = threading.Event()
    begins()
    assert done.wait(60), f"{stage}: {world.worker.log.read_text()[-2000:]}"
    world.worker.start()
    time_goes_by()


def time_goes_by() -> None:
    """A quarter of an hour, to every lease and to every next try."""
    for model in LEASED:
        model._default_manager.filter(leased_until__isnull=False).update(leased_until=timezone.now())
    Sending.objects.owed().update(next_at=timezone.now())


def test_a_report_outlives_a_worker_killed_at_every_stage(world: World) -> None:
    by = given.manager(email="reader@example.vn")
    date, now = current_date(timezone.now()) - dt.timedelta(days=2), timezone.now()
    with receiving(world) as port:
        for way, forms, url in (
            (Way.ATTACHMENT, FORMS, ""),
            (Way.LINK, (), ""),
            (Way.WEBHOOK, (Form.CSV,), f"http://127.0.0.1:{port}/in"),
        ):
            made_one = subscribe(wish=Wish(Report.DAY, way, "en", forms=forms, url=url), by=by, at=now)
        orders.order_bulletin(date=date, at=timezone.now())

        dies_at(world, "order committed", work_orders.delay)
        assert not Bulletin.objects.exists()
        dies_at(world, "bulletin counted", work_orders.delay)
        assert not Bulletin.objects.exists()
        dies_at(world, "bulletin committed", work_orders.delay)
        assert Bulletin.objects.published().count() == 1
        work_orders.delay()
        assert eventually(lambda: not ReportOrder.objects.owed().exists())

        dies_at(world, "sending leased", delivering.owe.delay)
        assert not ReportFile.objects.exists()
        dies_at(world, "bytes written", delivering.owe.delay)
        assert [file.is_made for file in ReportFile.objects.all()] == [False]
        dies_at(world, "file there", delivering.owe.delay)
        assert [file.is_made for file in ReportFile.objects.all()] == [True, True]
        is_cut_off(world, "letter on the line", delivering.owe.delay)
        assert world.letters == []
        dies_at(world, "email_attachment accepted", delivering.owe.delay)
        assert len(world.letters) == 1
        is_cut_off(world, "hook on the line", delivering.owe.delay)
        assert world.hooks == []
        dies_at(world, "webhook accepted", delivering.owe.delay)
        assert len(world.hooks) == 1

        delivering.owe.delay()
        assert eventually(lambda: not Sending.objects.owed().exists())
    bulletin = there_is_one_bulletin(date)
    there_is_one_file_a_form(bulletin)
    each_reader_has_one_letter(world)
    the_receiver_has_one_delivery(world, made_one.secret)


def there_is_one_bulletin(date: dt.date) -> Bulletin:
    bulletin = Bulletin.objects.days().get(date=date)
    assert (bulletin.revision, bulletin.published_at is not None) == (1, True)
    assert not ReportOrder.objects.owed().exists()
    return bulletin


def there_is_one_file_a_form(bulletin: Bulletin) -> None:
    """And its bytes are those that the figures give, made once more."""
    kept = ReportFile.objects.order_by("form")
    assert [(file.bulletin_id, file.gates, file.form) for file in kept] == [
        (bulletin.pk, "HN", form.value) for form in FORMS
    ]
    for file in kept:
        assert content_of(file) == made(reading.shown(bulletin, gates=["HN"]), form=file.form, language="en")
        assert hashlib.sha256(content_of(file)).hexdigest() == file.sha256


def content_of(file: ReportFile) -> bytes:
    with files.open_file(file) as opened:
        return opened.read()


def each_reader_has_one_letter(world: World) -> None:
    """One name each; the one that was accepted and not marked came twice under it, and says the same."""
    copies = Counter(letter["Message-ID"] for letter in world.letters)
    assert sorted(copies.values()) == [1, 2]
    named = {f"<report.{key}@localhost>" for key in Sending.objects.exclude(
        subscription__way=Way.WEBHOOK).values_list("key", flat=True)}  # fmt: skip
    assert set(copies) == named
    kept = {file.form: content_of(file) for file in ReportFile.objects.all()}
    for letter in world.letters:
        parts = {part.get_filename(): part.get_payload(decode=True) for part in letter.walk() if part.get_filename()}
        assert letter["To"] == "reader@example.vn"
        assert {str(name).rpartition(".")[2]: content for name, content in parts.items()} in ({}, kept)


def the_receiver_has_one_delivery(world: World, secret: str) -> None:
    """The same: two copies, one name, one body, each signed."""
    assert len(world.hooks) == 2
    ((name, body),) = {(name, body) for name, _signature, body in world.hooks}
    assert name == str(Sending.objects.get(subscription__way=Way.WEBHOOK).key)
    assert json.loads(body)["files"][0]["sha256"] == ReportFile.objects.get(form=Form.CSV).sha256
    for _name, signature, _body in world.hooks:
        second, digest = signature.removeprefix("t=").split(",v1=")
        assert hmac.new(secret.encode(), f"{second}.".encode() + body, "sha256").hexdigest() == digest
