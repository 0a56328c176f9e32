"""What a company was told: the list, and reading one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import acting_user
from notices import operations
from notices.models import Notice
from notices.words import text_of

PAGE = 50


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first; older ones behind the last that was shown."""
    user = acting_user(request)
    if not user.is_declarant:
        raise PermissionDenied
    rows = Notice.objects.visible_to(user).whole().order_by("-pk")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "notices": [(notice, text_of(notice)) for notice in found[:PAGE]],
        "any_new": any(notice.read_at is None for notice in found[:PAGE]),
        "newest": found[0].pk if found else None,
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
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
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        operations.mark_all_read(by=acting_user(request), at=timezone.now(), until_id=int(newest))
    return redirect("notices")
