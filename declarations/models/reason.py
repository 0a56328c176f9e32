"""Why an agency decides against a truck: the catalogue that its officers choose from (ADR 0082)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency


class Decision(models.TextChoices):
    """The decisions that need a reason."""

    HOLD = "hold", _("Hold")
    SEND_BACK = "send_back", _("Send back")
    REFUSE = "refuse", _("Refuse")
    TURN_BACK = "turn_back", _("Turn back")
    ROAD_HOLD = "road_hold", _("Hold on the road")
    UNCALL = "uncall", _("Take the call back")
    CANCEL = "cancel", _("Cancel the truck")


class Reason(models.Model):
    """One entry of an agency's catalogue. Nothing is deleted: what officers gave once is switched off."""

    OTHER = "other"
    """What stands for a reason in the officer's own words; no row bears it."""

    agency = models.CharField(_("agency"), max_length=16, choices=Agency)
    code = models.CharField(_("code"), max_length=32)
    decisions = models.JSONField(_("offered for"), default=list)  # of Decision
    label_vi = models.CharField(_("words (Vietnamese)"), max_length=200)
    label_en = models.CharField(_("words (English)"), max_length=200)
    label_zh_hans = models.CharField(_("words (Chinese)"), max_length=200)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=50)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="reason_once_an_agency"),
            models.CheckConstraint(name="reason_not_other", condition=~Q(code="other")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its words in the active language."""
        language = get_language() or "vi"
        return {"en": self.label_en, "zh-hans": self.label_zh_hans}.get(language, self.label_vi)
