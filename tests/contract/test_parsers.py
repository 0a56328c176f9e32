"""Hostile bodies: refused with their place, never a 500, and what is honest passes."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from contract.api.errors import MalformedJSON
from contract.api.parsers import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, loads

HOSTILE = {
    "not json": (b"{'a': 1}", None),
    "cut off": (b'{"a": ', None),
    "two documents": (b"{} {}", None),
    "raw control character": (b'{"a": "\x01"}', None),
    "raw NUL": (b'{"a": "\x00"}', None),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), None),
    "utf-16": ('{"a": 1}'.encode("utf-16"), None),
    "utf-32": ('{"a": 1}'.encode("utf-32"), None),
    "raw surrogate": (b'{"a": "\xed\xa0\x80"}', None),
    "overlong": (b'{"a": "\xc0\x80"}', None),
    "NUL escaped": (rb'{"a": {"b": ["x", "\u0000"]}}', "$.a.b[1]"),
    "NUL in a name": (rb'{"\u0000": 1}', r"$['\x00']"),
    "half a pair": (rb'{"a": "\ud800"}', "$.a"),
    "half a pair in a name": (rb'{"\udfff": 1}', r"$['\udfff']"),
    "NaN": (b'{"a": [NaN]}', "$.a[0]"),
    "Infinity": (b'{"a": -Infinity}', "$.a"),
    "exponent": (b'{"a": 1e400}', "$.a"),
    "large exponent": (b'{"a": 1e30}', "$.a"),
    "many digits": (b'{"a": ' + b"9" * 5000 + b"}", "$.a"),
    "above 64 bits": (b'{"a": 9223372036854775808}', "$.a"),
    "duplicate member": (b'{"a": {"b": 1, "b": 2}}', "$.a.b"),
    "nested": (b'{"a":' * 25 + b"1" + b"}" * 25, "$" + ".a" * 20),
    "nested a lot": (b"[" * 200_000, "$"),
    "nested objects a lot": (b'{"a":' * 100_000, "$"),
}


@pytest.mark.parametrize(("body", "path"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_refused_with_its_place(body, path):
    with pytest.raises(MalformedJSON) as refused:
        loads(body)

    assert [finding.path for finding in refused.value.findings] == ([path] if path else [])


@pytest.mark.parametrize("body", [body for body, _path in HOSTILE.values()], ids=HOSTILE.keys())
@pytest.mark.django_db
@pytest.mark.urls("tests.contract.urls")
def test_over_http_it_is_a_400(body):
    response = APIClient().post("/api/echo", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(MalformedJSON) as refused:
        loads(b'{"b": NaN, "a": [1e999, 12345678901234567890]}')

    assert {finding.path for finding in refused.value.findings} == {"$.b", "$.a[0]", "$.a[1]"}


def test_findings_of_a_body_of_flaws_are_bounded():
    with pytest.raises(MalformedJSON) as refused:
        loads(json.dumps(["\u0000"] * 5000).encode())

    assert len(refused.value.findings) == 100


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"", {}),
        (b" \n", {}),
        (b"null", None),
        (b"[]", []),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"tên": "Nguyễn 😀 عربي 👩‍🚒"}'.encode(), {"tên": "Nguyễn 😀 عربي 👩‍🚒"}),
        (rb'{"a": "\ud83d\ude00"}', {"a": "😀"}),
        (b'{"a": -9223372036854775807, "b": 1.5e3}', {"a": -MAX_INTEGER, "b": 1500.0}),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
    ],
)
def test_an_honest_body_is_read(body, value):
    assert loads(body) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-MAX_INTEGER, MAX_INTEGER)
        | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), inner, max_size=4
            )
        ),
        max_leaves=15,
    ).filter(lambda value: value != "")
)
def test_what_json_writes_is_read_back(value):
    assert loads(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(body):
    with contextlib.suppress(MalformedJSON):
        loads(body)


@pytest.mark.django_db
@pytest.mark.urls("tests.contract.urls")
class TestOverHttp:
    @pytest.mark.parametrize("size", [MAX_BYTES + 1, 10 * MAX_BYTES])
    def test_a_large_body_is_413(self, size):
        body = b'{"reason": "' + b"a" * size + b'"}'

        response = APIClient().post("/api/echo", body, content_type="application/json")

        assert (response.status_code, response.json()["code"]) == (413, "too_large")

    @pytest.mark.parametrize("charset", ["utf-16", "latin-1", "gb18030", "nonsense"])
    def test_another_character_set_is_415(self, charset):
        response = APIClient().post(
            "/api/echo", b'{"reason": "x"}', content_type=f"application/json; charset={charset}"
        )

        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")

    @pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
    def test_utf_8_may_be_named(self, charset):
        response = APIClient().post(
            "/api/echo", b'{"reason": "x"}', content_type=f"application/json; charset={charset}"
        )

        assert response.status_code == 200
