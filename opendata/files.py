"""The bytes of a file: the same rows give the same bytes. Pure."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from contract.cells import harmless
from opendata import licence
from opendata.datasets import Dataset

Row = tuple[Any, ...]


def as_csv(dataset: Dataset, rows: Iterable[Row]) -> bytes:
    """RFC 4180, UTF-8 without byte order mark, the columns' names first; nothing stands where a cell is hidden."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in dataset.columns])
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def as_json(dataset: Dataset, rows: Iterable[Row]) -> bytes:
    """The rows as objects; null where a cell is hidden. Licence and source stand before them."""
    names = [column.name for column in dataset.columns]
    document = {
        "dataset": dataset.name,
        "licence": licence.NAME,
        "licence_url": licence.URL,
        "source": licence.PUBLISHER["en"],
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


WRITERS = {"csv": as_csv, "json": as_json}
