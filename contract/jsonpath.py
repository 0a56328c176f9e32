"""Where something stands in a JSON document, written as JSONPath (`$.vehicles[0].plate`)."""

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LONGEST_NAME = 64


def json_path(steps: Iterable[str | int]) -> str:
    """Write the path. Names that a sender invented are shortened and escaped, so a path is always printable ASCII."""
    return "$" + "".join(_step(step) for step in steps)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    shown = step if len(step) <= _LONGEST_NAME else step[: _LONGEST_NAME - 1] + "…"
    return f"[{shown!a}]"
