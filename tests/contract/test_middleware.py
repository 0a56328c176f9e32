"""A large request is heard out before it is refused."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from contract.api.middleware import ReadToTheEnd


@pytest.mark.parametrize(("size", "left"), [(10, 10), (70_000, 0), (10_000_000, 0)])
def test_what_a_view_left_unread_of_a_large_body_is_read(size, left):
    request = RequestFactory().post("/", b"x" * size, content_type="application/json")

    response = ReadToTheEnd(lambda _request: HttpResponse(status=413))(request)

    assert response.status_code == 413
    assert len(request.read()) == left


def test_what_a_view_did_read_is_no_matter():
    request = RequestFactory().post("/", b"x" * 100_000, content_type="application/json")

    response = ReadToTheEnd(lambda request: HttpResponse(str(len(request.body))))(request)

    assert response.content == b"100000"


@pytest.mark.parametrize("announced", ["", "nonsense", "-1"])
def test_a_wrong_length_breaks_nothing(announced):
    request = RequestFactory().post("/", b"x", content_type="application/json", CONTENT_LENGTH=announced)

    assert ReadToTheEnd(lambda _request: HttpResponse())(request).status_code == 200
