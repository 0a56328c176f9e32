"""How often one address may knock at the doors that need no sign-in."""

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def allowed(request: HttpRequest, door: str, *, most: int, seconds: int) -> bool:
    """Count a knock; False when this address has knocked `most` times in the last `seconds`, counted from the first."""
    name = f"door:{door}:{get_client_ip_address(request)}"
    cache.add(name, 0, timeout=seconds)
    try:
        return int(cache.incr(name)) <= most
    except ValueError:  # it ran out between the two
        return True


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The page that says when to try again."""
    page = render(request, "accounts/too_many.html", {"minutes": -(-seconds // 60)}, status=429)
    page["Retry-After"] = str(seconds)
    return page
