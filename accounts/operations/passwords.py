"""A new password for whoever forgot his, by a letter to the address of the account."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.letters import address_of
from accounts.models import Letter, LetterKind, User
from accounts.operations.mailing import owe

MOST_IN_AN_HOUR: Final = 3
"""Letters to one account, so that nobody floods another's post."""
_MOST_ACCOUNTS: Final = 5


@transaction.atomic
def ask(*, name: str, at: datetime) -> int:
    """Owe a letter to each account of this name or e-mail address; answer how many. The page does not say it."""
    name = name.strip().lower()
    if not name:
        return 0
    people = User.objects.select_related("organisation").filter(Q(username=name) | Q(email__iexact=name))
    count = 0
    for user in people.order_by("pk")[:_MOST_ACCOUNTS]:
        lately = Letter.objects.filter(user=user, kind=LetterKind.RESET, created_at__gt=at - timedelta(hours=1))
        if user.may_sign_in and address_of(user) and lately.count() < MOST_IN_AN_HOUR:
            owe(LetterKind.RESET, user=user, at=at)
            count += 1
    return count
