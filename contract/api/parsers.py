"""Reading JSON strictly: what two readers could understand differently is refused, with the place where it stands."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from contract.api.errors import MalformedJSON, TooLarge, UnsupportedEncoding
from contract.finding import Finding, Severity
from contract.jsonpath import json_path

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 20
MAX_INTEGER: Final = 2**63 - 1
_MOST_FINDINGS: Final = 100

_TEXTS: Final[Mapping[str, tuple[str | Promise, str | Promise]]] = {
    "number_too_large": (_("This number is too large."), _("Send a number of at most 18 digits.")),
    "not_a_number": (_("NaN and Infinity are not JSON."), _("Send a number, or null.")),
    "duplicate_member": (_("This member is given twice."), _("Give each member once.")),
    "control_character": (_("The text holds a character that cannot be stored."), _("Remove the hidden character.")),
    "too_deep": (_("The document is nested too deeply."), _("Send the document as the schema shows it.")),
}


class _Flaw(NamedTuple):
    """Stands in the parsed tree where a value was refused, until the walk finds out where that is."""

    code: str


class _Repeated(dict[str, Any]):
    """An object with a member given twice."""

    names: tuple[str, ...] = ()


_Place = tuple["_Place | None", str | int]


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of at most 1 MiB and 20 levels, each member once, every number finite and storable."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the body.

        :raises TooLarge: it is larger than 1 MiB.   :raises UnsupportedEncoding: it says that it is not UTF-8.
        :raises MalformedJSON: it is not JSON, or not JSON that has one meaning.
        """
        require_utf8(media_type or "")
        meta = parser_context["request"].META if parser_context and "request" in parser_context else {}
        require_size(meta)
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge(_("The body is larger than 1 MiB."))
        return loads(raw)


def require_utf8(media_type: str) -> None:
    """:raises UnsupportedEncoding: the content type names another character set."""
    charset = parse_header_parameters(media_type)[1].get("charset", "utf-8")
    if charset.strip("'\"").lower() not in ("utf-8", "utf8"):
        raise UnsupportedEncoding(_("Send JSON in UTF-8."))


def require_size(meta: Mapping[str, Any]) -> None:
    """Refuse by the announced length, before a byte of the body is read.

    :raises TooLarge: more than 1 MiB is announced.
    """
    announced = str(meta.get("CONTENT_LENGTH") or "0")
    if announced.isdecimal() and int(announced[:20]) > MAX_BYTES:
        raise TooLarge(_("The body is larger than 1 MiB."))


def loads(raw: bytes) -> Any:
    """Parse bytes strictly. An empty body is an empty object: many acts need no body.

    :raises MalformedJSON: not UTF-8, not JSON, or JSON that is ambiguous or unsafe to store.
    """
    try:
        text = raw.decode("utf-8-sig")  # a byte order mark is forgiven: spreadsheets write it
    except UnicodeDecodeError as error:
        raise MalformedJSON(_("The body is not UTF-8 (byte %(position)d).") % {"position": error.start}) from error
    if not text.strip():
        return {}
    try:
        tree = json.loads(
            text,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=lambda _name: _Flaw("not_a_number"),
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise MalformedJSON(
            _("The body is not JSON: line %(line)d, column %(column)d.") % {"line": error.lineno, "column": error.colno}
        ) from error
    except RecursionError as error:
        raise MalformedJSON(_("The document is nested too deeply."), findings=[_finding("too_deep", None)]) from error
    findings = [finding for finding, _number in zip(_flaws(tree), range(_MOST_FINDINGS), strict=False)]
    if findings:
        raise MalformedJSON(findings[0].message, findings=findings)
    return tree


def _integer(digits: str) -> int | _Flaw:
    # 19 digits and a sign hold every storable integer; longer ones are not even converted.
    if len(digits) > 20 or abs(number := int(digits)) > MAX_INTEGER:
        return _Flaw("number_too_large")
    return number


def _float(digits: str) -> float | _Flaw:
    number = float(digits)
    return number if abs(number) <= MAX_INTEGER else _Flaw("number_too_large")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = _Repeated(members)
    names = [name for name, _value in pairs]
    repeated.names = tuple(name for name in members if names.count(name) > 1) if len(names) < 1000 else (names[-1],)
    return repeated


def _flaws(tree: Any) -> Iterator[Finding]:
    """Walk the tree, breadth by stack and not by recursion, and yield what is wrong where."""
    stack: list[tuple[Any, _Place | None, int]] = [(tree, None, 1)]
    while stack:
        value, place, depth = stack.pop()
        kind = type(value)
        if kind is str:
            if not _storable(value):
                yield _finding("control_character", place)
        elif kind is _Flaw:
            yield _finding(value.code, place)
        elif kind is list or isinstance(value, dict):
            if depth > MAX_DEPTH:
                yield _finding("too_deep", place)
                continue
            if kind is list:
                stack.extend((value[index], (place, index), depth + 1) for index in range(len(value) - 1, -1, -1))
                continue
            yield from (_finding("duplicate_member", (place, name)) for name in getattr(value, "names", ()))
            for name in reversed(value):
                if not _storable(name):
                    yield _finding("control_character", (place, name))
                stack.append((value[name], (place, name), depth + 1))


def _storable(text: str) -> bool:
    if text.isascii():
        return "\x00" not in text
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _finding(code: str, place: _Place | None) -> Finding:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    message, fix = _TEXTS[code]
    return Finding(code, Severity.ERROR, json_path(reversed(steps)), message, fix)
