"""The names of the rules and of what officers answer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RuleCode(TextChoices):
    OVER_CLASS = "over_class", _("Cargo against fee class")
    UNLIKE_ITSELF = "unlike_itself", _("Own weight against the truck's history")
    OTHER_GOODS = "other_goods", _("HS code against description")
    SAME_DRIVER = "same_driver", _("One driver on several trucks")
    OVER_CUSTOMS = "over_customs", _("Customs declaration over its weight")
    SAME_CONTAINER = "same_container", _("Container seen elsewhere")


class HintAnswer(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    UNFOUNDED = "unfounded", _("Unfounded")
