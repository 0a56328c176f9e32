"""Writing of the tariff (domain §9): dated rows, by managers of the whole province. What was assessed stays."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict
from declarations.errors import NotYours
from declarations.models import JourneyRate, Tariff
from declarations.operations.assessing import forget_prices


class PriceTaken(Conflict):
    """There is a row for the same case and first day already."""

    code = "price_taken"


def may_price(user: User) -> bool:
    """Whether this person writes the tariff."""
    return user.is_active and user.is_manager and user.province_wide


@transaction.atomic
def keep(*, row: Tariff | JourneyRate, by: User) -> None:
    """Save a row of the tariff, new or changed; fees assessed from now on follow it.

    :raises NotYours: `by` is no manager of the whole province.   :raises PriceTaken: there is such a row already.
    """
    if not may_price(by):
        raise NotYours(_("Only a manager of the whole province writes the tariff."))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise PriceTaken(_("There is a row for this case and first day already.")) from taken
    # Now, for this transaction's own eyes, and after the commit, for whoever looked meanwhile.
    forget_prices()
    transaction.on_commit(forget_prices)
