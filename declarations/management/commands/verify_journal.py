"""`manage.py verify_journal [NUMBER …]`: prove that nothing was altered, added or taken out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.models import Event
from declarations.operations.verifying import broken_links


class Command(BaseCommand):
    help = "Verify the journal's hash chains and name the first broken link of each declaration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", help="declaration numbers (all, when none is given)")

    def handle(self, *_args: Any, numbers: list[str], **_options: Any) -> None:
        broken = 0
        for link in broken_links(numbers=numbers):
            broken += 1
            self.stderr.write(self.style.ERROR(f"{link.number}: event {link.seq}: {link.fault}"))
        if broken:
            raise CommandError(f"The journal is broken in {broken} declaration(s).")
        self.stdout.write(self.style.SUCCESS(f"The journal holds: {Event.objects.count()} events."))
