"""Every refusal of the API has one shape, and no refusal says more than it should."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisConnectionError
from rest_framework.test import APIClient

from tests.accounts import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


@pytest.fixture
def client():
    return APIClient(raise_request_exception=False)


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("taken", 409, "taken"),
        ("odd", 422, "odd"),
        ("hands", 403, "hands_off"),
        ("404", 404, "not_found"),
        ("403", 403, "not_allowed"),
        ("400", 400, "malformed"),
    ],
)
def test_a_refusal_is_a_problem_document(client, what, status, code):
    response = client.get(f"/api/raise/{what}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    assert {"type", "title", "status", "code", "detail"} <= set(document)
    assert (document["status"], document["code"]) == (status, code)
    assert "secret" not in document["detail"]
    assert "Declaration" not in document["detail"]


def test_findings_stand_in_the_problem(client):
    assert client.get("/api/raise/odd").json()["findings"] == [
        {
            "code": "bad_plate",
            "severity": "error",
            "path": "$.vehicles[0].plate",
            "message": "Not a plate.",
            "fix": "Write it as on the plate.",
        }
    ]


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        ({"method": "get", "path": "/api/made"}, 401, "not_authenticated"),
        ({"method": "delete", "path": "/api/one"}, 405, "method_not_allowed"),
        ({"method": "get", "path": "/api/one", "HTTP_ACCEPT": "text/turtle"}, 406, "not_acceptable"),
        ({"method": "post", "path": "/api/echo", "data": "a", "content_type": "a/b"}, 415, "unsupported_media_type"),
        ({"method": "get", "path": "/api/nowhere"}, 404, "not_found"),
        ({"method": "get", "path": "/api/plain-refusal"}, 403, "not_allowed"),
        ({"method": "get", "path": "/api/plain-suspicion"}, 400, "malformed"),
        ({"method": "get", "path": "/api/plain-bug"}, 500, "internal_error"),
        ({"method": "get", "path": "/api/raise/bug"}, 500, "internal_error"),
    ],
)  # fmt: skip
def test_what_the_frameworks_refuse_has_the_same_shape(client, settings, call, status, code):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    call = dict(call)
    response = getattr(client, call.pop("method"))(call.pop("path"), **call)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


def test_a_401_names_the_way_to_sign_in(client):
    assert client.get("/api/made")["WWW-Authenticate"].startswith("Bearer")


def test_a_405_names_the_methods(client):
    assert "PATCH" in client.delete("/api/one")["Allow"]


@pytest.mark.parametrize(
    ("path", "status"), [("/pages/nowhere", 404), ("/pages/plain-suspicion", 400), ("/pages/plain-bug", 500)]
)
def test_outside_the_api_refusals_are_pages(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert b"<h1>" in response.content


def test_too_many_writes_answer_429_and_reading_goes_on(settings):
    settings.API_WRITES_PER_MINUTE = 2
    client = APIClient(headers=people.bearer(people.declarant()))
    other = APIClient(headers=people.bearer(people.declarant("other")))

    answers = [client.post("/api/echo", {"reason": "x"}, format="json") for _ in range(4)]

    # A minute may turn between two of them, so the count is of the refused at the end, not of each.
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert client.get("/api/me").status_code == 200
    assert other.post("/api/echo", {"reason": "x"}, format="json").status_code == 200


def test_without_its_cache_the_gate_goes_on(monkeypatch):
    def gone(*_):
        raise RedisConnectionError

    client = APIClient(headers=people.bearer(people.declarant()))
    monkeypatch.setattr(cache, "incr", gone)

    assert client.post("/api/echo", {"reason": "x"}, format="json").status_code == 200


def test_reading_does_not_touch_the_cache(monkeypatch):
    def touched(*_):
        raise AssertionError

    client = APIClient(headers=people.bearer(people.declarant()))
    monkeypatch.setattr(cache, "incr", touched)

    assert client.get("/api/me").status_code == 200
