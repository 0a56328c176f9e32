"""A task sent through Redis is done by a worker of its own process, on PostgreSQL."""

import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from contract.models import IdempotencyRecord
from contract.tasks import purge_idempotency
from tests.services.conftest import LiveWorker, eventually


def _old_record() -> None:
    owner = get_user_model().objects.create(username="worker.test", role="administrator")
    IdempotencyRecord.objects.create(
        owner=owner,
        key="old",
        request_hash="x",
        status=201,
        body="{}",
        created_at=timezone.now() - timedelta(days=30),
    )


def test_a_task_is_done_by_the_worker_and_its_line_is_json(live_worker: LiveWorker) -> None:
    _old_record()

    purge_idempotency.delay()

    assert eventually(lambda: not IdempotencyRecord.objects.exists())
    assert eventually(lambda: "task_succeeded" in live_worker.log.read_text())
    lines = [json.loads(line) for line in live_worker.log.read_text().splitlines() if line.startswith("{")]
    assert {"task_started", "task_succeeded"} <= {line["event"] for line in lines}


def test_a_task_sent_while_no_worker_lived_waits_for_the_next_one(live_worker: LiveWorker) -> None:
    live_worker.kill()
    _old_record()

    purge_idempotency.delay()
    assert IdempotencyRecord.objects.exists()
    live_worker.start()

    assert eventually(lambda: not IdempotencyRecord.objects.exists())
