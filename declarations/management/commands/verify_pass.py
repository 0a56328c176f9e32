"""`manage.py verify_pass TOKEN [--keys FILE]`: check a pass without network and without database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.passes import PassRefused, keys_of, public_keys, read


class Command(BaseCommand):
    help = "Check a pass without network and say what it is bound to; ends with 1 when it is not good."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", help="the text of the QR code")
        parser.add_argument(
            "--keys", type=Path, help="a saved copy of /.well-known/gate-pass-keys.json (else this gate's own keys)"
        )

    def handle(self, *_args: Any, token: str, keys: Path | None, **_options: Any) -> None:
        try:
            held = read(token.strip(), keys=_read_keys(keys) if keys else public_keys(), at=timezone.now())
        except PassRefused as refusal:
            raise CommandError(f"{refusal.code}: {refusal}") from refusal
        bound = held.bound
        for name, value in (
            ("number", bound.number),
            ("vehicle", bound.vehicle_id),
            ("plate", bound.plate),
            ("trailer", bound.trailer or "–"),
            ("container", bound.container or "–"),
            ("version", held.version),
            ("valid until", timezone.localtime(held.valid_until).strftime("%d/%m/%Y %H:%M")),
            ("key", held.key_id),
        ):
            self.stdout.write(f"{name:12}{value}")
        self.stdout.write(self.style.SUCCESS("The pass is good. Compare plate, trailer and container with the truck."))


def _read_keys(path: Path) -> dict[str, bytes]:
    """:raises CommandError: the file holds no key set."""
    try:
        return keys_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{path} holds no set of public keys.") from wrong
