"""Subscriptions over HTTP: each manager his own."""

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.conditional import require_if_match
from contract.api.cursor import PageQuery, page
from contract.api.idempotency import idempotent
from contract.api.parsers import StrictJSONParser
from contract.api.strict import StrictQuery, StrictSerializer, read_body, read_query
from declarations.api.asking import ScopedView, one_or_404
from declarations.api.bodies import NothingIn
from declarations.api.merge_patch import MergePatchParser, merge
from delivery.api import output
from delivery.api.bodies import SubscriptionIn, SubscriptionPatch, SubscriptionWhole, body_of, wish_of
from delivery.api.schema import SecretAnswer, SendingAnswer, SubscriptionAnswer, SubscriptionPage
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from delivery.tasks import soon

READ, WRITE = "reports:read", "reports:write"
TAGS = ["Subscriptions"]
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read.")


class OwnView(ScopedView):
    """What is another person's, or was removed a moment ago, is not there."""

    def handle_exception(self, exc: Exception) -> Response:
        """404 for a row that an operation does not find among the caller's own."""
        gone = (Subscription.DoesNotExist, Sending.DoesNotExist)
        return super().handle_exception(Http404() if isinstance(exc, gone) else exc)


class Subscriptions(OwnView):
    """All of mine."""

    scopes: ClassVar = {"GET": (READ,), "POST": (WRITE,)}

    @extend_schema(operation_id="list_subscriptions", tags=TAGS, parameters=[PageQuery], responses=SubscriptionPage)
    def get(self, request: Request) -> Response:
        """My subscriptions, newest first."""
        rows = Subscription.objects.visible_to(acting_user(request))
        found = page(rows, order=("-pk",), query=read_query(request, PageQuery))
        return Response({"results": [output.subscription(row) for row in found.rows], "next": found.next})

    @extend_schema(operation_id="subscribe", tags=TAGS, request=SubscriptionIn, responses={201: SubscriptionAnswer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Have a report sent to me whenever one is published. A webhook needs `PUT …/secret` next, which shows it."""
        by, at = acting_user(request), timezone.now()
        wish = wish_of(read_body(request, SubscriptionIn), language=by.language)
        row = subscribing.subscribe(wish=wish, by=by, at=at).subscription
        return _answer(row, status=201, Location=reverse("api-subscription", args=[row.pk]))


class OneSubscription(OwnView):
    """One of mine."""

    scopes: ClassVar = {"GET": (READ,), "PATCH": (WRITE,), "DELETE": (WRITE,)}
    parser_classes = [MergePatchParser, StrictJSONParser]

    @extend_schema(operation_id="read_subscription", tags=TAGS, responses=SubscriptionAnswer)
    def get(self, request: Request, subscription_id: int) -> Response:
        """What is sent, when and how."""
        read_query(request, StrictQuery)
        return _answer(_mine(request, subscription_id))

    @extend_schema(
        operation_id="change_subscription",
        tags=TAGS,
        parameters=[IF_MATCH],
        request={"application/merge-patch+json": SubscriptionPatch, "application/json": SubscriptionPatch},
        responses=SubscriptionAnswer,
    )
    def patch(self, request: Request, subscription_id: int) -> Response:
        """Change it by JSON Merge Patch. `paused: true` drops what is still owed; `false` also ends `gone`."""
        by, at = acting_user(request), timezone.now()
        row = _mine(request, subscription_id)
        require_if_match(request, output.tag(row))
        body = _read(merge(body_of(row), request.data))
        paused = body["paused"] if body["paused"] != (row.state != "active") else None
        changed = subscribing.change(
            subscription_id=row.pk, wish=wish_of(body, language=row.language), paused=paused, by=by, at=at,
            version=row.version,
        )  # fmt: skip
        return _answer(changed.subscription)

    @extend_schema(operation_id="unsubscribe", tags=TAGS, parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, subscription_id: int) -> Response:
        """End it, and drop what is still owed; with `If-Match` only that version."""
        row = _mine(request, subscription_id)
        if "If-Match" in request.headers:
            require_if_match(request, output.tag(row))
        subscribing.unsubscribe(subscription_id=row.pk, by=acting_user(request), at=timezone.now(), version=row.version)
        return Response(status=204)


class Secret(OwnView):
    """The secret of a webhook."""

    scopes: ClassVar = {"PUT": (WRITE,)}

    @extend_schema(operation_id="renew_secret", tags=TAGS, request=NothingIn, responses=SecretAnswer)
    def put(self, request: Request, subscription_id: int) -> Response:
        """Make a new secret and show it this once; the former one is no good any more.

        No POST: its answer would be kept for a day, to be given again, and a secret is kept nowhere.
        """
        read_body(request, NothingIn)
        made = subscribing.renew_secret(subscription_id=subscription_id, by=acting_user(request))
        return Response({"secret": made.secret}, headers={"Cache-Control": "no-store"})


class Test(OwnView):
    """Sending the last one now."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(operation_id="test_subscription", tags=TAGS, request=NothingIn, responses={202: SendingAnswer})
    @idempotent
    def post(self, request: Request, subscription_id: int) -> Response:
        """Send me the last one that was published, at once; 409 `nothing_published` where there is none."""
        read_body(request, NothingIn)
        by, at = acting_user(request), timezone.now()
        made = owing.ask_for_last(subscription_id=subscription_id, by=by, at=at)
        soon()
        return Response(output.sending(made), status=202)


def _mine(request: Request, subscription_id: int) -> Subscription:
    row: Subscription = one_or_404(Subscription.objects.visible_to(acting_user(request)).filter(pk=subscription_id))
    return row


def _read(document: Any) -> dict[str, Any]:
    """What a merged document says. :raises ValidationError: it is not whole, or has another shape."""
    body: StrictSerializer = SubscriptionWhole(data=document)
    body.is_valid(raise_exception=True)
    validated: dict[str, Any] = body.validated_data
    return validated


def _answer(row: Subscription, *, status: int = 200, **headers: str) -> Response:
    return Response(output.subscription(row), status=status, headers={"ETag": output.tag(row), **headers})
