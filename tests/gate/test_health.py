"""healthz says that the process answers; readyz says which part of the house is not well."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from gate import health


def test_the_process_answers_without_asking_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_all_parts_are(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in answer.json()["checks"].items()} == {
        "database": True,
        "broker": True,
        "notices": True,
    }


@pytest.mark.django_db
def test_not_ready_without_database(client):
    def refuse(*_args):
        raise DatabaseError("gone, and with it plate 12C-123.45")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"ok": False}
    assert "12C" not in answer.content.decode()


@pytest.mark.django_db
def test_not_ready_without_broker(client, settings, tmp_path):
    if settings.REDIS_URL:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    else:
        (tmp_path / "file").touch()
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": str(tmp_path / "file" / "broker")}

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == {"ok": False}


@pytest.mark.parametrize(
    ("waited", "ok"), [(health.OLDEST_NOTICE_SECONDS - 60, True), (health.OLDEST_NOTICE_SECONDS + 1, False)]
)
def test_a_notice_that_nobody_sends_makes_the_house_unready(monkeypatch, waited, ok):
    created_at = timezone.now() - timedelta(seconds=waited)
    monkeypatch.setattr(health, "oldest_owed", lambda: created_at)

    answer = health.CHECKS["notices"]()

    assert answer["ok"] is ok
    assert abs(int(str(answer["oldest_unsent_seconds"])) - waited) <= 2


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_read_and_never_kept(client, db, address):
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405
