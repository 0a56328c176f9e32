"""`manage.py import_bulletins`: take in what others published, so that former years can be compared with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contract.errors import DomainError
from reports.operations import pasts
from reports.operations.pasts import BadPasts, PastsDiffer, Taken

PUBLISHED: Final = Path(__file__).parents[2] / "rehearsal" / "bulletins"
PRESS: Final = "Bản tin ngày của cơ quan quản lý cửa khẩu, đăng trên báo chí"


class Command(BaseCommand):
    """Take in files, each whole or not at all."""

    help = (
        "Take in past bulletins from CSV, XLSX or JSON (docs/comparisons.md); without a file, the published ones that "
        "come with the program. May run again: what is known changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--source", default=PRESS, help="who published a file in JSON; tables say it row by row")
        parser.add_argument("--replace", action="store_true", help="what differs from what is kept is right")

    def handle(self, *_args: Any, files: list[Path], source: str, replace: bool, **options: Any) -> None:
        """:raises CommandError: a file cannot be read or is refused; nothing of any file is kept then."""
        with transaction.atomic():
            for path in files or sorted(PUBLISHED.glob("*.json")):
                taken = self._take(path, source=source, replaces=replace)
                for remark in taken.remarks:
                    self.stderr.write(f"{path.name}: {remark}")
                if options["verbosity"]:
                    self.stdout.write(
                        f"{path.name}: {taken.added} added, {taken.replaced} replaced, {taken.unchanged} known already."
                    )

    def _take(self, path: Path, *, source: str, replaces: bool) -> Taken:
        try:
            sheet = pasts.sheet_of(data=path.read_bytes(), name=path.name, source=source)
            return pasts.take_in(sheet=sheet, at=timezone.now(), replaces=replaces)
        except OSError as unreadable:
            raise CommandError(f"{path}: {unreadable.strerror}.") from unreadable
        except DomainError as refusal:
            raise CommandError("\n".join([f"{path.name}: {refusal}", *self._details(refusal)])) from refusal

    def _details(self, refusal: DomainError) -> list[str]:
        if isinstance(refusal, BadPasts):
            return [str(fault) for fault in refusal.faults]
        if isinstance(refusal, PastsDiffer):
            return [
                f"Line {one.row.line}: "
                + ", ".join(f"{path} {old} -> {new}" for path, (old, new) in one.changes.items())
                for one in refusal.differences
            ]
        return []
