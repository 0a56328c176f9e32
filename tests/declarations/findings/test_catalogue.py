"""The catalogue, its texts, the page that lists them, and the lists of values that it shares with the gate's words."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import translation
from django.utils.functional import Promise

from declarations import document, stages
from declarations.findings.catalogue import ENTRIES, FAMILIES, code_of, finding
from tests.declarations.findings.bodies import ARRIVAL

PAGE = Path(__file__).parents[3] / "docs" / "findings.md"
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \| (.+) \|$", re.MULTILINE)
SAMPLE = {
    "name": "x", "expected": "a text", "allowed": "a, b", "most": 3, "places": 2, "value": "x", "gate": "HN",
    "lane": "L", "yard": "Y", "hours": 72, "day": "22/11/2026", "province": "13", "number": "2026112100533",
    "many": 3, "until": "16:00 22/11/2026", "total": 2, "limit": 1, "trucks": 2, "windows": "10:00 22/11",
}  # fmt: skip


def test_the_page_lists_exactly_the_catalogue():
    in_catalogue = {(code_of(name), str(e.severity), _plain(e.message), _plain(e.fix)) for name, e in ENTRIES.items()}

    assert set(ROW.findall(PAGE.read_text(encoding="utf-8"))) == in_catalogue


def test_no_name_stands_in_two_families():
    assert sum(len(family) for family in FAMILIES) == len(ENTRIES)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_text_is_translatable_and_can_be_worded(name):
    entry = ENTRIES[name]
    assert isinstance(entry.message, Promise)
    assert isinstance(entry.fix, Promise)

    for language in ("vi", "en", "zh-hans"):
        with translation.override(language):
            told = finding(name, "$", **SAMPLE).as_json()
            assert "%(" not in told["message"] + told["fix"]
            assert told["message"]
            assert told["fix"]


def test_a_finding_is_worded_in_the_language_of_who_reads_it():
    told = finding("too_long", "$.note", most=5)
    with translation.override("en"):
        assert str(told.message) == "This is longer than 5 characters."


@pytest.mark.parametrize(
    ("literal", "choices"),
    [
        (document.DirectionCode, stages.Direction),
        (document.RegimeCode, stages.Regime),
        (document.DeliveryCode, stages.DeliveryMethod),
        (document.CargoKindCode, stages.CargoKind),
        (document.CountryCode, stages.Country),
        (document.FeeClassCode, stages.FeeClass),
        (document.KindCode, stages.VehicleKind),
    ],
)
def test_the_document_takes_the_values_that_the_gate_knows(literal, choices):
    assert set(get_args(literal)) == set(choices.values)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_describes_the_document(mode):
    schema = document.DeclarationBody.model_json_schema(mode=mode)
    item = schema["$defs"]["ItemBody"]["properties"]

    assert schema["additionalProperties"] is False
    assert "required" not in schema
    assert schema["properties"]["expected_arrival"]["anyOf"][0] == {"type": "string", "format": "date-time"}
    assert schema["properties"]["vehicles"]["anyOf"][0]["maxItems"] == document.MOST_VEHICLES
    assert item["quantity"]["anyOf"][0]["type"] == "number"
    assert ARRIVAL.utcoffset() is not None


def _plain(text: Any) -> str:
    """The English text with the names of its parameters, in the plural where it has one."""
    numbers = {name: 987_000 + place for place, name in enumerate(SAMPLE)}
    with translation.override("en"):
        worded = str(text % {name: numbers[name] for name in SAMPLE})
    for name, number in numbers.items():
        worded = worded.replace(str(number), f"‹{name}›")
    return worded
