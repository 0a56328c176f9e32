"""Capitals and digits as dots, five wide and seven high: what stands under the code in a picture without fonts."""

from collections.abc import Iterator

WIDTH, HEIGHT, GAP = 5, 7, 1

# Each letter's five columns, left to right; the lowest bit is the uppermost dot.
_COLUMNS = {
    letter: bytes.fromhex(columns)
    for letter, columns in (
        line.split()
        for line in """
        0 3E5149453E  1 00427F4000  2 4261514946  3 2141454B31  4 1814127F10  5 2745454539  6 3C4A494930
        7 0171090503  8 3649494936  9 064949291E  A 7E1111117E  B 7F49494936  C 3E41414122  D 7F4141413E
        E 7F49494941  F 7F09090901  G 3E4149497A  H 7F0808087F  I 00417F4100  J 2040413F01  K 7F08142241
        L 7F40404040  M 7F020C027F  N 7F0408107F  O 3E4141413E  P 7F09090906  Q 3E4151215E  R 7F09192946
        S 4649494931  T 01017F0101  U 3F4040403F  V 1F2040201F  W 3F4038403F  X 6314081463  Y 0708700807
        Z 6151494543  - 0808080808  . 0060600000
        """.replace("  ", "\n").splitlines()
        if line.strip()
    )
}


def drawn(text: str) -> list[list[bool]]:
    """The rows of dots of a line of text; what has no letter here is left out."""
    letters = [_COLUMNS.get(letter, bytes(WIDTH)) for letter in text if letter in _COLUMNS or letter == " "]
    return [[dot for letter in letters for dot in _dots(letter, row)] for row in range(HEIGHT)]


def _dots(letter: bytes, row: int) -> Iterator[bool]:
    yield from (bool(column >> row & 1) for column in letter)
    yield from [False] * GAP
