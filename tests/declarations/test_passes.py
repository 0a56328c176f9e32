"""The token of a pass: good as it was signed, refused in every other spelling; its keys, its picture, its page."""

import json
import re
import string
import zlib
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from django.core.management import CommandError, call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declarations.passes import (
    Bound,
    PassExpired,
    PassForged,
    PassMalformed,
    PassRefused,
    SigningKey,
    bound_text,
    key_set,
    keys_of,
    public_keys,
    qr_png,
    qr_svg,
    read,
    sign,
    signing_key,
)
from declarations.passes.picture import QUIET_ZONE, segno_code
from declarations.queries.passing import valid_until
from tests.settings import BASE_DIR

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
UNTIL = AT + timedelta(days=10)
KEY, OTHER = SigningKey.from_seed(bytes(32)), SigningKey.from_seed(bytes([7]) * 32)
KEYS = {KEY.key_id: KEY.public}
TRUCK = Bound("2026112200533", 1234567, "12C12345", "12R01234", "GATU1234569")
PASS = sign(TRUCK, version=3, valid_until=UNTIL, key=KEY)

plates = st.text(st.characters(categories=["Lu", "Lo", "Nd"]), max_size=24).map(bound_text)
bounds = st.builds(
    Bound,
    st.from_regex(r"[0-9]{13}", fullmatch=True).filter(str.isascii),
    st.integers(1, 2**63 - 1),
    plates,
    plates,
    plates,
)


@given(bounds, st.integers(1, 10**6))
@example(TRUCK, 1)
@example(Bound("2026112200533", 1, bound_text("桂F·12A45"), "", ""), 1)
def test_a_pass_says_what_was_signed_and_the_same_facts_make_the_same_pass(bound, version):
    held = sign(bound, version=version, valid_until=UNTIL, key=KEY)
    assert read(held.token, keys=KEYS, at=AT) == held
    assert (held.bound, held.version, held.valid_until) == (bound, version, UNTIL)
    assert sign(bound, version=version, valid_until=UNTIL, key=KEY) == held


@given(st.integers(0, len(PASS.token) - 1), st.sampled_from(string.printable + "éІ桂"))
@settings(max_examples=300)
def test_no_character_of_a_pass_can_be_another(place, character):
    changed = PASS.token[:place] + character + PASS.token[place + 1 :]
    if changed == PASS.token:
        return
    with pytest.raises((PassMalformed, PassForged)):
        read(changed, keys=KEYS, at=AT)


def test_the_last_character_has_one_spelling_though_base32_leaves_bits_over():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    good = [last for last in alphabet if _is_good(PASS.token[:-1] + last)]
    assert good == [PASS.token[-1]]


def _is_good(token):
    try:
        return bool(read(token, keys=KEYS, at=AT))
    except PassRefused:
        return False


@pytest.mark.parametrize(
    "text",
    ["", ".", "G1", PASS.token.lower(), PASS.token + "=", f" {PASS.token}", PASS.token[:-1], PASS.token * 9,
     "G2" + PASS.token[2:], "012345678901||NGUYEN VAN MAU|01011990|Nam", "." * 9, "G1" + "." * 9, "G1." + "A" * 999,
     PASS.token.replace("12C", "12%C3%A9"), "\ud800" + PASS.token],
)  # fmt: skip
def test_what_is_no_pass_is_told_from_a_forged_one_and_never_breaks(text):
    with pytest.raises((PassMalformed, PassForged)):
        read(text, keys=KEYS, at=AT)


def test_a_pass_of_another_key_is_forged_even_under_the_name_of_ours():
    theirs = sign(TRUCK, version=3, valid_until=UNTIL, key=OTHER)
    for token in (theirs.token, theirs.token.replace(OTHER.key_id, KEY.key_id)):
        with pytest.raises(PassForged):
            read(token, keys=KEYS, at=AT)


def test_a_pass_is_good_to_its_last_second():
    assert read(PASS.token, keys=KEYS, at=UNTIL) == PASS
    with pytest.raises(PassExpired) as refusal:
        read(PASS.token, keys=KEYS, at=UNTIL + timedelta(seconds=1))
    assert refusal.value.of == PASS


def test_a_former_key_stays_good_while_it_is_named(settings):
    settings.PASS_SIGNING_KEY = bytes([7]) * 32
    with pytest.raises(PassForged):
        read(PASS.token, keys=public_keys(), at=AT)
    settings.PASS_FORMER_KEYS = [KEY.public]
    assert read(PASS.token, keys=public_keys(), at=AT) == PASS
    assert list(public_keys()) == [signing_key().key_id, KEY.key_id] == [OTHER.key_id, KEY.key_id]


