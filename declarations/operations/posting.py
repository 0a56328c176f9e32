"""Who works where: the postings of officers and managers, kept by administrators. They hold from the next request."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Invalid, NotAllowed
from declarations.models import Posting


class NotAdministrator(NotAllowed):
    """Only an administrator posts people."""

    code = "not_administrator"


class NotPostable(Invalid):
    """Companies and administrators do not work at a gate."""

    code = "not_postable"


@transaction.atomic
def post(*, user_id: int, gate_id: int, by: User) -> Posting:
    """Post a person to a gate; one who is posted there stays so.

    :raises NotAdministrator: `by` keeps no accounts.   :raises NotPostable: neither officer nor manager.
    """
    _require_administrator(by)
    require_postable(User.objects.get(pk=user_id))
    return Posting.objects.get_or_create(user_id=user_id, gate_id=gate_id)[0]


@transaction.atomic
def unpost(*, posting_id: int, by: User) -> None:
    """End a posting. :raises NotAdministrator: `by` keeps no accounts."""
    _require_administrator(by)
    Posting.objects.filter(pk=posting_id).delete()


def require_postable(user: User) -> None:
    """Refuse who does not work at gates. :raises NotPostable: neither officer nor manager."""
    if not (user.is_officer or user.is_manager):
        raise NotPostable(_("Only officers and managers are posted to a gate."))


def _require_administrator(by: User) -> None:
    if not (by.is_active and by.is_administrator):
        raise NotAdministrator(_("Only an administrator posts people to gates."))
