"""The load counts what was answered, and takes no other answer than the one it expects."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bench import load


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200 if self.path == "/good" else 500)
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_request_is_sent_once_and_timed(port):
    outcome = load.storm(port, [load.request("GET", "/good", expected=200)] * 10)

    assert len(outcome.latencies) == 10
    assert outcome.latencies == sorted(outcome.latencies)
    assert outcome.per_second == pytest.approx(10 / outcome.seconds)
    assert 0 < outcome.percentile_ms(50) <= outcome.percentile_ms(99)


def test_another_status_ends_the_bench(port):
    wanted = [load.request("GET", path, expected=200) for path in ("/good", "/bad")]

    with pytest.raises(SystemExit, match=r"GET /bad HTTP/1.1 was not answered with 200"):
        load.storm(port, wanted)
