"""`manage.py verify_line GATE DATE`: rebuild a day of the line from the journal and compare it with what was served."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.models import Gate
from declarations.queries.line_history import verify


class Command(BaseCommand):
    help = "Rebuild line times and places of a gate on a day from the journal; name what was served otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("gate", help="its code, for example HN")
        parser.add_argument("date", type=date.fromisoformat, help="YYYY-MM-DD, by the gate's clock")

    def handle(self, *_args: Any, gate: str, date: date, **_options: Any) -> None:
        row = Gate.objects.filter(code=gate).first()
        if row is None:
            raise CommandError(f"There is no gate {gate}.")
        since = datetime.combine(date, time(), tzinfo=timezone.get_default_timezone())
        wrong = 0
        for line in verify(gate=row, since=since, until=since + timedelta(days=1), at=timezone.now()):
            for plate, fault in line.faults:
                told = f"{line.direction} {plate}: {fault.what} at {fault.at.isoformat()}"
                self.stderr.write(self.style.ERROR(f"{told}: the journal gives {fault.rebuilt}, not {fault.served}"))
            wrong += len(line.faults)
            said = f"{line.trucks} trucks, {line.calls} calls with their places, {line.places} places of now"
            self.stdout.write(f"{gate} {line.direction} {date}: {said}.")
        if wrong:
            raise CommandError(f"The line was served otherwise than the journal says: {wrong} fault(s).")
        self.stdout.write(self.style.SUCCESS("The line was served as the journal says."))
