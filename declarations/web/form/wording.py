"""How a finding's advice is worded to whoever looks at a form, where the catalogue speaks to programs too."""

from django.utils.translation import gettext_lazy as _

from contract.finding import Finding
from declarations.web.form.fields import Text

FIXES: dict[str, Text] = {
    "bad_instant": _("Write the day and the hour, for example 22/11/2026 09:00."),
    "instant_without_offset": _("Write the day and the hour, for example 22/11/2026 09:00."),
    "bad_date": _("Write it as 31/01/2027."),
    "unknown_choice": _("Choose one from the list."),
    "unknown_gate": _("Choose one of the gates above."),
}


def worded(finding: Finding) -> Finding:
    """The finding as the form says it; its code and place are the same."""
    fix = FIXES.get(finding.code)
    return finding._replace(fix=fix) if fix else finding
