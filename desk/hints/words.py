"""Which goods a description names. Vietnamese is folded (marks dropped), Chinese is looked for as it is. Pure."""

import unicodedata
from collections.abc import Iterable

from desk.hints.facts import KnownGoods

_STROKES = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Small letters and digits with single spaces between words: `Sầu riêng` and `sau  rieng` agree."""
    plain = unicodedata.normalize("NFKD", text.translate(_STROKES)).casefold()
    kept = (" " if not one.isalnum() else one for one in plain if not unicodedata.combining(one))
    return " ".join("".join(kept).split())


def known_goods(words: str, prefixes: str) -> KnownGoods:
    """A row of the table, its words and prefixes separated by commas."""
    return KnownGoods(
        tuple(filter(None, map(fold, _parts(words)))), tuple("".join(part.split()) for part in _parts(prefixes))
    )


def expected_prefixes(description: str, known: Iterable[KnownGoods]) -> tuple[str, ...]:
    """The beginnings of the HS codes under which the described goods may go; none when nothing known is described.

    A longer name has the word over one that it contains: `tinh bột sắn` is starch, not `sắn`. Several goods in
    one description allow the codes of each.
    """
    text = fold(description)
    named = [(word, goods.prefixes) for goods in known for word in goods.words if _stands_in(word, text)]
    longest = [pair for pair in named if not any(pair[0] != word and _stands_in(pair[0], word) for word, _ in named)]
    return tuple(sorted({prefix for _word, prefixes in longest for prefix in prefixes}))


def _stands_in(word: str, text: str) -> bool:
    return f" {word} " in f" {text} " if word.isascii() else word in text


def _parts(text: str) -> list[str]:
    return [
        part.strip()
        for part in text.replace("、", ",").replace("，", ",").replace("\n", ",").split(",")
        if part.strip()
    ]
