"""What a person was told: the list by day, reading, the count that stands in the bar, and what he wants to be told."""

import datetime as dt
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_user
from accounts.models import User
from notices import operations, sms
from notices.models import Delivery, Notice
from notices.queries import address_of, choices_of
from notices.topics import Channel, Topic, topic_of
from notices.words import text_of

PAGE = 50
MOST_COUNTED = 99
FAILED_SHOWN = dt.timedelta(days=7)


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first, day by day; older ones behind the last that was shown."""
    mine = Notice.objects.visible_to(_declarant(request))
    topic, only_new = _filters(request.GET)
    rows = mine.about(topic) if topic else mine
    rows = rows.unread() if only_new else rows
    if before := _id(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.whole().order_by("-pk")[: PAGE + 1])
    kept = [*([("topic", topic)] if topic else []), *([("new", "1")] if only_new else [])]
    older = [*kept, ("before", str(found[PAGE - 1].pk))] if len(found) > PAGE else []
    context = {
        "days": _by_day(found[:PAGE]),
        "any_new": any(notice.read_at is None for notice in found[:PAGE]),
        "newest": found[0].pk if found else None,
        "older": urlencode(older),
        "topics": Topic.choices,
        "topic": topic,
        "only_new": only_new,
        "filters": urlencode(kept),
    }
    return render(request, "notices/list.html", context)


@login_required
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark it as read and go on to what it is about."""
    try:
        notice = operations.mark_read(notice_id=notice_id, by=acting_user(request), at=timezone.now())
    except Notice.DoesNotExist:
        raise Http404 from None
    return redirect("declaration", notice.event.declaration)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what was shown."""
    if newest := _id(request.POST.get("newest", "")):
        operations.mark_all_read(by=acting_user(request), at=timezone.now(), until_id=newest)
    return redirect("notices")


@login_required
@require_safe
@never_cache
def count(request: HttpRequest) -> JsonResponse:
    """How many are new, up to 99, for the bar of every page (static/js/notices.js)."""
    unread = Notice.objects.visible_to(acting_user(request)).unread()
    many = unread.values("pk")[: MOST_COUNTED + 1].count()
    shown = f"{MOST_COUNTED}+" if many > MOST_COUNTED else str(many) if many else ""
    said = ngettext("%(count)s new notice", "%(count)s new notices", many) % {"count": shown}
    return JsonResponse({"shown": shown, "said": said if many else ""})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Which topics reach me through which channel; what is ticked is wanted."""
    user = _declarant(request)
    channels = [channel for channel in Channel if channel != Channel.SMS or sms.is_there()]
    if request.method == "POST":
        ticked = set(request.POST.getlist("wanted"))
        wanted = {(topic, channel): f"{topic}.{channel}" in ticked for topic in Topic for channel in channels}
        operations.choose(by=user, wanted=wanted)
        messages.success(request, _("Your choices are saved."))
        return redirect("notice-choices")
    return render(request, "notices/choices.html", _choices(user, channels, at=timezone.now()))


def _choices(user: User, channels: list[Channel], *, at: dt.datetime) -> dict[str, Any]:
    chosen = choices_of(user)
    rows = [
        (topic.label, [(f"{topic}.{channel}", channel.label, chosen[topic, channel]) for channel in channels])
        for topic in Topic
    ]
    failed = Delivery.objects.filter(user=user, failed_at__gte=at - FAILED_SHOWN).order_by("-pk")
    return {
        "rows": rows,
        "channels": channels,
        "email": user.email,
        "sms": Channel.SMS in channels,
        "phone": address_of(user, Channel.SMS),
        "language": user.get_language_display(),
        "failed": failed.select_related("event__declaration")[:3],
    }


def _declarant(request: HttpRequest) -> User:
    """Who asks; officers and managers are told nothing here."""
    user = acting_user(request)
    if not user.is_declarant:
        raise PermissionDenied
    return user


def _filters(asked: QueryDict) -> tuple[str, bool]:
    """The topic that is asked for, if there is such a one, and whether only new notices are."""
    topic = asked.get("topic", "")
    return (topic if topic in Topic.values else ""), asked.get("new") == "1"


def _id(text: str) -> int:
    """An id that somebody sent; nonsense is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _by_day(found: list[Notice]) -> list[tuple[Any, list[tuple[Notice, str, str]]]]:
    """Each day with its notices: the notice, its text, its topic."""
    days = groupby(found, key=lambda notice: timezone.localtime(notice.created_at).date())
    return [(day, [(notice, text_of(notice.event), topic_of(notice.event.verb)) for notice in of]) for day, of in days]
