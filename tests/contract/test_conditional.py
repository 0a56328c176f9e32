"""If-Match and If-None-Match."""

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 428), ("", 412), ('"7-3"', 200), ('W/"7-3"', 200), ("*", 200), ('"7-2", "7-3"', 200),
        ('"7-2"', 412), ("7-3", 412), ('"7-3', 412), ("\x7f,,,", 412),
    ],
)  # fmt: skip
def test_a_change_needs_the_version_that_was_read(header, status):
    response = APIClient().patch(
        "/api/one", {}, format="json", headers={"If-Match": header} if header is not None else {}
    )

    assert response.status_code == status
    if status == 428:
        assert response.json()["code"] == "precondition_required"
    if status == 412:
        assert response.json()["code"] == "precondition_failed"


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 200), ('"7-3"', 304), ('W/"7-3"', 304), ("*", 304), ('"7-2"', 200), ("nonsense", 200)],
)
def test_what_the_caller_has_is_not_sent_again(header, status):
    response = APIClient().get("/api/one", headers={"If-None-Match": header} if header is not None else {})

    assert response.status_code == status
    assert response["ETag"] == '"7-3"'
    assert bool(response.content) == (status == 200)
