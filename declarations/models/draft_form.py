"""Which page of the filing form saved a draft: what makes saving by itself safe to repeat (docs/adr/0057)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from declarations.models.declaration import Declaration


class DraftForm(models.Model):
    """One opened page of the form. It makes at most one draft and knows its own saves again."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    form = models.UUIDField(_("page of the form"))
    declaration = models.ForeignKey(
        Declaration, on_delete=models.CASCADE, related_name="forms", verbose_name=_("declaration")
    )
    saves = models.PositiveIntegerField(_("saves carried out"), default=0)
    digest = models.CharField(_("digest of what it saved last"), max_length=64, blank=True)
    version = models.PositiveIntegerField(_("version it saved last"))

    class Meta:
        verbose_name = _("page of the form")
        verbose_name_plural = _("pages of the form")
        constraints = [models.UniqueConstraint(fields=["organisation", "form"], name="draft_form_once_a_company")]

    def __str__(self) -> str:
        return f"{self.form} → {self.declaration_id}"
