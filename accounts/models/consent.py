"""By whose consent a customs agent acts for a company."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Organisation, User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> ConsentQuerySet:
        """Those that were not taken back."""
        return self.filter(revoked_at__isnull=True)


class Consent(models.Model):
    """`owner` lets the people of `agent` see its data and file for it, until it is taken back. Kept as evidence."""

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consents_given", verbose_name=_("company")
    )
    agent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consents_held", verbose_name=_("customs agent")
    )
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(_("granted"))
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "owner"], condition=Q(revoked_at__isnull=True), name="consent_stands_once"
            ),
            models.CheckConstraint(name="consent_of_another", condition=~Q(owner=F("agent"))),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} → {self.agent_id}"
