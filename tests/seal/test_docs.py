"""The few lines of docs/seal.md check a proof as the program does, and stop at what was altered."""

import copy
import json
from typing import Any

import pytest

from declarations.passes import key_set, public_keys
from seal.queries.proving import proof_of
from tests.seal.world import world
from tests.settings import BASE_DIR

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_stranger_checks_a_proof_with_what_the_page_says():
    page = (BASE_DIR / "docs" / "seal.md").read_text(encoding="utf-8")
    room: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], room)
    proof = json.loads(json.dumps(proof_of(world().two_days)))
    keys = key_set(public_keys())

    assert room["check"](proof, keys) == (len(proof["events"]),) * 2

    for alter in (
        lambda one: one["events"][0].update(verb="vehicle.left"),
        lambda one: one["events"].pop(),
        lambda one: one["seals"][0]["path"].reverse() or one["seals"][0].update(index=0),
        lambda one: one["seals"][1]["document"].update(date="2026-11-20"),
    ):
        forged = copy.deepcopy(proof)
        alter(forged)
        with pytest.raises(Exception):  # noqa: B017, PT011 - whichever of its checks it is
            room["check"](forged, keys)
