"""`manage.py api_key USERNAME`: a new key, alone on the last line."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import operations
from accounts.models import User
from contract.errors import DomainError


class Command(BaseCommand):
    """Issue an API key."""

    help = "Make an API key for a user and print it alone on the last line; it is never shown again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """USERNAME, and what narrows the key."""
        parser.add_argument("username")
        parser.add_argument(
            "--scope", action="append", metavar="S", help="a scope (may be given again); all of the role by default"
        )
        parser.add_argument("--label", default="", help="what the key is for")

    def handle(self, *_args: Any, **options: Any) -> None:
        """:raises CommandError: there is no such user, or he can have no such key."""
        username: str = options["username"]
        try:
            user = User.objects.get_by_natural_key(username)
            issued = operations.issue_key(
                user_id=user.pk, by=None, at=timezone.now(), scopes=options["scope"], label=options["label"]
            )
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {username}.") from error
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write(f"Key {issued.key.prefix} of {user.username}: {', '.join(issued.key.scopes)}")
        self.stdout.write(issued.text)
