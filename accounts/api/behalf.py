"""For which company a program asks: the header `On-Behalf-Of` with its tax code (ADR 0072)."""

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.acting import acting_user
from accounts.companies import work_only_for
from accounts.models import Organisation
from accounts.tax_codes import normal_tax_code
from contract.api.behalf import asked_for
from contract.errors import NotAllowed


class NoConsent(NotAllowed):
    """The caller does not act for the company that he names, or there is none; which of the two is not said."""

    code = "no_consent"


def choose_company(request: Request) -> None:
    """Let the request be the company's that it names, and no other's. Without the header nothing is asked or changed.

    :raises NoConsent: the caller may not act for it.
    """
    named = asked_for(request)
    if named is None:
        return
    code = normal_tax_code(named)
    company = Organisation.objects.filter(tax_code=code, is_active=True).first() if code else None
    if company is None or not work_only_for(acting_user(request), company.pk):
        raise NoConsent(_("Your company holds no consent of a company with the tax code in On-Behalf-Of."))
