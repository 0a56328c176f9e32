"""Noting which manifest a scanner was given last: by it a scan that comes later is judged."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from declarations.models import Gate
from desk.models import Device, ManifestGiven
from desk.queries.manifest import GOOD_FOR


@transaction.atomic
def note_given(*, gate: Gate, by: User, device: Device | None, at: datetime) -> None:
    """This scanner was given a manifest of this gate now."""
    whose = {"gate": gate, "device": device} if device else {"gate": gate, "device": None, "officer": by}
    good = {"officer": by, "issued_at": at, "expires_at": at + GOOD_FOR}
    ManifestGiven.objects.update_or_create(**whose, defaults=good)
