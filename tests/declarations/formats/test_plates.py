"""Plates: which are taken, how they are shown, and when two spellings are one plate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.formats import BadFormat, plate_key, read_plate, read_trailer

pytestmark = pytest.mark.once

VN_SERIES = st.from_regex(r"\A[0-9]{2}[A-Z]{1,2}\Z")
CN_PLATES = st.from_regex(r"\A[一-龥]?[A-Z][·. -]?[A-Z0-9]{5,6}\Z")


@pytest.mark.parametrize(
    ("typed", "shown", "key"),
    [
        ("12C-123.45", "12C-123.45", "12C12345"),
        (" 12c 123,45\t", "12C-123.45", "12C12345"),
        ("12C1234", "12C-1234", "12C1234"),
        ("29LD-012.34", "29LD-012.34", "29LD01234"),
        ("１２Ｃ－１２３４５", "12C-123.45", "12C12345"),
        ("I2C-1234O", "12C-123.40", "12C12340"),
        ("12CO123", "12C-0123", "12C0123"),
    ],
)
def test_a_vietnamese_plate_is_shown_one_way(typed, shown, key):
    plate = read_plate(typed, country="VN")

    assert (plate.shown, plate.key) == (shown, key)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "12C",
        "C12345",
        "12C-123.456",
        "1C-12345",
        "12CCC12345",
        "12C-12E45",
        "١٢C12345",
        "12C12345挂",
        "12Đ12345",
        "12COI234",  # 12C-012.34 or 12CO-1234: nobody can tell
        "120-12345",
    ],
)
def test_what_is_no_vietnamese_plate_is_refused(typed):
    with pytest.raises(BadFormat) as refusal:
        read_plate(typed, country="VN")

    assert refusal.value.code == "bad_plate_vn"


@pytest.mark.parametrize("province", ["13", "42", "44", "45", "46", "87", "91", "96"])
def test_a_province_code_never_given_out_is_noticed(province):
    assert read_plate(f"{province}C-123.45", country="VN").unused_province


@pytest.mark.parametrize("province", ["12", "14", "43", "47", "88", "99"])
def test_other_province_codes_are_not(province):
    assert not read_plate(f"{province}C-123.45", country="VN").unused_province


@pytest.mark.parametrize("typed", ["桂F·12A45", "桂F12A45", "桂F.12A45", "桂F-12A45", "桂f 12a45", "F12A45", "F·12A45"])
def test_a_chinese_plate_is_compared_on_its_ascii_part(typed):
    plate = read_plate(typed, country="CN")

    assert plate.key == "F12A45"
    assert plate.shown in ("桂F·12A45", "F·12A45")


@pytest.mark.parametrize("typed", ["", "桂12345", "桂F1234", "桂F1234567", "桂桂F12345", "桂F1234挂", "12C-123.45"])
def test_what_is_no_chinese_plate_is_refused(typed):
    with pytest.raises(BadFormat) as refusal:
        read_plate(typed, country="CN")

    assert refusal.value.code == "bad_plate_cn"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("12r01234", "12R-012.34"),
        ("12RO1234", "12R-012.34"),
        ("12RM-1234", "12RM-1234"),
        ("桂F1234挂", "桂F·1234挂"),
        ("F1234挂", "F·1234挂"),
    ],
)
@pytest.mark.parametrize("country", ["VN", "CN", None])
def test_a_trailer_may_be_of_either_country_whoever_pulls_it(typed, shown, country):
    assert read_trailer(typed, country=country).shown == shown


@pytest.mark.parametrize("typed", ["12C-123.45", "桂F12345", "R01234", "", "12RR-1234"])
def test_a_truck_plate_is_no_trailer(typed):
    with pytest.raises(BadFormat) as refusal:
        read_trailer(typed, country="VN")

    assert refusal.value.code == "bad_trailer"


@pytest.mark.parametrize(("typed", "key"), [("tm-12-34", "TM1234"), ("NG 01 - 002", "NG01002"), ("ກຂ 1234", "ກຂ1234")])
def test_special_and_other_plates_are_free_text(typed, key):
    assert read_plate(typed, country="VN", special=True).key == key
    assert read_plate(typed, country="other").key == key


@pytest.mark.parametrize("typed", ["", ".", "-", "A", "X" * 25])
def test_free_text_still_names_something(typed):
    with pytest.raises(BadFormat):
        read_plate(typed, country="other")


@pytest.mark.parametrize("typed", ["LVGTEST0000012345", "lvgtest00000 12345", "T12-345.67", "12C-123.45", "临桂F1234"])
def test_a_new_vehicle_has_a_vin_or_a_temporary_plate(typed):
    assert read_plate(typed, country="CN", new_vehicle=True).key == plate_key(typed)


@pytest.mark.parametrize(
    "typed", ["LVGTESTO000012345", "LVGTESTI000012345", "LVGTESTQ000012345", "ABCDEF", "1", "A1" * 9]
)
def test_a_vin_has_seventeen_characters_without_i_o_q(typed):
    with pytest.raises(BadFormat) as refusal:
        read_plate(typed, country="CN", new_vehicle=True)

    assert refusal.value.code == "bad_vin"


@given(VN_SERIES, st.integers(0, 99_999), st.sampled_from(["", " ", ".", "-", ","]))
def test_every_spelling_of_a_vietnamese_plate_has_one_key(series, digits, separator):
    typed = f"{series}{separator}{digits:05}"
    plate = read_plate(typed, country="VN")

    assert plate == read_plate(plate.shown, country="VN")
    assert plate.key == plate_key(typed) == plate_key(plate.shown) == f"{series}{digits:05}"


@given(CN_PLATES)
def test_a_chinese_plate_keeps_its_key_when_it_is_shown_or_flagged_as_special(typed):
    plate = read_plate(typed, country="CN")

    assert plate == read_plate(plate.shown, country="CN")
    assert plate.key == plate_key(plate.shown) == read_plate(typed, country="CN", special=True).key
    assert plate.key.isascii()


@given(st.text(max_size=40))
def test_reading_any_text_twice_is_reading_it_once(typed):
    assert plate_key(plate_key(typed)) == plate_key(typed)
    for country in ("VN", "CN", "other"):
        try:
            plate = read_plate(typed, country=country)
        except BadFormat:
            continue
        assert plate == read_plate(plate.shown, country=country)
