"""`manage.py verify_proof FILE [--keys FILE]`: check a downloaded proof without network and without database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.passes import keys_of, public_keys
from seal.proof import NoProof, check


class Command(BaseCommand):
    help = "Check the proof of a declaration and name what is wrong with it; ends with 1 when anything is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("proof", type=Path, help="a file as /declarations/NUMBER/proof.json gives it")
        parser.add_argument(
            "--keys", type=Path, help="a saved copy of /.well-known/gate-pass-keys.json (else this gate's own keys)"
        )

    def handle(self, *_args: Any, proof: Path, keys: Path | None, **_options: Any) -> None:
        try:
            public = keys_of(_read(keys)) if keys else public_keys()
        except ValueError as wrong:
            raise CommandError(f"{keys} holds no set of public keys.") from wrong
        try:
            checked = check(_read(proof), keys=public)
        except NoProof as wrong:
            raise CommandError(f"{proof} is no proof: {wrong}") from wrong
        for fault in checked.faults:
            self.stderr.write(self.style.ERROR(fault))
        if checked.faults:
            raise CommandError(f"The proof of {checked.number} does not hold.")
        said = f"The proof of {checked.number} holds: {checked.sealed} of its {checked.events} events are sealed."
        self.stdout.write(self.style.SUCCESS(said))


def _read(path: Path) -> Any:
    """:raises CommandError: there is no such file, or it is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{path} could not be read as JSON.") from wrong
