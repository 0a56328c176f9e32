"""The folder that stands in for Redis loses nothing, doubles nothing and keeps order."""

import multiprocessing
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

pytestmark = pytest.mark.once

MESSAGES = 300


def _connect(folder: Path) -> Connection:
    return Connection("filesystem://", transport="gate.broker:Transport", transport_options={"folder": str(folder)})


def _produce(folder: Path, producer: int) -> None:
    with _connect(folder) as connection, connection.SimpleQueue("work") as queue:
        for number in range(MESSAGES):
            queue.put([producer, number])


def _consume(folder: Path, out: Path, all_is_sent: Event) -> None:
    with _connect(folder) as connection, connection.SimpleQueue("work") as queue, out.open("w") as file:
        while True:
            is_the_last_look = all_is_sent.is_set()
            try:
                message = queue.get(timeout=1)
            except Empty:
                if is_the_last_look:
                    return
                continue
            message.ack()
            file.write("{} {}\n".format(*message.payload))


def test_two_producers_and_two_consumers_lose_and_double_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    outs = [tmp_path / "first", tmp_path / "second"]
    all_is_sent = context.Event()
    takers = [context.Process(target=_consume, args=(tmp_path / "broker", out, all_is_sent)) for out in outs]
    givers = [context.Process(target=_produce, args=(tmp_path / "broker", producer)) for producer in (1, 2)]

    for worker in (*takers, *givers):
        worker.start()
    for giver in givers:
        giver.join(240)
    all_is_sent.set()
    for taker in takers:
        taker.join(240)

    assert [worker.exitcode for worker in (*takers, *givers)] == [0, 0, 0, 0]
    received = sorted(line for out in outs for line in out.read_text().splitlines())
    assert received == sorted(f"{producer} {number}" for producer in (1, 2) for number in range(MESSAGES))


def test_the_oldest_message_goes_first_over_reconnections(tmp_path):
    for text in ("first", "second", "third"):
        with _connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
            queue.put(text)

    with _connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        assert [queue.get(block=False).payload for _ in range(3)] == ["first", "second", "third"]


def test_a_message_half_written_is_not_seen(tmp_path):
    with _connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        (tmp_path / "queues" / "q-work" / "0.part").write_text('{"half')

        with pytest.raises(Empty):
            queue.get(block=False)
        assert queue.qsize() == 0


def test_an_unacknowledged_message_returns_when_its_consumer_closes(tmp_path):
    with _connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        queue.put("again")
        queue.get(block=False)

    with _connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        assert queue.get(block=False).payload == "again"


def test_a_fanout_reaches_every_queue_and_purging_empties_one(tmp_path):
    exchange = Exchange("news", type="fanout")
    with _connect(tmp_path) as connection:
        queues = [Queue(name, exchange)(connection.channel()) for name in ("a", "b/../c")]
        for queue in queues:
            queue.declare()
        connection.Producer().publish({"x": 1}, exchange=exchange)

        assert queues[0].purge() == 1
        assert queues[0].get() is None
        message = queues[1].get()
        assert message is not None
        assert message.payload == {"x": 1}
    assert not list(tmp_path.glob("../c"))
