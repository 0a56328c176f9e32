"""Codes, people and times: what is taken, how it is kept, and with which code the rest is refused."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations import formats
from declarations.formats import BadFormat
from declarations.formats.lists import COUNTRIES, CURRENCIES

pytestmark = pytest.mark.once


def driver_id(text):
    return formats.read_id_number(text, country="VN").number


def passport(text):
    return formats.read_id_number(text, country="CN").number


def customs_number(text):
    return formats.read_customs_number(text).number


def container(text):
    return formats.read_container(text).number


GOOD = [
    (formats.read_phone, "0912345678", "+84912345678"),
    (formats.read_phone, "+84 912.345.678", "+84912345678"),
    (formats.read_phone, "13712345678", "+8613712345678"),
    (formats.read_phone, "+86 137-1234-5678", "+8613712345678"),
    (formats.read_tax_code, "0100005019", "0100005019"),
    (formats.read_tax_code, "0100005019001", "0100005019-001"),
    (formats.read_tax_code, " 0100005019-001\t", "0100005019-001"),
    (formats.read_tax_code, "012345678901", "012345678901"),
    (formats.read_hs_code, "0810.60.00", "08106000"),
    (formats.read_phone, "O912 345 678", "+84912345678"),
    (formats.read_tax_code, "O1000.05O19", "0100005019"),
    (formats.read_hs_code, "O81O.60.00", "08106000"),
    (customs_number, "3OOOO000.50I0", "300000005010"),
    (container, "GATU 123456O", "GATU1234560"),
    (container, "GATU I23456-9", "GATU1234569"),
    (driver_id, "O12 345 678 9O1", "012345678901"),
    (formats.read_currency, "usd", "USD"),
    (formats.read_country, "vn", "VN"),
    (customs_number, "3000 0000 5010", "300000005010"),
    (container, "gatu 123456-9", "GATU1234569"),
    (driver_id, "012 345 678 901", "012345678901"),
    (driver_id, "123456789", "123456789"),
    (passport, "e12345678", "E12345678"),
    (formats.read_instant, "2026-11-22T09:00:00+07:00", datetime(2026, 11, 22, 2, tzinfo=UTC)),
    (formats.read_instant, "2026-11-22T02:00Z", datetime(2026, 11, 22, 2, tzinfo=UTC)),
    (formats.read_date, "2027-01-31", date(2027, 1, 31)),
]

BAD = [
    (
        "bad_phone",
        formats.read_phone,
        ["", "0212345678", "091234567", "09123456789", "+85912345678", "2371234567", "+8512371"],
    ),
    (
        "bad_tax_code",
        formats.read_tax_code,
        ["", ".", "0100005018", "010000501", "0100005019-01", "0100005019-000", "01234567890", "0123456789012345"],
    ),
    ("bad_hs_code", formats.read_hs_code, ["", "0810", "081060001", "0810600A"]),
    ("bad_currency", formats.read_currency, ["", "XXX", "XTS", "XAU", "US", "VNĐ", "DEM", "BGN"]),
    ("bad_country", formats.read_country, ["", "VNM", "XX", "UK", "ZZ"]),
    ("bad_customs_number", customs_number, ["", "30000000501", "3000000050100", "30000000501A", "٣00000005010"]),
    ("bad_container", container, ["", "GATU123456", "GAT1234569", "GATX1234569", "GATU12345690"]),
    ("bad_citizen_id", driver_id, ["", ".", "01234567890", "0123456789012", "E12345678"]),
    ("bad_travel_document", passport, ["", ".", "E123", "E" * 21, "护照12345"]),
    (
        "bad_instant",
        formats.read_instant,
        ["", "tomorrow", "2026-02-30T09:00:00Z", "2026-11-22", "0001-01-01T00:00:00+07:00"],
    ),
    ("instant_without_offset", formats.read_instant, ["2026-11-22T09:00:00"]),
    ("bad_date", formats.read_date, ["", "31/01/2027", "2027-02-29", "2027-1-3", "20270131"]),
]


@pytest.mark.parametrize(("read", "typed", "kept"), GOOD)
def test_what_is_of_the_format_is_kept_one_way(read, typed, kept):
    assert read(typed) == kept
    if isinstance(kept, str):
        assert read(kept) == kept


@pytest.mark.parametrize(("code", "read", "typed"), [(code, read, text) for code, read, texts in BAD for text in texts])
def test_what_is_not_is_refused_with_its_code(code, read, typed):
    with pytest.raises(BadFormat) as refusal:
        read(typed)

    assert refusal.value.code == code


@pytest.mark.parametrize("control", ["\x00", "\u202e", "\ud800"])
@pytest.mark.parametrize(
    "read", [formats.read_phone, formats.read_tax_code, formats.read_hs_code, driver_id, container]
)
def test_control_characters_are_refused_as_such(read, control):
    with pytest.raises(BadFormat) as refusal:
        read(f"0912{control}345678")

    assert refusal.value.code == "control_character"


def test_the_twelfth_digit_of_a_customs_number_counts_amendments():
    first, amended = formats.read_customs_number("300000005010"), formats.read_customs_number("300000005011")

    assert first.identity == amended.identity == "30000000501"
    assert (first.direction, formats.read_customs_number("100000005010").direction) == ("export", "import")
    assert formats.read_customs_number("500000005010").direction is None


def test_a_wrong_check_digit_of_a_container_is_told_but_taken():
    assert formats.read_container("GATU1234569").check_digit_agrees
    assert not formats.read_container("GATU1234560").check_digit_agrees


def test_an_old_identity_number_is_told_but_taken():
    assert formats.read_id_number("123456789", country="VN").is_old
    assert not formats.read_id_number("012345678901", country="VN").is_old


def test_the_lists_hold_what_the_border_needs():
    assert {"VND", "CNY", "USD", "EUR", "THB", "LAK", "XAF"} <= CURRENCIES
    assert {"VN", "CN", "LA", "TH", "KH"} <= COUNTRIES
    assert len(COUNTRIES) == 249


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_reading_is_idempotent(typed):
    for read in {read for read, *_ in GOOD}:
        try:
            kept = read(typed)
        except BadFormat:
            continue
        if isinstance(kept, str):
            assert read(kept) == kept
