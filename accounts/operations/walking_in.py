"""A company whose truck came to the gate without a declaration: found by its tax code, else kept as a new one.

A company made so has no people. Whoever signs up with its tax code becomes its first owner (applying).
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.operations.keeping import SwitchedOff
from accounts.tax_codes import normal_tax_code
from contract.errors import Invalid
from contract.text import ControlCharacter, clean_text


class BadTaxCode(Invalid):
    """This is no tax code."""

    code = "bad_tax_code"


class CompanyUnknown(Invalid):
    """No company of this tax code is here, and no name was given for a new one."""

    code = "company_unknown"


def company_at_the_gate(*, tax_code: str, name: str) -> Organisation:
    """The company of this tax code; one that nobody has filed for yet is made, with this name.

    :raises BadTaxCode: it is none.   :raises CompanyUnknown: it is new and has no name.
    :raises SwitchedOff: an administrator has switched it off.
    """
    code = normal_tax_code(tax_code)
    if code is None:
        raise BadTaxCode(_("Write the tax code as 10 digits, 10 digits and a branch (-001), or 12 digits of a person."))
    company = Organisation.objects.filter(tax_code=code).first()
    if company is None:
        company, _made = Organisation.objects.get_or_create(tax_code=code, defaults={"name": _name(name)})
    if not company.is_active:
        raise SwitchedOff(_("This company is switched off; an administrator did that."))
    return company


def _name(text: str) -> str:
    try:
        name = clean_text(text)[:200]
    except ControlCharacter:
        name = ""
    if not any(map(str.isalnum, name)):
        raise CompanyUnknown(_("No company of this tax code is known here yet; write its name."))
    return name
