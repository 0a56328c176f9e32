"""Bodies of acts: every member known, each of its own type, text clean; all that is wrong is said at once."""

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


def _post(body):
    return APIClient().post("/api/echo", body, format="json")


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ({}, {"$.reason": "required"}),
        ([], {"$": "invalid"}),
        ("text", {"$": "invalid"}),
        (7, {"$": "invalid"}),
        ({"reason": 7}, {"$.reason": "wrong_type"}),
        ({"reason": True}, {"$.reason": "wrong_type"}),
        ({"reason": ["x"]}, {"$.reason": "wrong_type"}),
        ({"reason": {}}, {"$.reason": "wrong_type"}),
        ({"reason": None}, {"$.reason": "null"}),
        ({"reason": " \t "}, {"$.reason": "blank"}),
        ({"reason": "x" * 21}, {"$.reason": "max_length"}),
        ({"reason": "a\x07b"}, {"$.reason": "control_character"}),
        ({"reason": "a\u202eb"}, {"$.reason": "control_character"}),
        ({"reason": "x", "count": "1"}, {"$.count": "wrong_type"}),
        ({"reason": "x", "count": 1.0}, {"$.count": "wrong_type"}),
        ({"reason": "x", "count": True}, {"$.count": "wrong_type"}),
        ({"reason": "x", "price": "1"}, {"$.price": "wrong_type"}),
        ({"reason": "x", "price": False}, {"$.price": "wrong_type"}),
        ({"reason": "x", "sure": "true"}, {"$.sure": "wrong_type"}),
        ({"reason": "x", "sure": 1}, {"$.sure": "wrong_type"}),
        ({"reason": "x", "at": 5}, {"$.at": "wrong_type"}),
        ({"reason": "x", "at": "tomorrow"}, {"$.at": "invalid"}),
        ({"reason": "x", "kind": 1}, {"$.kind": "wrong_type"}),
        ({"reason": "x", "kind": "b"}, {"$.kind": "invalid_choice"}),
        ({"reason": "x", "fields_": "a"}, {"$.fields_": "wrong_type"}),
        ({"reason": "x", "fields_": {"0": "a"}}, {"$.fields_": "wrong_type"}),
        ({"reason": "x", "fields_": ["a", 1, "\x07"]},
         {"$.fields_[1]": "wrong_type", "$.fields_[2]": "control_character"}),
        ({"reason": "x", "person": []}, {"$.person": "invalid"}),
        ({"reason": "x", "person": {"nom": "a"}}, {"$.person.nom": "unknown_field", "$.person.name": "required"}),
        ({"reason": "x", "people": {}}, {"$.people": "not_a_list"}),
        ({"reason": "x", "people": [{"name": "a"}, {"name": 1}]}, {"$.people[1].name": "wrong_type"}),
        ({"reason": "x", "people": [1]}, {"$.people[0]": "invalid"}),
        ({"reason": 1, "count": "1", "extra": 1, "at": "x"},
         {"$.reason": "wrong_type", "$.count": "wrong_type", "$.extra": "unknown_field", "$.at": "invalid"}),
    ],
)  # fmt: skip
def test_what_has_the_wrong_shape_is_said_all_at_once(body, findings):
    response = _post(body)

    document = response.json()
    codes = {finding["code"] for finding in document["findings"]}
    named = codes.pop() if codes in ({"unknown_field"}, {"wrong_type"}) else "malformed"
    assert (response.status_code, document["code"]) == (400, named)
    assert {finding["path"]: finding["code"] for finding in document["findings"]} == findings
    assert all(finding["message"] and finding["fix"] for finding in document["findings"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  plain  ", "plain"),
        ("two\tparts", "two parts"),
        ("two \r\n\n lines", "two lines"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("đỗ xe 😀", "đỗ xe 😀"),
        ("شاحنة", "شاحنة"),
        ("桂F·12A45", "桂F·12A45"),
    ],
)
def test_text_is_cleaned(typed, stored):
    assert _post({"reason": typed}).json()["reason"] == stored


def test_a_right_body_passes_whole():
    body = {
        "reason": "x", "note": None, "count": 3, "price": 1, "sure": False, "at": "2026-11-21T12:00:00+07:00",
        "kind": "1", "fields_": ["$.a"], "person": {"name": "An", "tags": ["a"]}, "people": [{"name": "Bình"}],
    }  # fmt: skip

    answer = _post(body).json()

    assert {**answer, "at": None} == {**body, "at": None}


def test_a_thousand_unknown_members_are_bounded():
    answer = _post({f"m{number}": 1 for number in range(5000)})

    assert answer.status_code == 400
    assert len(answer.json()["findings"]) == 1000


def test_a_word_that_is_not_known_is_answered_with_those_that_are():
    body, english = {"reason": "x", "kind": "b{0}"}, {"Accept-Language": "en"}
    answer = APIClient().post("/api/echo", body, format="json", headers=english).json()
    said = {finding["path"]: finding["message"] for finding in answer["findings"]}

    assert said == {"$.kind": "“b{0}” is not known here. Choose one of: a, 1."}
