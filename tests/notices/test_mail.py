"""The e-mail of a notice: what it says in whose language, and what a real mail server's answers mean."""

import re
import socketserver
import threading
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail as outbox
from django.utils.translation import override

from notices import mail
from notices.carrying import NotNow, Undeliverable, Unreachable
from notices.models import Delivery
from tests import given

pytestmark = pytest.mark.django_db
TO = "reader@example.vn"


@pytest.fixture
def delivery():
    reader = given.declarant(language="zh-hans", email=TO)
    declaration = given.filed(by=reader)
    given.sent_back(declaration, "bg_arrival", "$.note", staff=given.officers())
    return Delivery(user=reader, event=declaration.events.order_by("-seq")[0])


def test_it_speaks_the_receiver_s_language_and_leads_to_declaration_and_choices(delivery, settings):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://gate.example", "gate@gate.example"
    with override("vi"):
        mail.send(delivery, TO)
        mail.send(delivery, TO)

    sent: list[Any] = outbox.outbox
    first, second = sent
    html, number = first.alternatives[0][0], delivery.event.declaration.number
    plate = delivery.event.vehicle.plate
    assert (first.to, first.from_email) == ([TO], "gate@gate.example")
    assert number in first.subject
    assert plate in first.subject
    for text in (first.body, html):
        assert "友谊" in text
        assert "Chưa rõ, đề nghị sửa" in text  # what the officer wrote
        assert f"https://gate.example/declarations/{number}/" in text
        assert "https://gate.example/notices/choices/" in text
        assert not re.search("Trần Văn Thử|012345678901|0987654321", text)
    assert '<html lang="zh-hans">' in html
    assert first.extra_headers == second.extra_headers
    assert first.extra_headers["Message-ID"] == f"<notice.{delivery.key}@gate.example>"


def test_what_an_officer_writes_is_text_in_the_mail(delivery):
    delivery.event.data["reason"] = "<b>xem & sửa</b>"
    message: Any = mail.compose(delivery, TO)
    assert "<b>xem & sửa</b>" in message.body
    assert "&lt;b&gt;xem &amp; sửa" in message.alternatives[0][0]


class _Server(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to be answered."""

    server: Any

    def handle(self):
        says, letter = self.server.says, b""
        self._say(says.get("greeting", "220 hello"))
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper().decode()
            self._say(says.get(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 fine")))
            if word == "DATA" and "DATA" not in says:
                while not letter.endswith(b"\r\n.\r\n"):
                    letter += self.rfile.readline()
                self.server.letters.append(letter)
                self._say(says.get("letter", "250 taken"))
            if word == "QUIT":
                return

    def _say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server(settings, **says):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Server) as opened:
        server: Any = opened
        server.says, server.letters, server.daemon_threads = says, [], True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = opened.server_address[:2]
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
        server.shutdown()


def test_a_real_server_takes_it(delivery, settings):
    with mail_server(settings) as server:
        mail.send(delivery, TO)
    (letter,) = server.letters
    assert f"Message-ID: <notice.{delivery.key}@".encode() in letter
    assert b"Auto-Submitted: auto-generated" in letter


@pytest.mark.parametrize(
    ("says", "refusal"),
    [
        ({"RCPT": "550 no such user"}, Undeliverable),
        ({"RCPT": "451 greylisted"}, NotNow),
        ({"letter": "554 refused"}, Undeliverable),
        ({"letter": "452 disk full"}, NotNow),
        ({"MAIL": "530 sign in first"}, Unreachable),
        ({"greeting": "421 too busy"}, Unreachable),
    ],
)
def test_what_a_server_answers_means(delivery, settings, says, refusal):
    with mail_server(settings, **says), pytest.raises(refusal) as refused:
        mail.send(delivery, TO)
    assert refused.type is refusal
    assert str(refused.value) == next(iter(says.values()))


def test_no_server_is_unreachable(delivery, settings):
    with mail_server(settings):
        pass
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        mail.send(delivery, TO)
