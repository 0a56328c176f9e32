"""A POST to somebody else's address: which addresses are asked, to which machine it goes, and how it ends."""

import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from contract import outgoing
from contract.outgoing import BadAddress, NoAnswer, Why, is_public, post, require_address
from contract.signature import signed

PUBLIC = "203.0.113.9"  # TEST-NET-3: it is nobody's


@pytest.mark.parametrize(
    "url",
    ["https://receiver.example/reports", "https://receiver.example:8443/a?b=c", "https://8.8.8.8/", "https://[2606:4700::1111]/x"],
)  # fmt: skip
def test_a_public_address_over_tls_is_taken(url):
    assert require_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "receiver.example", "http://receiver.example/", "ftp://receiver.example/", "https://", "https:///x",
        "https://user@receiver.example/", "https://user:pw@receiver.example/", "https://receiver.example/#x",
        "https://receiver.example:0/", "https://receiver.example:70000/", "https://a b.example/",
        "https://receiver.example/" + "x" * 500, "https://localhost/", "https://127.0.0.1/", "https://[::1]/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/", "https://[fe80::1]/",
        "https://[::ffff:10.0.0.1]/", "https://0.0.0.0/", "https://224.0.0.1/", "https://[64:ff9b::a00:1]/",
        "https://[2002:7f00:1::]/", "https://100.64.0.1/",
    ],
)  # fmt: skip
def test_no_other_address_is_taken(url):
    with pytest.raises(BadAddress):
        require_address(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost:9/", "https://[::1]:9/"])
def test_this_machine_may_be_called_for_trying_out_and_no_neighbour_of_it(url):
    assert require_address(url, may_be_here=True) == url
    for other in ("http://192.168.1.1/", "https://10.0.0.1/", "http://receiver.example/", "ftp://127.0.0.1/"):
        with pytest.raises(BadAddress):
            require_address(other, may_be_here=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True),
     ("127.0.0.1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:a00:1::", False),
     ("fc00::1", False), ("ff02::1", False), ("240.0.0.1", False), ("::", False), ("192.0.0.170", False)],
)  # fmt: skip
def test_an_address_that_wraps_another_is_as_public_as_that(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


class Receiver(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        if self.server.drips:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.05)
            return
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "1000000")  # an answer whose body is never read
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def receiver(*, status=204, tls=None, drips=False):
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as opened:
        server: Any = opened
        server.taken, server.status, server.drips, server.daemon_threads = [], status, drips, True
        server.handle_error = lambda *_: None
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def leads_to(monkeypatch, *answers):
    """What the name service says, one answer a question; it is counted how often it was asked."""
    asked = []

    def getaddrinfo(host, port, *_args, **_options):
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def send(url, **options):
    return post(url, body=b'{"a":1}', headers={"X-Own": "1"}, may_be_here=True, **options)


@pytest.mark.parametrize("status", [200, 204, 302, 410, 500])
def test_it_is_posted_once_and_the_status_is_the_answer_whatever_it_is(status):
    with receiver(status=status) as server:
        assert send(f"http://127.0.0.1:{server.server_port}/in?a=b") == status
    ((path, headers, body),) = server.taken
    assert (path, body, headers["X-Own"]) == ("/in?a=b", b'{"a":1}', "1")
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["10.1.2.3"], ["8.8.8.8", "192.168.0.1"], ["::1"], ["169.254.169.254"], ["0.0.0.0"]]
)
def test_a_name_that_leads_inside_is_not_asked(monkeypatch, found):
    with receiver() as server:
        leads_to(monkeypatch, found)
        with pytest.raises(NoAnswer) as silence:
            send(f"https://receiver.example:{server.server_port}/")
    assert silence.value.why == Why.NOT_PUBLIC
    assert server.taken == []


def test_a_name_that_nobody_knows(monkeypatch):
    def unknown(*_args, **_options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NoAnswer) as silence:
        send("https://receiver.example/")
    assert silence.value.why == Why.NO_SUCH_HOST


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A certificate for receiver.example: what a server speaks by, and who believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "receiver.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=file)


def goes_here(monkeypatch, believed=None):
    """Let the public address of these tests be this machine, as if the network led there."""
    monkeypatch.setattr(outgoing, "is_public", lambda address: str(address) != "10.0.0.1")
    if believed:
        monkeypatch.setattr(outgoing, "_trusted", lambda: believed)


def test_it_goes_to_the_very_address_that_was_looked_at(monkeypatch, certified):
    """The second answer of the name service, which would lead elsewhere, is never asked for."""
    served, believed = certified
    goes_here(monkeypatch, believed)
    asked = leads_to(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    with receiver(tls=served) as server:
        assert send(f"https://receiver.example:{server.server_port}/in") == 204
    assert asked == ["receiver.example"]
    assert server.taken[0][1]["Host"] == f"receiver.example:{server.server_port}"


def test_the_certificate_must_be_of_the_name_and_believed(monkeypatch, certified):
    served, believed = certified
    goes_here(monkeypatch, believed)
    leads_to(monkeypatch, ["127.0.0.1"])
    with receiver(tls=served) as server:
        with pytest.raises(NoAnswer) as of_another_name:
            send(f"https://other.example:{server.server_port}/in")
        monkeypatch.setattr(outgoing, "_trusted", ssl.create_default_context)
        with pytest.raises(NoAnswer) as unknown:
            send(f"https://receiver.example:{server.server_port}/in")
    assert [of_another_name.value.why, unknown.value.why] == [Why.UNTRUSTED, Why.UNTRUSTED]
    assert server.taken == []


def test_an_address_that_does_not_answer_gives_way_to_the_next(monkeypatch, certified):
    served, believed = certified
    goes_here(monkeypatch, believed)
    leads_to(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    with receiver(tls=served) as server:
        assert send(f"https://receiver.example:{server.server_port}/in") == 204
    assert len(server.taken) == 1


def test_nobody_there_is_no_answer():
    with receiver() as server:
        pass
    with pytest.raises(NoAnswer) as silence:
        send(f"http://127.0.0.1:{server.server_port}/")
    assert silence.value.why == Why.UNANSWERED


def test_who_answers_byte_by_byte_is_left_at_the_deadline(monkeypatch):
    monkeypatch.setattr(outgoing, "DEADLINE_SECONDS", 0.3)
    began = time.monotonic()
    with receiver(drips=True) as server, pytest.raises(NoAnswer) as silence:
        send(f"http://127.0.0.1:{server.server_port}/")
    assert silence.value.why == Why.UNANSWERED
    assert time.monotonic() - began < 3


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    with receiver() as proxy, receiver() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert send(f"http://127.0.0.1:{server.server_port}/") == 204
    assert (len(proxy.taken), len(server.taken)) == (0, 1)


def test_the_signature_is_over_second_and_body():
    at = datetime(2026, 11, 21, 13, 5, 0, 999999, tzinfo=UTC)
    # printf '1795266300.{"a":1}' | openssl dgst -sha256 -hmac gwh_secret
    hexed = "334b97649cb4245c8f0fea7ef34f3930fcb82afbe1dd93b0bb7a4b7cac2ddcde"
    assert signed(b'{"a":1}', secret="gwh_secret", at=at) == f"t=1795266300,v1={hexed}"
