"""What the contract itself has to remember: the first answer to a request that may be sent again."""

from datetime import timedelta

from django.conf import settings
from django.db import models

KEPT_FOR = timedelta(hours=24)


class IdempotencyRecord(models.Model):
    """The first answer under one Idempotency-Key of one owner, committed together with what it answers for."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_owner_key")]

    def __str__(self) -> str:
        return f"{self.owner_id}:{self.key}"
