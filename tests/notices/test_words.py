"""What a decided change says: field by field, old → new, and nothing of a driver."""

import pytest

from declarations.models import Event
from declarations.stages import Verb
from notices.words import text_of
from tests import given

pytestmark = pytest.mark.django_db


def test_a_decided_change_tells_what_was_agreed_to_and_of_people_no_more_than_that():
    declaration = given.filed()
    data = {
        "request": 1, "agency": "customs", "reason": "Không khớp",
        "approved": [
            {"place": ["vehicles", "1", "plate"], "old": "12C-123.45", "new": "12C-123.46"},
            {"place": ["vehicles", "1", "driver"], "old": {"name": "Trần Văn Thử"}, "new": {"name": "Lê Thị Thử"}},
            {"place": ["expected_arrival"], "old": "2026-11-21T13:00:00+07:00", "new": "2026-11-21T15:00:00+07:00"},
        ],
        "rejected": [{"place": ["vehicles", "1", "container"], "old": None, "new": "CSQU3054383"}],
    }  # fmt: skip
    event = Event(declaration=declaration, verb=Verb.CHANGE_DECIDED, gate=declaration.gate, data=data)

    assert text_of(event) == (
        f"The change you asked for of declaration {declaration.number} was answered at Huu Nghi. "
        "Customs agreed: Plate: 12C-123.45 → 12C-123.46; Driver; "
        "Expected arrival: 21/11/2026 13:00 → 21/11/2026 15:00. "
        "Customs did not agree: Container: – → CSQU3054383. Reason: Không khớp"
    )
