"""How far the journal was followed (docs/adr/0096)."""

from django.db import models
from django.db.models import Q

from declarations.models import Declaration


class Look(models.Model):
    """The facts of a declaration's vehicles say what its journal says up to event `seq`."""

    declaration = models.OneToOneField(
        Declaration, on_delete=models.CASCADE, related_name="release_look", primary_key=True
    )
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.declaration_id} ≤ {self.seq}"


class Follow(models.Model):
    """Every event up to the one with this id was looked at, by a round that began at `at`. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    event = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="release_follow_is_one_row")]

    def __str__(self) -> str:
        return f"≤ {self.event}"
