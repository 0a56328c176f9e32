"""The roles of the gate, the agencies officers work for, and what each role opens.

Everything a role gives is a table in this file: scopes of the API and permissions of the admin. Nothing is granted
user by user, so what somebody may do can be read from his role, his agency and his postings alone.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person is to the gate; a person is one of these and no other."""

    DECLARANT = "declarant", _("declarant")
    OFFICER = "officer", _("officer")
    MANAGER = "manager", _("manager")
    ADMINISTRATOR = "administrator", _("administrator")


class CompanyRole(models.TextChoices):
    """What a declarant is to his company."""

    OWNER = "owner", pgettext_lazy("role in a company", "owner")
    DISPATCHER = "dispatcher", _("dispatcher")
    VIEWER = "viewer", _("viewer")


class Agency(models.TextChoices):
    """The body an officer works for; each owns its own checks."""

    BORDER_GUARD = "border_guard", _("border guard")
    CUSTOMS = "customs", _("customs")
    MEDICAL = "medical", _("medical quarantine")
    PLANT = "plant", _("plant quarantine")
    ANIMAL = "animal", _("animal quarantine")
    TRANSPORT = "transport", _("transport management")
    GATE_CENTRE = "gate_centre", _("gate centre")
    YARD = "yard", _("yard")
    TRAFFIC_POLICE = "traffic_police", _("traffic police")


SCOPES: dict[str, frozenset[str]] = {
    Role.DECLARANT: frozenset({"declarations:read", "declarations:write"}),
    Role.OFFICER: frozenset({"queues:read", "checks:write"}),
    Role.MANAGER: frozenset({"reports:read", "reports:write"}),
    Role.ADMINISTRATOR: frozenset(),
}

FILING: frozenset[str] = frozenset({CompanyRole.OWNER, CompanyRole.DISPATCHER})
"""Who writes for a company: files, amends, cancels, keeps saved data. A viewer sees all of it and writes nothing."""

COMPANY_SCOPES: dict[str, frozenset[str]] = {
    CompanyRole.OWNER: SCOPES[Role.DECLARANT],
    CompanyRole.DISPATCHER: SCOPES[Role.DECLARANT],
    CompanyRole.VIEWER: frozenset({"declarations:read"}),
}

# What the admin asks of `has_perm`. Administrators keep accounts and never see a dossier. Officers and managers enter
# the admin for what the gate's own admin classes show them: those decide row by row, so nothing is granted here.
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.DECLARANT: frozenset(),
    Role.OFFICER: frozenset(),
    Role.MANAGER: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {
            "accounts.view_organisation",
            "accounts.add_organisation",
            "accounts.change_organisation",
            "accounts.view_user",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_application",
            "accounts.change_application",
            "accounts.view_apikey",
            "accounts.add_apikey",
            "accounts.change_apikey",
            "declarations.view_posting",
            "declarations.add_posting",
            "declarations.change_posting",
            "declarations.delete_posting",
            "notices.view_delivery",
            "delivery.view_sending",
            "axes.view_accessattempt",
            "axes.delete_accessattempt",
            "axes.view_accesslog",
            "axes.view_accessfailurelog",
        }
    ),
}

MODULES: dict[str, frozenset[str]] = {
    Role.DECLARANT: frozenset(),
    Role.OFFICER: frozenset({"declarations", "reports"}),
    Role.MANAGER: frozenset({"declarations", "reports"}),
    Role.ADMINISTRATOR: frozenset({"accounts", "declarations", "notices", "delivery", "axes"}),
}
