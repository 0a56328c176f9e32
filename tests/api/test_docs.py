"""docs/api.md names every address of the gate's own API with its methods, and no other."""

import re

from tests.api.addresses import ADDRESSES, view_of
from tests.settings import BASE_DIR

PAGE = (BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_address_is_in_the_page_with_its_methods():
    told = {(path, methods) for path, methods in re.findall(r"^\| `([a-z{][^`]*)` \| ([A-Z ]+) \|", PAGE, re.MULTILINE)}
    there_are = set()
    for pattern in ADDRESSES.values():
        view = view_of(pattern)
        if view.__module__.startswith("declarations."):
            path = re.sub(r"<[a-z]+:([a-z_]+)>", r"{\1}", str(pattern.pattern))
            methods = " ".join(name for name in ("GET", "POST", "PATCH", "DELETE") if hasattr(view, name.lower()))
            there_are.add((path, methods))
    assert told == there_are
