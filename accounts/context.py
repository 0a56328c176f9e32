"""What every page says of the company that one works for."""

from typing import Any

from django.http import HttpRequest

from accounts.companies import company_worked_for, working_for
from accounts.models import Organisation, User


def companies(request: HttpRequest) -> dict[str, Any]:
    """`worked_for`: the company, when it is not one's own. Asked only by pages that say it."""

    def worked_for() -> Organisation | None:
        user = getattr(request, "user", None)
        if not isinstance(user, User) or working_for(user) == user.organisation_id:
            return None
        return company_worked_for(user)

    return {"worked_for": worked_for}
