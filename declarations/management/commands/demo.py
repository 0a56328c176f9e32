"""`manage.py demo`: invented companies, officers and trucks, for trying out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.demo.accounts import table
from declarations.demo.people import make_people
from declarations.demo.telling import tell_all


class Command(BaseCommand):
    """Load the demo data where it is missing."""

    help = (
        "Load demo accounts and declarations, only with DEBUG=1. May run again: it adds what is missing, "
        "keeps passwords that were changed, and touches nothing else."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        """:raises CommandError: DEBUG=0, where accounts with a known password would be an open door."""
        if not settings.DEBUG:
            raise CommandError("The demo data is for DEBUG=1 only: its accounts have a password that everybody knows.")
        people = make_people(now=timezone.now())
        told, left_out = tell_all(now=timezone.now())
        for line in left_out:
            self.stderr.write(f"Left out {line}")
        if options["verbosity"]:
            self.stdout.write(f"Demo data: {people} accounts and {told} declarations added.\n{table()}")
