"""Reading a body into a document, whatever was sent: what cannot be read is left out and told, the rest is kept.

The rules then run on the rest, so that all findings come at once.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contract.finding import Finding
from declarations.document import CHOICES, MOST_ITEMS, DeclarationBody
from declarations.findings.catalogue import finding
from declarations.findings.limits import MOST_SHAPE_FINDINGS

Location = tuple[int | str, ...]

# Leaving a member out can bring to light what stood behind it (a list that was too long); the document is five levels
# deep, so more rounds than that mean that nothing can be read.
_ROUNDS = 6
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 40

_EXPECTED: dict[str, Promise] = {
    "string_type": _("a text"),
    "int_type": _("a whole number"),
    "decimal_type": _("a number"),
    "is_instance_of": _("a number"),
    "bool_type": _("true or false"),
    "list_type": _("a list"),
    "model_type": _("an object"),
    "datetime_type": _("a text"),
    "date_type": _("a text"),
}
_ANYTHING_ELSE = _("a value of the right kind")


class Reading(NamedTuple):
    """What could be read. `unreadable`: the paths that were left out, about which no rule speaks any more."""

    document: DeclarationBody
    findings: list[Finding]
    unreadable: frozenset[str]


def read(body: object) -> Reading:
    """Read a body; never raises for anything a user can send."""
    findings: list[Finding] = []
    unreadable: set[str] = set()
    for _round in range(_ROUNDS):
        try:
            document = DeclarationBody.model_validate(body)
        except ValidationError as refusal:
            errors = refusal.errors(include_url=False, include_input=False)
            for error in errors:
                if len(findings) < MOST_SHAPE_FINDINGS:
                    findings.extend(_told(error, body))
                if error["type"] == "too_long":
                    unreadable.add(path_of(error["loc"]) + "[…]")
                elif not _loses_nothing(error, body):
                    unreadable.add(path_of(error["loc"]))
            body = _without(body, [(error["loc"], error) for error in errors]) or {}
        else:
            findings.extend(_cut_items(document))
            break
    else:
        document, unreadable = DeclarationBody(), {"$"}
    if len(findings) >= MOST_SHAPE_FINDINGS:
        findings.append(finding("too_many_findings", "$"))
    return Reading(document, findings, frozenset(unreadable))


def path_of(location: Location) -> str:
    """A location as JSONPath: `$.vehicles[0].plate`; odd names stand in brackets, printable and short."""
    path = "$"
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_NAME.fullmatch(step):
            path += f".{_printable(step)}"
        else:
            path += f"['{_quoted(step)}']"
    return path


def _printable(name: str) -> str:
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1] + "…"
    return name if name.isprintable() else name.encode("unicode_escape").decode("ascii")


def _quoted(name: str) -> str:
    return _printable(name.replace("\\", "\\\\").replace("'", "\\'"))


def _told(error: ErrorDetails, body: object) -> list[Finding]:
    """The finding of one error of shape."""
    location, kind, context = error["loc"], error["type"], error.get("ctx", {})
    path = path_of(location)
    match kind:
        case "extra_forbidden" | "invalid_key":
            return [finding("unknown_field", path, name=_printable(str(location[-1])))]
        case "literal_error":
            return [finding("unknown_choice", path, allowed=", ".join(CHOICES[str(location[-1])]))]
        case "string_too_long":
            return [finding("too_long", path, most=context["max_length"])]
        case "too_long":
            return [finding("too_many", path, most=context["max_length"])]
        case "number_out_of_range" | "less_than_equal" | "greater_than_equal" | "int_parsing_size":
            return [finding("number_out_of_range", path)]
        case "too_many_decimals":
            return [finding("too_many_decimals", path, places=context["places"])]
        case "format":
            return [finding(context["code"], path)]
        case "string_unicode" if isinstance(at := _at(body, location), Mapping):
            names = [name for name in at if _is_broken(name)]
            return [finding("unknown_field", path_of((*location, name)), name=_printable(name)) for name in names]
        case "control_character" | "string_unicode":
            return [finding("control_character", path)]
    return [finding("wrong_type", path, expected=_EXPECTED.get(kind, _ANYTHING_ELSE))]


def _without(given: object, errors: list[tuple[Location, ErrorDetails]], *, listed: bool = False) -> object:
    """A copy of what was given without what these errors are about; only what leads to them is copied.

    :param listed: it is an entry of a list and keeps its place, emptied, so that the paths of the others stay right.
    """
    below: dict[int | str, list[tuple[Location, ErrorDetails]]] = {}
    for location, error in errors:
        if not location:
            return _mended(given, error, listed=listed)
        below.setdefault(location[0], []).append((location[1:], error))
    if isinstance(given, list):
        return [
            _without(entry, below[index], listed=True) if index in below else entry for index, entry in enumerate(given)
        ]
    members = cast(Mapping[object, object], given)
    kept = {name: _without(value, below[name]) if name in below else value for name, value in members.items()}
    return {name: value for name, value in kept.items() if value is not None and isinstance(name, str)}


def _mended(given: object, error: ErrorDetails, *, listed: bool) -> object:
    """What takes the place of what an error is about; None leaves it out."""
    if error["type"] == "too_long" and isinstance(given, list):
        return given[: error["ctx"]["max_length"]]
    if error["type"] == "string_unicode" and isinstance(given, Mapping):
        return {name: value for name, value in given.items() if not _is_broken(name)}
    if not listed:
        return None
    return {} if error["type"] == "model_type" else ""


def _loses_nothing(error: ErrorDetails, body: object) -> bool:
    """Whether only a member goes that no rule asks for."""
    if error["type"] == "string_unicode":
        return isinstance(_at(body, error["loc"]), Mapping)
    return error["type"] in ("extra_forbidden", "invalid_key")


def _at(body: object, location: Location) -> object:
    for step in location:
        body = cast(Any, body)[step]
    return body


def _is_broken(name: object) -> bool:
    """Half a surrogate pair: a text that no encoding takes."""
    return isinstance(name, str) and any("\ud800" <= character <= "\udfff" for character in name)


def _cut_items(document: DeclarationBody) -> list[Finding]:
    """Hold the items of all consignments together to their bound."""
    found: list[Finding] = []
    left = MOST_ITEMS
    for index, goods in enumerate(document.consignments):
        if len(goods.items) > left:
            goods.items = goods.items[:left]
            found = found or [finding("too_many", f"$.consignments[{index}].items", most=MOST_ITEMS)]
        left -= len(goods.items)
    return found
