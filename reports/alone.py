"""Writing alone: where equal things must not be kept twice, one writer after the other."""

from django.db import connection
from django.db.models import Model


def write_alone(model: type[Model]) -> None:
    """Let nobody else write rows of this model until the transaction ends; readers go on.

    On SQLite a transaction that writes is alone anyhow (IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")
