"""`manage.py study_release [--anew]`: bring the facts of passages up to the journal now; `--anew` reckons all of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from release.operations import following


class Command(BaseCommand):
    """Follow the journal until nothing is left."""

    help = "Brings the facts of the time release study up to the journal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to begin at the beginning."""
        parser.add_argument("--anew", action="store_true", help="forget every fact first")

    def handle(self, *_args: Any, anew: bool, **_options: Any) -> None:
        """Rounds until one finds nothing."""
        if anew:
            following.forget()
        taken = 0
        while found := following.follow_due(at=timezone.now()):
            taken += found
        self.stdout.write(f"Events taken in: {taken}.")
