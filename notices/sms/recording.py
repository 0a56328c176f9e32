"""The stand-in while trying out: SMS are lines of a file, and nobody's telephone rings."""

import json
from pathlib import Path


class Recorder:
    """Appends each SMS to `sent.jsonl` in a folder; one it has under the same key already, it does not again."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "sent.jsonl"

    def send(self, to: str, text: str, key: str) -> None:
        """Write it down."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        known = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        if any(json.loads(line)["key"] == key for line in known):
            return
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False) + "\n")
