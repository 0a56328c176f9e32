"""Which version of the program this is."""

import re
from pathlib import Path


def version(changelog: Path) -> str:
    """The newest entry of the changelog (`## 1.2.3 …`), the one place where it is written.

    :raises ValueError: the changelog has no entry.
    """
    found = re.search(r"^## (\d+\.\d+\.\d+)", changelog.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{changelog.name} has no entry such as `## 1.2.3`.")
    return found[1]
