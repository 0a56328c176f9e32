"""OPTIONS tells nothing that the schema does not: it is refused everywhere in one shape, files included."""

import pytest
from rest_framework.test import APIClient

from tests import given
from tests.accounts.people import bearer

FILE = "/api/v1/reports/bulletins/2026-11-21"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/declarations", FILE, f"{FILE}.csv", f"{FILE}.xlsx", f"{FILE}.pdf"])
def test_options_is_refused_as_a_problem(path):
    answer = APIClient(headers=bearer(given.manager(at=None))).options(path)

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"]
