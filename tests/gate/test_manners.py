"""What every answer carries, and what the log keeps to itself."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.urls import reverse

from gate import logs
from gate.version import version
from tests import given

PAGES = ["/healthz", "/accounts/login/", "/admin/login/", "/api/schema/", "/api/v1/no-such-thing", "/no-such-page"]


def _policy(answer) -> dict[str, set[str]]:
    directives = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_policy_is_strict_on_every_page(client, address):
    policy = _policy(client.get(address, follow=True))

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}
    own = {"script-src", "style-src", "img-src", "connect-src", "font-src", "form-action"}
    assert {name: policy[name] for name in own} == {name: {"'self'"} for name in own}


@pytest.mark.django_db
def test_only_the_page_of_the_api_allows_inline_styles_and_no_script(client):
    answer = client.get(reverse("api-docs"))
    policy = _policy(answer)

    assert policy["style-src"] == {"'self'", "'unsafe-inline'"}
    assert policy["script-src"] == {"'self'"}
    assert "http" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_answer_has_its_own_request_id(client, address):
    first, second = client.get(address)["X-Request-ID"], client.get(address)["X-Request-ID"]
    assert len(first) == 36
    assert first != second


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_of_the_api_is_a_problem_document(client, db, method):
    answer = getattr(client, method)("/api/v1/no-such-thing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


@pytest.mark.django_db
def test_what_is_made_for_one_person_is_kept_on_no_way(client):
    client.force_login(given.declarant())

    for address in ("/declarations/", "/declarations/new/", "/notices/", "/accounts/", "/saved/trucks/", "/bulk/"):
        assert "private" in client.get(address)["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_what_is_not_there_or_not_his_is_our_own_page(client, settings, debug):
    settings.DEBUG = debug
    client.force_login(given.declarant())

    for address in ("/no/such/page/", "/declarations/2026112199999/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "404.html" in [template.name for template in answer.templates]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log would have written, as lines of JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JSONFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_query_or_browser(client, written):
    answer = client.get("/api/v1/no-such-thing?plate=12C12345", headers={"user-agent": "Somebody's browser"})

    (line,) = [json.loads(text) for text in written.getvalue().splitlines() if "request" in text]
    assert line["request"] == "GET /api/v1/no-such-thing"
    assert (line["code"], line["request_id"]) == (404, answer["X-Request-ID"])
    assert "12C12345" not in written.getvalue()
    assert "browser" not in written.getvalue()


@pytest.mark.parametrize("logger", [structlog.get_logger("gate.test"), logging.getLogger("django.db")])
def test_an_exception_is_told_by_type_and_place_never_by_its_message(written, logger):
    try:
        raise ValueError("Failing row contains (Nguyen Van Mau, 012345678901)")
    except ValueError:
        logger.exception("could not save")

    line = json.loads(written.getvalue())
    assert line["exception"] == "builtins.ValueError"
    assert "test_manners.py" in line["raised_at"][-1]
    assert "012345678901" not in written.getvalue()


def test_a_failed_task_is_told_without_its_message(written):
    error = ValueError("Failing row contains 012345678901")
    structlog.get_logger("django_structlog.celery.receivers").error(
        "task_failed", error=str(error), exception=error, task_id="1"
    )

    assert json.loads(written.getvalue())["exception"] == "builtins.ValueError"
    assert "012345678901" not in written.getvalue()


def test_the_version_is_the_newest_of_the_changelog(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.10.0 – 2027-01-01\n\n## 1.9.0 – 2026-12-01\n")
    assert version(tmp_path / "CHANGELOG.md") == "1.10.0"


def test_a_browser_that_asks_for_an_icon_gets_ours(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/static/img/favicon")


@pytest.mark.django_db
def test_pages_travel_compressed_and_answers_with_a_version_as_they_are(client):
    client.force_login(given.declarant())
    packed = {"headers": {"accept-encoding": "gzip"}}

    page = client.get("/declarations/new/", **packed)

    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) * 4 < len(client.get("/declarations/new/").content)
    assert not client.get("/api/v1/gates", **packed).has_header("Content-Encoding")
