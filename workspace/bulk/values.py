"""One cell to one value of the document. What cannot be read stays as it was typed: the findings speak of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from declarations.models import Gate
from declarations.web.form.fields import Field, Kind
from declarations.web.form.options import FIXED
from declarations.web.form.typed import READERS
from workspace.folding import fold

FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula; our own files put an apostrophe before it."""

YES: Final = (_("Yes"), "yes", "y", "true", "x", "1", "có", "是")
NO: Final = (_("No"), "no", "n", "false", "0", "không", "否")


@dataclass(frozen=True, slots=True)
class Places:
    """The gates that take trucks, with their lanes and yards: code and name of each."""

    gates: tuple[tuple[str, str], ...]
    lanes: Mapping[str, tuple[tuple[str, str], ...]]
    yards: Mapping[str, tuple[tuple[str, str], ...]]


def load_places() -> Places:
    """Read them (3 queries)."""
    rows = list(Gate.objects.filter(takes_trucks=True).prefetch_related("lanes", "yards").order_by("pk"))
    return Places(
        tuple((gate.code, gate.name) for gate in rows),
        {gate.code: tuple((lane.code, lane.name) for lane in gate.lanes.all()) for gate in rows},
        {gate.code: tuple((yard.code, yard.name) for yard in gate.yards.all()) for gate in rows},
    )


def typed(text: str) -> str:
    """What was typed, without the apostrophe that keeps a spreadsheet from computing."""
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA else text


class CellReader:
    """Reads cells in the language of whoever sent them: it decides between 1.234 and 1,234."""

    def __init__(self, places: Places) -> None:
        self._gates = _by_name(places.gates)
        self._lanes = {gate: _by_name(pairs) for gate, pairs in places.lanes.items()}
        self._yards = {gate: _by_name(pairs) for gate, pairs in places.yards.items()}

    def read(self, field: Field, text: str, *, gate: str = "") -> Any:
        """The value of a cell; None where it is empty.

        :param gate: the code of the row's gate, whose lanes and yards are meant.
        """
        if not text:
            return None
        if field.options:
            return self._known(field.options, gate).get(fold(text), text)
        if field.kind == Kind.FLAG:
            return _flags().get(fold(text), text)
        if field.kind in READERS:
            return READERS[field.kind]([text])
        return _whole_again(field, text)

    def _known(self, options: str, gate: str) -> Mapping[str, str]:
        if options == "gates":
            return self._gates
        if options in ("lanes", "yards"):
            return (self._lanes if options == "lanes" else self._yards).get(gate, {})
        return _choices(options) if options in FIXED else {}


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = tuple(pairs)
    return {fold(name): code for code, name in pairs} | {fold(code): code for code, _name in pairs}


@cache
def _choices(options: str) -> dict[str, str]:
    """A fixed list: by the folded code, and by the folded label in every language."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {fold(str(label)): value for value, label in FIXED[options].choices}
    return known | {fold(value): value for value in FIXED[options].values}


@cache
def _flags() -> dict[str, bool]:
    known: dict[str, bool] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {fold(str(word)): True for word in YES} | {fold(str(word)): False for word in NO}
    return known


# A spreadsheet that takes a code for a number drops the zero before it. Each of these is nothing by itself, so the zero
# can be put back.
_LOST_ZERO: Final[tuple[tuple[Callable[[Field], bool], re.Pattern[str]], ...]] = (
    (lambda field: field.kind == Kind.PHONE, re.compile(r"[35789]\d{8}")),
    (lambda field: field.path[-1] == "tax_code", re.compile(r"\d{9}|\d{11}")),
    (lambda field: field.path[-1] == "id_number", re.compile(r"\d{11}")),
    (lambda field: field.path[-1] == "hs_code", re.compile(r"\d{7}")),
)


def _whole_again(field: Field, text: str) -> str:
    lost = any(applies(field) and pattern.fullmatch(text) for applies, pattern in _LOST_ZERO)
    return f"0{text}" if lost else text
