"""The key that signs passes: read strictly, or made of the site's secret."""

import base64

import pytest

from gate import env, signing


def test_a_signing_seed_is_the_one_that_is_set_or_always_the_same_of_one_secret(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    made = signing.seed("X", else_of="one secret")

    assert len(made) == 32
    assert made == signing.seed("X", else_of="one secret")
    assert len({made, signing.seed("X", else_of="another"), signing.seed("Y", else_of="one secret")}) == 3
    monkeypatch.setenv("X", base64.urlsafe_b64encode(bytes(32)).decode().rstrip("="))
    assert signing.seed("X", else_of="one secret") == bytes(32)


@pytest.mark.parametrize("value", ["c2hvcnQ=", "=" * 44, "A" * 42, "A" * 44, "A" * 42 + "é", "A" * 20 + " " + "A" * 22])
def test_a_signing_seed_is_32_bytes_and_is_never_repeated(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="X must be 32 bytes") as refusal:
        signing.seed("X", else_of="one secret")
    assert value not in str(refusal.value)
