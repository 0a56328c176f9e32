"""The memory of a process before it writes the workbook of all vehicles that passed, and the most it had."""

import os
import resource
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from declarations.models import Gate
from reports.exports.passages import passed, write_passages

PAGE = os.sysconf("SC_PAGE_SIZE")


def main(end: str, days: str) -> dict[str, float]:
    """In MB (10⁶ bytes): `before`, and `most`; with the rows that were written and the seconds that took."""
    until = datetime.fromisoformat(end)
    gates = list(Gate.objects.values_list("code", flat=True))
    before = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE
    began = timezone.now()
    with tempfile.TemporaryFile() as file:
        rows = write_passages(file, passed(gates=gates, start=until - timedelta(days=int(days)), end=until))
    seconds = (timezone.now() - began).total_seconds()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"before": before / 1e6, "most": most / 1e6, "rows": rows, "seconds": seconds}
