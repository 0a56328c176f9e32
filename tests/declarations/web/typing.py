"""A document as the browser would post it."""

from typing import Any

from django.test import Client

from accounts.models import User
from declarations.models import Declaration
from declarations.web import kept
from declarations.web.form.typed import shown_instant, shown_number


def typed(document: dict[str, Any], **more: str) -> dict[str, Any]:
    """The fields of the form filled with that document."""
    fields: dict[str, Any] = {}
    _flatten("", document, fields)
    return fields | more


def _flatten(name: str, value: Any, fields: dict[str, Any]) -> None:
    if isinstance(value, dict):
        for member, inner in value.items():
            _flatten(f"{name}-{member}" if name else member, inner, fields)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, row in enumerate(value):
            _flatten(f"{name}-{index}", row, fields)
    elif isinstance(value, list):
        fields[name] = value
    elif value is True:
        fields[name] = "on"
    elif name == "expected_arrival" and value:
        fields[name] = shown_instant(value)
    elif value is not None and value is not False:
        fields[name] = shown_number(value)


def signed_in(user: User, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def typed_in(draft: Declaration) -> dict[str, Any]:
    """What a draft keeps."""
    assert draft.draft is not None
    return dict(draft.draft)


def ticket(user: User) -> str:
    return kept.ticket(user)
