"""SMS: what fits into one, the gateway over HTTP and what its answers mean, and the stand-in."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
import respx
from django.utils.translation import override

from notices import sms, texting
from notices.carrying import NotCarried, NotNow, Undeliverable, Unreachable
from notices.models import Delivery
from notices.sms.http import HttpGateway
from notices.sms.recording import Recorder
from notices.sms.text import fits, one_sms, plain
from tests import given

URL = "https://sms.example/send"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Xe được gọi vào cửa khẩu Hữu Nghị", "Xe duoc goi vao cua khau Huu Nghi"),
        ("ĐƯỜNG – “12C·123.45”…", "DUONG - “12C.123.45”..."),
        ("桂F·12345 友谊关", "桂F.12345 友谊关"),
    ],
)
def test_vietnamese_goes_without_marks_and_chinese_as_it_is(text, written):
    assert plain(text) == written


@pytest.mark.parametrize(
    ("text", "fit"), [("x" * 160, 1), ("x" * 161, 0), ("[" * 81, 0), ("车" * 70, 1), ("车" * 71, 0)]
)
def test_one_sms_is_so_long(text, fit):
    assert fits(text) is bool(fit)


def test_what_does_not_fit_falls_out_from_the_end():
    assert one_sms(["a" * 100, "b" * 40, "c" * 20], latin=True) == f"{'a' * 100}, {'b' * 40}"
    assert one_sms(["车" * 60, "2026112100533"], latin=False) == "车" * 60
    assert one_sms(["桂F·12345: đến", "", "x" * 140], latin=True) == f"F.12345: den, {'x' * 140}"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "gate"), [("vi", "Huu Nghi"), ("en", "Huu Nghi"), ("zh-hans", "友谊")])
def test_an_sms_is_one_in_every_language_and_speaks_the_receiver_s(language, gate):
    reader = given.declarant(language=language)
    declaration = given.filed(by=reader, document=given.transshipment())
    given.sent_back(declaration, "bg_arrival", "$.note", staff=given.officers())
    event = declaration.events.order_by("-seq")[0]
    with override("en"):
        text = texting.text_of(Delivery(user=reader, event=event))
    assert fits(text)
    plate = event.vehicle.plate if language == "zh-hans" else event.vehicle.plate[1:]
    assert text.startswith(f"{plain(plate)}: ")
    assert f", {declaration.number}, {gate}" in text


@respx.mock
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (400, Undeliverable), (422, Undeliverable), (404, Unreachable), (401, Unreachable), (409, NotNow),
        (429, Unreachable), (500, Unreachable), (503, Unreachable), (302, Unreachable),
    ],
)  # fmt: skip
def test_what_the_gateway_answers_means(status, refusal):
    respx.post(URL).mock(return_value=httpx.Response(status, text="so and so"))
    with pytest.raises(NotCarried, match=f"{status} so and so") as refused:
        HttpGateway(URL, token="t").send("+84912345678", "Xe", "k")
    assert refused.type is refusal


@respx.mock
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_no_answer_is_unreachable(error):
    respx.post(URL).mock(side_effect=error)
    with pytest.raises(Unreachable, match=error.__name__):
        HttpGateway(URL, token="t").send("+84912345678", "Xe", "k")


class _Provider(BaseHTTPRequestHandler):
    """A gateway that remembers its keys."""

    server: Any

    def do_POST(self):
        key, body = self.headers["Idempotency-Key"], self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.setdefault(key, (self.headers["Authorization"], json.loads(body)))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_over_a_real_wire_the_same_key_is_one_sms():
    with HTTPServer(("127.0.0.1", 0), _Provider) as opened:
        provider: Any = opened
        provider.taken = {}
        threading.Thread(target=provider.serve_forever, args=(0.01,), daemon=True).start()
        gateway = HttpGateway(f"http://127.0.0.1:{provider.server_port}/send", token="t")
        for _ in range(2):
            gateway.send("+84912345678", "Xe duoc goi vao", "k-1")
        provider.shutdown()
    assert provider.taken == {"k-1": ("Bearer t", {"to": "+84912345678", "text": "Xe duoc goi vao"})}


def test_the_stand_in_writes_a_line_once(tmp_path):
    recorder = Recorder(tmp_path / "sms")
    for key in ("k-1", "k-2", "k-1"):
        recorder.send("+84912345678", "Xe được gọi", key)
    lines = (tmp_path / "sms" / "sent.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["k-1", "k-2"]
    assert json.loads(lines[0]) == {"to": "+84912345678", "text": "Xe được gọi", "key": "k-1"}


@pytest.mark.parametrize(
    ("debug", "url", "kind"), [(False, URL, HttpGateway), (True, URL, HttpGateway), (True, "", Recorder)]
)
def test_the_settings_choose_the_gateway(settings, debug, url, kind):
    settings.DEBUG, settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = debug, url, "t"
    assert sms.is_there()
    assert isinstance(sms.gateway(), kind)


def test_a_server_without_a_gateway_has_none(settings):
    settings.DEBUG, settings.SMS_GATEWAY_URL = False, ""
    assert not sms.is_there()
    with pytest.raises(LookupError):
        sms.gateway()
