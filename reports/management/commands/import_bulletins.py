"""`manage.py import_bulletins`: take in what others published, so that former years can be compared with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contract.errors import DomainError
from reports.operations import pasts
from reports.operations.pasts import BadPasts, PastsDiffer

PUBLISHED: Final = Path(__file__).parents[2] / "rehearsal" / "bulletins"
PRESS: Final = "Bản tin ngày của cơ quan quản lý cửa khẩu, đăng trên báo chí"


class Refused(CommandError):
    """A file that was read and refused."""


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
            for path in files:
                self._take(path, source=source, replaces=replace, verbosity=options["verbosity"])
            for path in () if files else sorted(PUBLISHED.glob("*.json")):
                self._offer(path, replaces=replace, verbosity=options["verbosity"])

    def _offer(self, path: Path, *, replaces: bool, verbosity: int) -> None:
        """Take in a file that comes with the program, unless somebody has put other figures in its place."""
        try:
            self._take(path, source=PRESS, replaces=replaces, verbosity=verbosity)
        except Refused as refusal:
            if not isinstance(refusal.__cause__, PastsDiffer):
                raise
            self.stderr.write(f"{path.name}: other figures are kept of that day; they stay.")

    def _take(self, path: Path, *, source: str, replaces: bool, verbosity: int) -> None:
        try:
            sheet = pasts.sheet_of(data=path.read_bytes(), name=path.name, source=source)
            taken = pasts.take_in(sheet=sheet, at=timezone.now(), replaces=replaces)
        except OSError as unreadable:
            raise CommandError(f"{path}: {unreadable.strerror}.") from unreadable
        except DomainError as refusal:
            raise Refused("\n".join([f"{path.name}: {refusal}", *self._details(refusal)])) from refusal
        for remark in taken.remarks:
            self.stderr.write(f"{path.name}: {remark}")
        if verbosity:
            self.stdout.write(
                f"{path.name}: {taken.added} added, {taken.replaced} replaced, {taken.unchanged} known already."
            )

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
