"""Noting what a forecast expects, for the assessment of the bulletins."""

import datetime as dt

from django.db import transaction

from declarations.models import Gate
from reports.models import Outlook


@transaction.atomic
def note(
    *,
    made_on: dt.date,
    for_date: dt.date,
    gate: str | None = None,
    left_over_p10: int,
    left_over_p50: int,
    left_over_p90: int,
    beats_naive: bool,
    at: dt.datetime,
) -> Outlook:
    """Keep what is expected to be left over at the cut-off of `for_date`, in vehicles; said again, the last word holds.

    :param gate: the code of a gate; None for all of them together.

    :raises Gate.DoesNotExist: there is no such gate.
    :raises IntegrityError: the numbers do not rise, or the day lies before `made_on`.
    """
    said = {
        "left_over_p10": left_over_p10, "left_over_p50": left_over_p50, "left_over_p90": left_over_p90,
        "beats_naive": beats_naive, "said_at": at,
    }  # fmt: skip
    where = Gate.objects.get(code=gate) if gate else None
    outlook, _made = Outlook.objects.update_or_create(made_on=made_on, for_date=for_date, gate=where, defaults=said)
    return outlook
