"""Hints on the rows of a queue: counted for the agency that they concern, and for nobody else."""

import pytest
from django.utils import timezone

from accounts.models import Agency
from desk.operations import hinting
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db

QUEUE = "/admin/declarations/check/?gate=HN"


@pytest.mark.parametrize(("agency", "said"), [(Agency.CUSTOMS, ["1 hint"]), (Agency.MEDICAL, [])])
def test_a_row_says_how_many_hints_its_officer_has_to_look_into(agency: str, said: list[str]) -> None:
    at = timezone.now()
    row = given.filed(at=at, vehicles=[given.vehicle(fee_class="VT4", cargo_weight_kg=18_000)])
    given.confirmed(row, "bg_arrival", staff=given.officers(), at=at)
    hinting.hint_due(at=at)

    page = desk.client_of(given.officer(agency)).get(QUEUE)

    assert [[flag.text for flag in one.flags] for one in page.context["rows"]] == [said] * len(page.context["rows"])
    assert page.context["rows"]
