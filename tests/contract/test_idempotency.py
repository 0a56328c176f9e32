"""The same POST again is the same answer, and the thing is done once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Organisation
from contract.api import idempotency
from contract.models import KEPT_FOR, IdempotencyRecord
from contract.tasks import purge_idempotency
from tests.accounts import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]

BODY = {"name": "Mẫu", "tax_code": "900000000001"}


@pytest.fixture
def client():
    # The company of the caller is made first, so that the tests count only what they make.
    return APIClient(headers=people.bearer(people.declarant()), raise_request_exception=False)


def _made():
    return Organisation.objects.filter(tax_code__startswith="9").count()


def _post(client, body=BODY, key="k-1", path="/api/make"):
    return client.post(path, body, format="json", headers={"Idempotency-Key": key} if key is not None else {})


def test_the_first_answer_comes_again_to_the_byte(client):
    first, *again = [_post(client) for _ in range(20)]

    assert first.status_code == 201
    assert not first.has_header("Idempotency-Replayed")
    for answer in again:
        assert (answer.status_code, answer.content) == (201, first.content)
        assert answer["Idempotency-Replayed"] == "true"
        for header in ("Location", "ETag", "Content-Type"):
            assert answer[header] == first[header]
    assert _made() == 1


def test_another_request_under_the_key_is_refused_and_does_nothing(client):
    _post(client)

    for body, path in [({**BODY, "tax_code": "900000000002"}, "/api/make"), (BODY, "/api/make?x=1")]:
        answer = _post(client, body, path=path)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert _made() == 1


def test_a_key_is_its_owners(client):
    other = APIClient(headers=people.bearer(people.declarant("other")))

    assert _post(client).status_code == 201
    assert _post(other, {**BODY, "tax_code": "900000000002"}).status_code == 201
    assert _made() == 2


def test_two_keys_of_one_owner_share_his_answers():
    user = people.declarant()
    first, second = (APIClient(headers=people.bearer(user)) for _ in range(2))

    assert _post(first).content == _post(second).content
    assert _made() == 1


def test_a_refusal_is_kept_and_undoes_only_what_it_did(client):
    body = {"name": "refused", "tax_code": "900000000001"}

    first, again = _post(client, body), _post(client, body)

    assert (first.status_code, first.json()["code"]) == (409, "taken")
    assert first["Content-Type"] == again["Content-Type"] == "application/problem+json"
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert _made() == 0


def test_a_bug_keeps_nothing_and_may_be_tried_again(client):
    assert _post(client, {"name": "broken", "tax_code": "900000000001"}).status_code == 500

    assert not IdempotencyRecord.objects.exists()
    assert _made() == 0
    assert _post(client).status_code == 201


def test_too_many_writes_are_not_kept(client, settings):
    settings.API_WRITES_PER_MINUTE = 1
    for _ in range(2):  # a minute may turn between two of them
        _post(client, {**BODY, "tax_code": "900000000002"}, key="other")
    assert _post(client).status_code == 429

    settings.API_WRITES_PER_MINUTE = 0
    assert _post(client).status_code == 201


def test_nobody_signed_in_keeps_nothing():
    assert _post(APIClient()).status_code == 401
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "tab\there", "naïve", "\x7f"])
def test_a_bad_key_is_a_400_and_does_nothing(client, key):
    answer = _post(client, key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")
    assert _made() == 0


def test_a_key_of_64_characters_is_taken(client):
    assert _post(client, key="~" * 64).status_code == 201


def test_after_a_day_the_key_is_free_again(client):
    first = _post(client)
    IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT_FOR)

    second = _post(client, {**BODY, "tax_code": "900000000002"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert IdempotencyRecord.objects.count() == 1
    assert _post(client, {**BODY, "tax_code": "900000000002"})["Idempotency-Replayed"] == "true"


def test_the_purge_deletes_what_is_a_day_old_and_nothing_else(client):
    _post(client, key="old")
    IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    _post(client, {**BODY, "tax_code": "900000000002"}, key="new")

    assert purge_idempotency(an_argument_of_tomorrow=1) == 1

    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["new"]
    assert idempotency.purge(at=timezone.now()) == 0


def test_without_a_key_nothing_is_looked_up_or_kept(client, django_assert_num_queries):
    client.get("/api/me")  # the look-up of the API key is remembered

    with django_assert_num_queries(1):
        assert _post(client, key=None).status_code == 201
    assert not IdempotencyRecord.objects.exists()


def test_a_body_too_large_is_413_under_a_key_too(client):
    assert _post(client, {**BODY, "name": "x" * 3_000_000}).status_code == 413
