"""Bulk files for tests: rows by column codes, as CSV or as the downloaded workbook filled in."""

import csv
import io
import itertools
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from tests import given
from workspace.models import BulkFile
from workspace.operations import bulk, bulk_work

_serial = itertools.count(1)


def row(at: datetime = given.NOON, **cells: Any) -> dict[str, Any]:
    """A truck with fruit that can be filed, expected three hours from `at`; plate and customs number are its own."""
    serial = next(_serial)
    arrival = (at + timedelta(hours=3)).astimezone(given.HANOI)
    return {
        "gate": "HN", "direction": "export", "expected_arrival": f"{arrival:%d/%m/%Y %H:%M}", "regime": "commercial",
        "contact_name": "Nguyễn Văn Mẫu", "contact_phone": "0912345678", "plate": f"29C{serial:05d}",
        "plate_country": "VN", "vehicle_kind": "tractor", "fee_class": "VT6", "driver_name": "Trần Văn Thử",
        "driver_id_number": "012345678901", "cargo_kind": "fruit", "customs_number": f"3{serial + 5 * 10**9:010d}0",
        "owner_tax_code": "0100005019", "owner_name": "Công ty Mẫu", "description": "Sầu riêng tươi",
        **cells,
    }  # fmt: skip


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(code for one in rows for code in one))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def taken(*rows: dict[str, Any], by: User, at: datetime = given.NOON, name: str = "xe.csv") -> BulkFile:
    """A file that is taken in."""
    return bulk.take(data=as_csv(list(rows)), name=name, by=by, at=at).file


def worked(file: BulkFile, *, at: datetime = given.NOON) -> BulkFile:
    """Do all that the file is owed."""
    while bulk_work.work_some(file_id=file.pk, at=at):
        pass
    file.refresh_from_db()
    return file


def checked(*rows: dict[str, Any], by: User, at: datetime = given.NOON) -> BulkFile:
    return worked(taken(*rows, by=by, at=at), at=at)


def filed(file: BulkFile, *, by: User, at: datetime = given.NOON) -> BulkFile:
    return worked(bulk.order_filing(file_id=file.pk, by=by), at=at)
