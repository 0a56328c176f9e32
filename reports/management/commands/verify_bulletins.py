"""`manage.py verify_bulletins [DATE]`: make every published bulletin again from what it counted, and compare."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Bulletin
from reports.queries.rebuilding import Disagrees, rebuild


class Command(BaseCommand):
    help = "Rebuild published bulletins from their lists and the journal; name the first that says otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "date", nargs="?", type=dt.date.fromisoformat, help="only those that end on this day (2026-11-21)"
        )

    def handle(self, *_args: Any, date: dt.date | None, **_options: Any) -> None:
        bulletins = Bulletin.objects.published().order_by("date", "pk")
        if date:
            bulletins = bulletins.filter(date=date)
        held = 0
        for bulletin in bulletins.iterator(chunk_size=20):
            try:
                rebuild(bulletin)
            except Disagrees as fault:
                raise CommandError(f"{bulletin.kind} {bulletin}: {fault}.") from fault
            held += 1
        self.stdout.write(self.style.SUCCESS(f"The bulletins hold: {held}."))
