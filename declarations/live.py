"""Pages that keep themselves fresh: the script asks for the live part again and again, and is answered 304 until
something changed. What changed is known by a few numbers, not by making the part anew (ADR 0062)."""

from collections.abc import Callable
from hashlib import blake2s
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

Answer = TypeVar("Answer", bound=HttpResponseBase)


def is_part(request: HttpRequest) -> bool:
    """Whether the script asks for the live part only; a page that history brings back is asked for whole."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def respond(
    request: HttpRequest, *, page: str, part: str, version: tuple[object, ...], context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Answer the whole page, the live part of it, or 304 without reading more than the version.

    :param page: the template of the page, which includes `part`.
    :param version: what changes whenever the part does; looked up before `context` reads, so that a change in
        between is answered once more and never missed.
    """
    etag = etag_of(request, version)
    answer = unchanged(request, etag)
    if answer is None:
        template = part if is_part(request) else page
        answer = marked(request, render(request, template, context() | {"etag": etag, "live": part}), etag)
    return answer


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304, if the live part is asked for and is the one that the script has; else None."""
    answer = get_conditional_response(request, etag=etag) if is_part(request) else None
    return None if answer is None else marked(request, answer, etag)


def marked(request: HttpRequest, answer: Answer, etag: str) -> Answer:
    """The answer with its ETag, where it is the live part."""
    if is_part(request):
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-store"  # the script compares by itself; no cache stands between
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def etag_of(request: HttpRequest, version: tuple[object, ...]) -> str:
    """The mark of a part at that version. Two people, two languages, two filters: never the same part."""
    asked = (request.get_full_path(), request.user.pk, get_language(), *version)
    return f'"{blake2s(repr(asked).encode(), digest_size=12).hexdigest()}"'
