"""What the desk's templates ask for: the home page of whoever signed in, waiting times, instants at the gate."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from declarations.admin import words
from declarations.admin.home import Home, home_of
from declarations.queries.changes import path_in_words

register = template.Library()
register.filter("waited", words.waited)
register.filter("when", words.when)
register.filter("dong", words.dong)
register.filter("cargo", words.cargo)
register.filter("declared", path_in_words)


@register.simple_tag(takes_context=True)
def desk_home(context: dict[str, Any]) -> Home:
    """What the first page of the admin shows this person."""
    return home_of(context["request"].user, at=timezone.now())


@register.filter
def without_doors(app_list: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists of the first page; who came in and who did not is found beside who looked."""
    return [app for app in app_list if app["app_label"] != "axes"]


@register.simple_tag
def page_of(*names: str) -> str:
    """The address of the first of these pages that exists; empty when none does (a room may not be there)."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
