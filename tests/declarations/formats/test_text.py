"""Cleaning: what real typing contains is mended, what cannot be shown is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.formats import BadFormat, clean_code, clean_text, has_content, has_letters

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Nguyễn\tVăn \r\n Mẫu ", "Nguyễn Văn Mẫu"),
        (unicodedata.normalize("NFD", "Trần Thử"), "Trần Thử"),
        ("a\u2028b\u00a0c\u3000d", "a b c d"),
        ("\ufeffLạng\u200b Sơn", "Lạng Sơn"),
        ("Sầu riêng 🍈", "Sầu riêng 🍈"),
        ("\t\n ", ""),
    ],
)
def test_white_space_and_spelling_are_mended(typed, cleaned):
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize(("typed", "cleaned"), [(" 0100\t005019 ", "0100005019"), ("hn", "HN"), ("ｖｔ６", "VT6")])
def test_codes_have_no_space_and_are_capital(typed, cleaned):
    assert clean_code(typed) == cleaned


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x0b",
        "\x1b",
        "\x1f",
        "\x7f",
        "\x85",
        "\u202e",
        "\u2066",
        "\u200f",
        "\ud800",
        "\uffff",
    ],
)
@pytest.mark.parametrize("clean", [clean_text, clean_code])
def test_other_control_characters_are_refused(character, clean):
    with pytest.raises(BadFormat) as refusal:
        clean(f"12C{character}12345")

    assert refusal.value.code == "control_character"


@pytest.mark.parametrize(
    ("text", "says"), [(".", False), (" - / …", False), ("😀", False), ("7", True), ("Đ", True), ("桂", True)]
)
def test_punctuation_says_nothing(text, says):
    assert has_content(text) is says


def test_a_phone_is_no_name():
    assert not has_letters("0912 345 678")
    assert has_letters("王 2")


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    for clean in (clean_text, clean_code):
        try:
            cleaned = clean(typed)
        except BadFormat:
            continue
        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode()
