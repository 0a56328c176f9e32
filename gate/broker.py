"""A message broker that is a folder, for an installation without Redis: real workers and a real beat, no service.

A message is a file of its queue's folder. It is written under a name that nobody reads and then renamed, so that no
consumer meets half a message; it belongs to the consumer whose unlink succeeds, so that no two get it. Names begin
with the wall clock and a counter, so that the oldest goes first, after a restart of the machine too. A binding is a
small file as well, one each, so that there is no table for two processes to overwrite.

What a killed worker held is lost, as with any broker that hands messages over early: the sweep finds it again.
"""

import itertools
import os
import time
import uuid
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

Binding = tuple[str, str, str]  # routing key, pattern, queue: as kombu's exchanges look them up


class Channel(virtual.Channel):
    """kombu's primitives over a folder: `queues/<name>/*.msg` and `bindings/<exchange>/*.json`."""

    supports_fanout = True
    _counter = itertools.count()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = Path(self.transport_options["folder"])
        # Names seen at the last look into a queue's folder: one listing serves many messages of a backlog.
        self._seen: dict[str, deque[str]] = {}

    @property
    def transport_options(self) -> dict[str, Any]:
        """What the settings say of this broker."""
        options: dict[str, Any] = self.connection.client.transport_options  # type: ignore[union-attr, assignment]
        return options

    def _queue(self, queue: str) -> Path:
        return self._folder / "queues" / f"q-{quote(queue, safe='')}"

    def _bindings(self, exchange: str) -> Path:
        return self._folder / "bindings" / f"x-{quote(exchange, safe='')}"

    def _new_queue(self, queue: str, **_kwargs: Any) -> None:
        self._queue(queue).mkdir(parents=True, exist_ok=True)

    def _has_queue(self, queue: str, **_kwargs: Any) -> bool:
        return self._queue(queue).is_dir()

    def _put(self, queue: str, message: dict[str, Any], **_kwargs: Any) -> None:
        name = f"{time.time_ns():020d}-{next(self._counter):09d}-{uuid.uuid4().hex}"
        _write(self._queue(queue), f"{name}.msg", dumps(message))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        seen = self._seen.setdefault(queue, deque())
        if not seen:
            seen.extend(sorted(self._messages(queue)))
        while seen:
            path = self._queue(queue) / seen.popleft()
            try:
                content = path.read_text(encoding="utf-8")
                path.unlink()
            except FileNotFoundError:
                continue  # another consumer was first
            return loads(content)
        raise Empty

    def _messages(self, queue: str) -> Iterator[str]:
        try:
            names = os.listdir(self._queue(queue))
        except FileNotFoundError:
            return iter(())
        return (name for name in names if name.endswith(".msg"))

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._messages(queue))

    def _purge(self, queue: str) -> int:
        purged = 0
        for name in self._messages(queue):
            try:
                (self._queue(queue) / name).unlink()
            except FileNotFoundError:
                continue
            purged += 1
        return purged

    def get_table(self, exchange: str) -> list[Binding]:
        """Every binding of the exchange, whichever process made it."""
        table = []
        for path in self._bindings(exchange).glob("*.json"):
            try:
                routing_key, pattern, queue = loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            table.append((routing_key, pattern, queue))
        return table

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = (routing_key or "", pattern or "", queue or "")
        _write(self._bindings(exchange), _name(binding), dumps(binding))

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any) -> None:
        self._purge(queue)
        binding = (routing_key or "", pattern or "", queue or "")
        (self._bindings(exchange) / _name(binding)).unlink(missing_ok=True)

    def _put_fanout(self, exchange: str, message: dict[str, Any], routing_key: str, **kwargs: Any) -> None:
        for _routing_key, _pattern, queue in self.get_table(exchange):
            self._put(queue, message, **kwargs)


def _name(binding: Binding) -> str:
    """One name for one binding, so that binding twice is binding once."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, dumps(binding)).hex}.json"


def _write(folder: Path, name: str, content: str) -> None:
    """Let the file appear whole or not at all."""
    temporary = folder / f"{uuid.uuid4().hex}.part"
    try:
        temporary.write_text(content, encoding="utf-8")
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(content, encoding="utf-8")
    temporary.rename(folder / name)


class Transport(virtual.Transport):
    """Named in the settings as `gate.broker:Transport`."""

    Channel = Channel
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset({"direct", "topic", "fanout"})
    )
    polling_interval = 0.2
    default_port = 0
    driver_type = "filesystem"
    driver_name = "gate"

    def driver_version(self) -> str:
        return "1"
