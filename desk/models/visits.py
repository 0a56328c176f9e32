"""Who looked at what in the desk, who sent something to it, and who was refused (ADR 0085)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VisitKind(models.TextChoices):
    """What it came to."""

    LOOKED = "looked", _("Looked")
    SENT = "sent", _("Sent a form")
    REFUSED = "refused", _("Refused")


class Visit(models.Model):
    """One request of a signed-in person to a page of the desk; polls and pages without rows are none.

    `page` is the name of the address, `row` the number in it. `declaration_ref` is the id of the dossier behind it: no
    foreign key, for whoever guesses numbers also names dossiers that are not there.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("kind"), max_length=8, choices=VisitKind)
    page = models.CharField(_("page"), max_length=80)
    row = models.BigIntegerField(null=True)
    declaration_ref = models.BigIntegerField(null=True)
    address = models.GenericIPAddressField(_("address"), null=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("who looked")
        indexes = [
            models.Index(fields=["-at", "-id"], name="visit_newest"),
            models.Index(fields=["person", "-at", "-id"], name="visit_of_person"),
            models.Index(
                fields=["declaration_ref", "-at", "-id"], condition=Q(declaration_ref__isnull=False),
                name="visit_of_declaration",
            ),
            models.Index(fields=["-at", "-id"], condition=Q(kind="refused"), name="visit_refused"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.page} {self.at}"
