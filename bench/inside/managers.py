"""A manager of the province: his browser's session, or his key of the API."""

from django.utils import timezone

from accounts.models import Role, User
from accounts.operations import issue_key
from bench.inside.people import session

MANAGER = "bench.manager"


def main(what: str) -> str:
    """`session` or `key`; he is made at the first call."""
    user, _new = User.objects.get_or_create(
        username=MANAGER, defaults={"password": "!", "role": Role.MANAGER, "province_wide": True}
    )
    if what == "key":
        return issue_key(user_id=user.pk, at=timezone.now(), by=None).text
    return session(MANAGER)
