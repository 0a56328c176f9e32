"""The Vietnamese tax code: 10 digits with a check digit, 10 + `-` + 3 for a branch, 12 digits for an individual."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotATaxCode
from stdnum.vn import mst

_PERSONAL = re.compile(r"[0-9]{12}")
_COMPANY = re.compile(r"[0-9]{10}(-?[0-9]{3})?")


def normal_tax_code(text: str) -> str | None:
    """Return the code as it is stored (`0100005019`, `0100005019-001`, 12 digits), or None when it is none."""
    code = re.sub(r"[\s.]", "", text)
    if _PERSONAL.fullmatch(code):
        return code
    if not _COMPANY.fullmatch(code):
        return None
    try:
        compact: str = mst.validate(code)
    except NotATaxCode:
        return None
    return compact if len(compact) == 10 else f"{compact[:10]}-{compact[10:]}"


def validate_tax_code(text: str) -> None:
    """Model and form validator. :raises ValidationError: this is not a tax code."""
    if normal_tax_code(text) is None:
        raise ValidationError(
            _("Write the tax code as 10 digits, 10 digits and a branch (-001), or the 12 digits of a person."),
            code="tax_code",
        )
