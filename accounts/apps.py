"""The room of people: who signs in, for whom, with which key."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, organisations and API keys."""

    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """On a server people wait for their mails: say at every start when none leaves the house."""
        if not settings.DEBUG and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            logging.getLogger(__name__).warning("Mails are only written to files; set EMAIL_URL to a mail server.")
