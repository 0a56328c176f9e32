"""By what a company finds a declaration again: one line of marks, and how a typed question is compared with it.

Marks are plates, trailers, containers, drivers' names, customs numbers and the own reference. They and what is typed
are folded alike (no marks above letters, no separators, O is 0), so that a plate is found however it was written.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from declarations.document import DeclarationBody
from declarations.formats import plate_key

LEAST = 2
"""Fewer letters and digits than this would find nearly everything."""
LONGEST_DRAFT = 20_000
"""A draft may hold anything; no more of it than this is looked at."""

_FOLDED = str.maketrans({"đ": "d", "Đ": "D", "O": "0", "o": "0"})
_IN_A_DRAFT = (("plate",), ("trailer_plate",), ("container",), ("driver", "name"), ("customs_number",))


def folded(text: str) -> str:
    """`12C-12O.45` → `12C12045`, `Trần Văn Thử` → `TRANVANTHU`: what all spellings have in common."""
    plain = text.translate(_FOLDED)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_FOLDED)
    return "".join(filter(str.isalnum, plain)).upper()


def questions(text: str) -> list[str]:
    """What to look for among the marks: any of these; none when too little was typed."""
    wanted = {folded(text), folded(plate_key(text))}  # the province's character of a Chinese plate is not compared
    return sorted(question for question in wanted if len(question) >= LEAST)


def marks_of(document: DeclarationBody, *, number: str) -> str:
    """The marks of a document that is filed."""
    return _line(_said(document, number))


def marks_of_draft(body: object) -> str:
    """The marks of a draft, as far as it says anything readable."""
    return _line(_said_in(body))[:LONGEST_DRAFT]


def _line(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, map(folded, texts))))


def _said(document: DeclarationBody, number: str) -> Iterator[str]:
    yield number
    yield document.client_reference or ""
    for vehicle in (*document.vehicles, *document.receiving_vehicles):
        yield plate_key(vehicle.plate or "")
        yield vehicle.trailer_plate or ""
        yield vehicle.container or ""
        yield (vehicle.driver and vehicle.driver.name) or ""
    for goods in document.consignments:
        yield goods.customs_number or ""


def _said_in(body: object) -> Iterator[str]:
    if not isinstance(body, dict):
        return
    yield _text(body.get("client_reference"))
    for name in ("vehicles", "receiving_vehicles", "consignments"):
        rows = body.get(name)
        for row in rows if isinstance(rows, list) else ():
            for steps in _IN_A_DRAFT:
                said: object = row
                for step in steps:
                    said = said.get(step) if isinstance(said, dict) else None
                yield plate_key(_text(said)) if steps == ("plate",) else _text(said)


def _text(said: object) -> str:
    return said[:200] if isinstance(said, str) else ""
