"""Truck after truck: where an officer who came from a queue goes on to, before, after, and once he has acted."""

from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from declarations.admin.scope import Scope, scope_of
from declarations.models import Check
from declarations.queries import desk
from declarations.queries.queues import ORDER


class Way(NamedTuple):
    """An officer's way through a queue."""

    scope: Scope
    by: User

    @property
    def checks(self) -> QuerySet[Check]:
        """What lies on it now."""
        return self.scope.checks(self.by)

    def page(self, check: Check | None) -> str:
        """The truck's page on this way; after the last one the list."""
        if check is None:
            return self.scope.address
        asked = urlencode({"check": check.pk, "queue": self.scope.query})
        return f"{reverse('admin:declarations_declaration_change', args=[check.declaration_id])}?{asked}"

    def beyond(self, check: Check) -> Check | None:
        """The truck to go on to: the next one, after the last one the first. Ask before acting: an act moves it."""
        after = desk.neighbours(self.checks, check).after
        return after or self.checks.exclude(pk=check.pk).order_by(*ORDER).first()

    def onward(self, check: Check, beyond: Check | None) -> str:
        """Where he goes after an act on this check: on, unless it lies in his queue still."""
        return self.page(check if self.checks.filter(pk=check.pk).exists() else beyond)


def way_of(request: HttpRequest, by: User) -> Way | None:
    """The way that an address or a form names; None for whoever did not come from a queue."""
    query = request.POST.get("queue", request.GET.get("queue"))
    return None if query is None else Way(scope_of(QueryDict(query)), by)


def queue_behind(address: str) -> str:
    """The queue whose list stands at this address (`Scope.query`)."""
    return scope_of(QueryDict(urlsplit(address).query)).query
