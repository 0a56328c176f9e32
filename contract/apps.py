"""The room of the HTTP contract: what every interface shares and no domain owns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractConfig(AppConfig):
    """Refusals, findings, and the mechanics of the API."""

    name = "contract"
    verbose_name = _("HTTP contract")
    default_auto_field = "django.db.models.BigAutoField"
