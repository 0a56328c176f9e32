"""Hints of misdeclaration: the rules as rows, the goods they know, what was found and what an officer answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Gate
from desk.hints.codes import HintAnswer, RuleCode


class HintRule(models.Model):
    """A rule: whether it is asked, with which thresholds, and whom it concerns."""

    code = models.CharField(_("rule"), max_length=24, choices=RuleCode, unique=True, editable=False)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh_hans = models.CharField(_("name (Chinese)"), max_length=120)
    is_on = models.BooleanField(_("switched on"), default=True)
    parameters = models.JSONField(_("thresholds"), default=dict, blank=True)
    agencies = models.JSONField(_("shown to"), default=list)  # of Agency

    class Meta:
        verbose_name = _("rule of hints")
        verbose_name_plural = _("rules of hints")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the active language."""
        language = get_language() or "vi"
        return {"en": self.name_en, "zh-hans": self.name_zh_hans}.get(language, self.name_vi)


class GoodsName(models.Model):
    """Words for some goods, and the beginnings of the HS codes they go under; both separated by commas."""

    words = models.CharField(_("words"), max_length=500)
    hs_prefixes = models.CharField(_("HS codes begin with"), max_length=200)
    is_on = models.BooleanField(_("switched on"), default=True)

    class Meta:
        verbose_name = _("goods and their HS codes")
        verbose_name_plural = _("goods and their HS codes")

    def __str__(self) -> str:
        return self.words.split(",")[0]


class Hint(models.Model):
    """What a rule found in a declaration as it was after the event `version`. It blocks nothing.

    It lapses when an amendment takes away what it stands on before anybody answered.
    """

    rule = models.ForeignKey(HintRule, on_delete=models.PROTECT, related_name="hints", verbose_name=_("rule"))
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="hints", verbose_name=_("declaration")
    )
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=80)
    about = models.CharField(_("about"), max_length=60, blank=True)
    figures = models.JSONField(default=dict)
    found_at = models.DateTimeField(_("noticed"))
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=HintAnswer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("hint of misdeclaration")
        verbose_name_plural = _("hints of misdeclaration")
        constraints = [
            models.UniqueConstraint(fields=["rule", "declaration", "subject", "version"], name="hint_once_a_version"),
            models.CheckConstraint(
                name="hint_answered_by_somebody",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(name="hint_answered_or_lapsed", condition=Q(answer="") | Q(lapsed_at__isnull=True)),
        ]
        indexes = [
            models.Index(fields=["gate", "rule"], condition=Q(answer="", lapsed_at__isnull=True), name="hint_open"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.about}"


class HintLook(models.Model):
    """A declaration was looked at, up to and including its event `seq`: each filing and amendment once."""

    declaration = models.OneToOneField(
        Declaration, on_delete=models.CASCADE, related_name="hint_look", primary_key=True
    )
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.declaration_id} ≤ {self.seq}"


class HintProgress(models.Model):
    """How far looking has come: every change up to `until` was looked at. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="hint_progress_is_one_row")]

    def __str__(self) -> str:
        return str(self.until)
