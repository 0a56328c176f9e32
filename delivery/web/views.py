"""The pages of subscriptions: each manager his own. What was sent is listed with what became of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_user
from accounts.letters import address_of
from accounts.models import User
from contract.errors import DomainError
from declarations.models import Gate
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from delivery.queries import history, overview
from delivery.tasks import soon
from delivery.titles import title_of
from delivery.web.forms import SubscriptionForm, initial_of
from delivery.words import Way
from reports import reading
from reports.web.views import for_managers

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def own(view: View[Arguments]) -> View[Arguments]:
    """For managers; another person's subscription, or a removed one, is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (Subscription.DoesNotExist, Sending.DoesNotExist) as gone:
            raise Http404 from gone

    return never_cache(for_managers(guarded))


@require_safe
@own
def subscriptions(request: HttpRequest) -> HttpResponse:
    """What I have sent to me, and how the last sending of each went."""
    return render(request, "delivery/subscriptions.html", {"rows": overview(acting_user(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@own
def new(request: HttpRequest) -> HttpResponse:
    """The form for another one. The answer to a webhook's is the only page that shows its secret."""
    by, at = acting_user(request), timezone.now()
    form = SubscriptionForm(request.POST or None, gates=_gates(by), initial={"language": by.language})
    if form.is_valid():
        try:
            made = subscribing.subscribe(wish=form.wish(), by=by, at=at)
        except DomainError as refusal:
            form.say(refusal)
        else:
            return _after(request, made, _("The subscription is made."))
    return _form_page(request, form, by)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """The form of one that there is."""
    by, at = acting_user(request), timezone.now()
    row = Subscription.objects.visible_to(by).get(pk=subscription_id)
    form = SubscriptionForm(request.POST or None, gates=_gates(by), initial=initial_of(row))
    if form.is_valid():
        try:
            made = subscribing.change(subscription_id=row.pk, wish=form.wish(), by=by, at=at, version=None)
        except DomainError as refusal:
            form.say(refusal)
        else:
            return _after(request, made, _("The subscription is changed."))
    return _form_page(request, form, by, subscription=row)


@require_safe
@own
def subscription(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """One subscription: what is sent when, and the history of its sendings."""
    by = acting_user(request)
    row = Subscription.objects.visible_to(by).get(pk=subscription_id)
    before = request.GET.get("before", "")
    found = history(row, before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)
    context = {"row": row, "gates": _named(row), "email": address_of(by), "sendings": found.rows, "older": found.older}
    return render(request, "delivery/subscription.html", context)


@require_POST
@own
def pause(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """It stands still."""
    subscribing.pause(subscription_id=subscription_id, by=acting_user(request), at=timezone.now())
    messages.success(request, _("Paused. Nothing is sent until you resume it."))
    return redirect("subscription", subscription_id)


@require_POST
@own
def resume(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """It goes on."""
    subscribing.resume(subscription_id=subscription_id, by=acting_user(request), at=timezone.now())
    messages.success(request, _("Resumed. What is published from now on is sent."))
    return redirect("subscription", subscription_id)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def remove(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """Asks first, then ends it."""
    by = acting_user(request)
    row = Subscription.objects.visible_to(by).get(pk=subscription_id)
    if request.method != "POST":
        return render(request, "delivery/remove.html", {"row": row})
    subscribing.unsubscribe(subscription_id=row.pk, by=by, at=timezone.now())
    messages.success(request, _("The subscription is removed."))
    return redirect("subscriptions")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def secret(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """Asks first, then makes a new secret; the answer is the only page that shows it."""
    by = acting_user(request)
    row = Subscription.objects.visible_to(by).get(pk=subscription_id, way=Way.WEBHOOK)
    if request.method != "POST":
        return render(request, "delivery/renew.html", {"row": row})
    made = subscribing.renew_secret(subscription_id=row.pk, by=by)
    return render(request, "delivery/secret.html", {"row": made.subscription, "secret": made.secret})


@require_POST
@own
def test(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """The last one is sent now."""
    try:
        sending = owing.ask_for_last(subscription_id=subscription_id, by=acting_user(request), at=timezone.now())
    except owing.NothingPublished as refusal:
        messages.warning(request, str(refusal))
    else:
        soon()
        said = _("%(title)s is being sent; load this page in a moment to see what came of it.")
        messages.success(request, said % {"title": title_of(sending.bulletin)})
    return redirect("subscription", subscription_id)


@require_POST
@own
def retry(request: HttpRequest, sending_id: int) -> HttpResponse:
    """What failed is tried again."""
    by = acting_user(request)
    sending = Sending.objects.visible_to(by).only("subscription_id").get(pk=sending_id)
    try:
        owing.retry(sending_id=sending_id, by=by, at=timezone.now())
    except owing.SendingNotFailed as refusal:
        messages.warning(request, str(refusal))
    else:
        soon()
        messages.success(request, _("It is being sent again; load this page in a moment to see what came of it."))
    return redirect("subscription", sending.subscription_id)


def _after(request: HttpRequest, made: subscribing.Subscribed, said: str) -> HttpResponse:
    """Where one goes on; a secret is shown at once and never again."""
    if made.secret:
        return render(request, "delivery/secret.html", {"row": made.subscription, "secret": made.secret, "said": said})
    messages.success(request, said)
    return redirect("subscription", made.subscription.pk)


def _form_page(
    request: HttpRequest, form: SubscriptionForm, by: User, *, subscription: Subscription | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "email": address_of(by), "row": subscription}
    return render(request, "delivery/form.html", context, status=422 if form.errors else 200)


def _gates(by: User) -> list[Gate]:
    return list(Gate.objects.filter(code__in=reading.gates_of(by)).order_by("pk"))


def _named(row: Subscription) -> list[str]:
    """The names of the gates that it is cut to; none: it is cut to none."""
    return [gate.name for gate in Gate.objects.filter(code__in=row.gates).order_by("pk")]