@pytest.mark.parametrize("days", [-3, 0, 8.9, 9.1, 18.9, 19.1, 40])
def test_a_pass_that_is_shown_has_a_day_left_and_at_most_its_days_more(settings, days):
    until, at = valid_until(AT, at=AT + timedelta(days=days)), AT + timedelta(days=days)
    assert (until - AT) % timedelta(days=settings.PASS_DAYS) == timedelta(0)
    assert until >= at + timedelta(days=1)
    assert until <= max(at + timedelta(days=1), AT) + timedelta(days=settings.PASS_DAYS)


def test_the_code_is_coarse_enough_for_a_scratched_phone():
    assert segno_code(PASS.token).symbol_size(border=0) == (49, 49)
    longest = Bound("2026112200533", 10**12, "桂F12A45", "桂F1A45挂", "GATU1234569")
    assert segno_code(sign(longest, version=99, valid_until=UNTIL, key=KEY).token).symbol_size(border=0)[0] <= 61


def test_the_picture_holds_the_code_and_lines_under_it():
    matrix = [bytes(row) for row in segno_code(PASS.token).matrix_iter(border=QUIET_ZONE)]
    bare, lined = _pixels(qr_png(PASS.token, module_px=3)), _pixels(qr_png(PASS.token, lines=["2026 桂F"], module_px=3))

    assert [bytes(row[1::3]) for row in bare[1::3]] == matrix
    assert lined[: len(bare)] == bare
    assert any(any(row) for row in lined[len(bare) :])
    assert f'viewBox="0 0 {len(matrix)} {len(matrix)}"' in qr_svg(PASS.token)
    assert "style" not in qr_svg(PASS.token)


def _pixels(png):
    width, height = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    raw = zlib.decompress(png[png.index(b"IDAT") + 4 :])
    stride = 1 + (width + 7) // 8
    lines = [raw[n * stride + 1 : (n + 1) * stride] for n in range(height)]
    return [[1 - (line[x // 8] >> (7 - x % 8) & 1) for x in range(width)] for line in lines]


def test_a_key_set_is_read_as_it_is_written_and_nothing_else_is():
    assert keys_of(json.loads(json.dumps(key_set(KEYS)))) == KEYS
    no_base64 = {"kty": "OKP", "crv": "Ed25519", "x": "é"}
    wrongs: list[Any] = [{}, [], {"keys": []}, {"keys": [{"kty": "RSA"}]}, {"keys": [no_base64]}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"[Nn]o|ASCII"):
            keys_of(wrong)


def test_the_command_checks_a_pass_without_a_database(tmp_path: Path):
    file, said = tmp_path / "keys.json", StringIO()
    file.write_text(json.dumps(key_set(KEYS)))
    with time_machine.travel(AT):
        call_command("verify_pass", PASS.token, keys=file, stdout=said)
        assert re.findall(r"(?m)^(number|plate|trailer|container) +(\S+)", said.getvalue()) == [
            ("number", TRUCK.number), ("plate", TRUCK.plate), ("trailer", TRUCK.trailer),
            ("container", TRUCK.container),
        ]  # fmt: skip
        with pytest.raises(CommandError, match="pass_forged"):
            call_command("verify_pass", PASS.token)
        with pytest.raises(CommandError, match="holds no set of public keys"):
            call_command("verify_pass", PASS.token, keys=tmp_path / "absent")


def documented(language):
    page = (BASE_DIR / "docs" / "pass.md").read_text(encoding="utf-8")
    (code,) = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return code


def test_the_ten_lines_of_the_docs_check_a_pass():
    code = documented("python")
    assert len(code.strip().splitlines()) <= 12
    room: dict[str, Any] = {}
    exec(code, room)
    held = sign(TRUCK._replace(plate=bound_text("桂F·12A45")), version=1, valid_until=UNTIL, key=KEY)
    with time_machine.travel(AT):
        assert room["read"](held.token, key_set(KEYS)) == (TRUCK.number, "桂F12A45", TRUCK.trailer, TRUCK.container)
        with pytest.raises(InvalidSignature):
            room["read"](held.token.replace(TRUCK.number, "2026112200534"), key_set(KEYS))
        with pytest.raises(KeyError):
            room["read"](held.token, key_set({OTHER.key_id: OTHER.public}))
    with time_machine.travel(UNTIL + timedelta(seconds=2)), pytest.raises(AssertionError):
        room["read"](held.token, key_set(KEYS))
