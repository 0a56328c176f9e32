"""`manage.py verify_journal [NUMBER …]`: prove that nothing was altered, added or taken out."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.models import Event
from declarations.operations.verifying import broken_links
from seal.models import Seal
from seal.queries.holding import faults


class Command(BaseCommand):
    help = "Verify the journal's hash chains and the seals of its days; name what does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", help="declaration numbers (all, and the seals, when none is given)")

    def handle(self, *_args: Any, numbers: list[str], **_options: Any) -> None:
        wrong = 0
        for wrong, fault in enumerate(_faults(numbers), start=1):  # noqa: B007 - how many there were
            self.stderr.write(self.style.ERROR(fault))
        if wrong:
            raise CommandError(f"The journal does not hold: {wrong} fault(s).")
        self.stdout.write(
            self.style.SUCCESS(
                f"The journal holds: {Event.objects.count()} events, {Seal.objects.count()} sealed days."
            )
        )


def _faults(numbers: list[str]) -> Iterator[str]:
    for link in broken_links(numbers=numbers):
        yield f"{link.number}: event {link.seq}: {link.fault}"
    if not numbers:
        for fault in faults(at=timezone.now()):
            yield f"{fault.where}: {fault.what}"
