"""What is sealed: each gate's day by one signed root, and under it the head of every declaration that went on that day.

On PostgreSQL a trigger refuses to change or delete either.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Gate


class Seal(models.Model):
    """A gate's sealed day. `document` is what was signed; the columns repeat what is asked for."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate"))
    date = models.DateField(_("day"))
    root = models.CharField(_("root"), max_length=64)
    document = models.JSONField()
    signature = models.CharField(max_length=88)  # base64url of 64 bytes, without padding
    key_id = models.CharField(max_length=8)
    sealed_at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("sealed day")
        verbose_name_plural = _("sealed days")
        constraints = [models.UniqueConstraint(fields=["gate", "date"], name="seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.root[:12]}"


class SealedHead(models.Model):
    """A leaf: how long a declaration's chain was at the cut-off, and the hash it ended with."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="heads")
    position = models.PositiveIntegerField()
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=13)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="sealed_head_once_a_place"),
            models.UniqueConstraint(fields=["seal", "declaration"], name="sealed_head_once_a_declaration"),
        ]
        indexes = [models.Index(fields=["declaration", "-length"], name="sealed_head_latest")]

    def __str__(self) -> str:
        return f"{self.number} {self.length}"
