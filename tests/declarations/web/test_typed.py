"""What is typed becomes a document; what cannot be read stays as it was typed."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from declarations.web.form.places import look
from declarations.web.form.typed import read_form, shown_instant, shown_number
from tests import given
from tests.declarations.web.typing import typed


def posted(fields: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18000", 18000), ("18.000", 18000), ("18,000", 18000), ("1 234 567", 1234567), (" 18000 ", 18000), ("-5", -5),
        ("", None), ("heavy", "heavy"), ("18.5", "18.5"), ("1.000,5", "1.000,5"), ("9" * 30, "9" * 30),
    ],
)  # fmt: skip
def test_a_weight_is_read_where_it_is_plain(text: str, number: object) -> None:
    document = read_form(posted({"vehicles-0-key": "1", "vehicles-0-own_weight_kg": text}))

    assert document["vehicles"][0]["own_weight_kg"] == number


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("vi", "1.234,5", 1234.5), ("vi", "30.000", 30000), ("vi", "900,25", 900.25), ("vi", "900.5", 900.5),
        ("en", "1,234.5", 1234.5), ("en", "30,000", 30000), ("en", "30.000", 30), ("zh-hans", "30,000", 30000),
        ("vi", "about 5", "about 5"), ("vi", "1.2.3", "1.2.3"), ("en", "", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_language_writes_it(language: str, text: str, number: object) -> None:
    with translation.override(language):
        document = read_form(posted({"consignments-0-key": "A", "consignments-0-items-0-value": text}))

    assert look(document, ("consignments", 0, "items", 0, "value")) == number


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize("number", [900, 900.5, 1234567.25])
def test_a_number_that_was_shown_is_read_again(language: str, number: float) -> None:
    with translation.override(language):
        fields = {"consignments-0-key": "A", "consignments-0-items-0-quantity": shown_number(number)}
        document = read_form(posted(fields))

    assert look(document, ("consignments", 0, "items", 0, "quantity")) == number


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-22T09:00", "2026-11-22T09:00:00+07:00"),
        ("22/11/2026 09:00", "2026-11-22T09:00:00+07:00"),
        ("31/02/2026 09:00", "31/02/2026 09:00"),
        ("tomorrow", "tomorrow"),
        ("", None),
    ],
)
def test_an_arrival_is_hanoi_time(text: str, instant: str | None) -> None:
    assert read_form(posted({"expected_arrival": text}))["expected_arrival"] == instant


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_the_calendar_are_shown_as_they_are(text: str) -> None:
    assert shown_instant(text) == text


def test_an_arrival_that_was_not_touched_stays_to_the_second() -> None:
    before = {"expected_arrival": "2026-11-22T02:00:12.345678Z"}

    document = read_form(posted({"expected_arrival": shown_instant(before["expected_arrival"])}), before=before)

    assert document["expected_arrival"] == before["expected_arrival"]


@pytest.mark.parametrize(("text", "day"), [("2027-01-31", "2027-01-31"), ("31/01/2027", "2027-01-31"), ("?", "?")])
def test_a_day_is_read_in_both_spellings(text: str, day: str) -> None:
    document = read_form(posted({"vehicles-0-key": "1", "vehicles-0-insurance_until": text}))

    assert document["vehicles"][0]["insurance_until"] == day


def test_a_whole_document_goes_through_the_form_unchanged() -> None:
    sent = given.transshipment(receivers=2, note="Hai xe", fee_payer={"name": "Công ty Trả", "tax_code": "0100109106"})
    sent["vehicles"][0] |= {"companion": {"name": "王样", "id_number": None, "phone": None}, "special_plate": True}

    document = read_form(posted(typed(sent)))

    assert _without_empty(document) == _without_empty(sent)


def test_rows_keep_their_order_whatever_gaps_their_indices_have() -> None:
    fields = {"vehicles-7-key": "b", "vehicles-7-plate": "second", "vehicles-2-key": "a", "vehicles-2-plate": "first"}

    document = read_form(posted(fields))

    assert [row["plate"] for row in document["vehicles"]] == ["first", "second"]


@pytest.mark.parametrize(
    "fields",
    [
        {"vehicles": "x"}, {"vehicles-0": "x"}, {"vehicles-x-plate": "1"}, {"vehicles-0-driver": "x"},
        {"contact": "x", "contact-name": "y"}, {"-": "x"}, {"a-b-c-d-e-f-g-h-i-j": "x"}, {"vehicles-²-plate": "x"},
        {"consignments-0-items": "x"}, {"consignments-0-items-0": "x"}, {"vehicles-9999999999999-plate": "x"},
    ],
)  # fmt: skip
def test_names_that_no_form_has_do_no_harm(fields: dict[str, str]) -> None:
    document = read_form(posted(fields))

    assert isinstance(document["vehicles"], list)


def test_a_character_that_no_database_takes_is_replaced() -> None:
    assert read_form(posted({"contact-name": "A\0B"}))["contact"]["name"] == "A\ufffdB"


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {name: _without_empty(member) for name, member in value.items() if name != "expected_arrival"}
        return {name: member for name, member in inner.items() if member not in (None, [], {}, False)}
    return [_without_empty(member) for member in value] if isinstance(value, list) else value
