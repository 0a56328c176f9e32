"""A load of requests from several processes at once: prepared before the clock starts, bounded, every answer looked at.

The web processes are synchronous and end the connection with each answer, so each request has a connection of its own,
ours and the baseline's alike.
"""

import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

SENDERS = 4
PATIENCE = 30.0


class Request(NamedTuple):
    """One request as the bytes of the wire, and the status that it must be answered with."""

    data: bytes
    expected: int


class Outcome(NamedTuple):
    """What a round came to."""

    seconds: float
    latencies: list[float]  # seconds, sorted

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return round(self.latencies[min(len(self.latencies) - 1, len(self.latencies) * percent // 100)] * 1000, 1)


def request(
    method: str, path: str, *, expected: int, body: bytes = b"", headers: dict[str, str] | None = None,
    kind: str = "application/json",
) -> Request:  # fmt: skip
    """Make a request as a proxy in front would pass it on."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-Proto: https", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return Request("\r\n".join([*lines, "", ""]).encode() + body, expected)


def fetch(port: int, path: str, headers: dict[str, str]) -> bytes:
    """The body of one answer, as it came over the wire.

    :raises SystemExit: the answer is no 200.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https", **headers})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise SystemExit(f"GET {path} was answered with {answer.status}:\n{body[:2000].decode(errors='replace')}")
    return body


def send(port: int, wanted: Request, *, patience: float = PATIENCE) -> float:
    """Send one request and read its whole answer; answers the seconds that took.

    :raises SystemExit: the answer has another status than it must.
    """
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), patience) as line:
        line.sendall(wanted.data)
        answer = bytearray()
        while chunk := line.recv(65536):
            answer += chunk
    took = time.perf_counter() - began
    if not answer.startswith(b"HTTP/1.1 %d " % wanted.expected):
        asked = wanted.data.split(b"\r\n", 1)[0].decode()
        raise SystemExit(f"{asked} was not answered with {wanted.expected}:\n{answer[:2000].decode(errors='replace')}")
    return took


def storm(port: int, requests: Sequence[Request]) -> Outcome:
    """Send all requests, shared out among the senders; the clock runs from their common start to the last answer.

    :raises SystemExit: an answer has another status than it must.
    """
    context = multiprocessing.get_context("fork")
    start = context.Barrier(SENDERS + 1)
    results = context.SimpleQueue()
    shares = [requests[n::SENDERS] for n in range(SENDERS)]
    senders = [context.Process(target=_send_share, args=(port, share, start, results)) for share in shares]
    for sender in senders:
        sender.start()
    start.wait(PATIENCE)
    began = time.perf_counter()
    answers: list[list[float] | str] = [results.get() for _ in senders]
    seconds = time.perf_counter() - began
    for sender in senders:
        sender.join(PATIENCE)
    refused = Counter(answer for answer in answers if isinstance(answer, str))
    if refused:
        raise SystemExit("\n".join(refused))
    return Outcome(seconds, sorted(took for answer in answers if isinstance(answer, list) for took in answer))


def _send_share(port: int, share: Sequence[Request], start: Barrier, results: "multiprocessing.SimpleQueue") -> None:  # type: ignore[type-arg]
    start.wait(PATIENCE)
    try:
        results.put([send(port, wanted) for wanted in share])
    except (SystemExit, OSError) as error:
        results.put(f"{type(error).__name__}: {error}")
