"""Hints on the rows of a queue: how many of a declaration the officer's agency has still to look into."""

from datetime import datetime

from django.db.models import Count
from django.utils.translation import ngettext

from accounts.models import User
from declarations.models import Check
from desk.queries.hints import concerning, to_answer


def on_rows(checks: list[Check], user: User, at: datetime) -> dict[int, list[str]]:  # noqa: ARG001
    """A few words by check (2 queries)."""
    hints = to_answer(concerning(user)).filter(declaration__in={check.declaration_id for check in checks})
    counted = hints.order_by().values("declaration_id").annotate(many=Count("pk"))
    many = dict(counted.values_list("declaration_id", "many"))
    return {check.pk: [_words(many[check.declaration_id])] for check in checks if check.declaration_id in many}


def _words(many: int) -> str:
    return ngettext("%(n)d hint", "%(n)d hints", many) % {"n": many}
