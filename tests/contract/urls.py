"""A small API that uses every mechanic of the contract; its rows are organisations, because they need no domain."""

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ApiKeyAuthentication
from accounts.models import Organisation
from contract.api.conditional import not_modified, require_if_match
from contract.api.cursor import PageQuery, page
from contract.api.idempotency import idempotent
from contract.api.pages import bad_request, page_not_found, permission_denied, server_error
from contract.api.strict import StrictSerializer, read_body, read_query
from contract.errors import Conflict, Invalid, NotAllowed
from contract.finding import Finding, Severity

A_FINDING = Finding("bad_plate", Severity.ERROR, "$.vehicles[0].plate", "Not a plate.", "Write it as on the plate.")


class Taken(Conflict):
    code = "taken"


class Odd(Invalid):
    code = "odd"


class Hands(NotAllowed):
    code = "hands_off"


RAISED: dict[str, Callable[[], Exception]] = {
    "taken": lambda: Taken("It is taken."),
    "odd": lambda: Odd("It is odd.", findings=[A_FINDING]),
    "hands": lambda: Hands("Hands off."),
    "404": lambda: Http404("No Declaration matches the given query."),
    "403": lambda: PermissionDenied("secret reason"),
    "400": lambda: SuspiciousOperation("secret reason"),
    "bug": lambda: ZeroDivisionError("a bug"),
}


class Raise(APIView):
    permission_classes = [AllowAny]

    def get(self, request: Request, what: str) -> Response:
        raise RAISED[what]()


class PersonIn(StrictSerializer):
    name = serializers.CharField(max_length=20)
    tags = serializers.ListField(child=serializers.CharField(), required=False)


class BodyIn(StrictSerializer):
    reason = serializers.CharField(max_length=20)
    note = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    count = serializers.IntegerField(required=False)
    price = serializers.FloatField(required=False)
    sure = serializers.BooleanField(required=False)
    at = serializers.DateTimeField(required=False)
    kind = serializers.ChoiceField(choices=["a", "1"], required=False)
    fields_ = serializers.ListField(child=serializers.CharField(), required=False)
    person = PersonIn(required=False)
    people = PersonIn(many=True, required=False)


class Echo(APIView):
    permission_classes = [AllowAny]

    @extend_schema(request=BodyIn, responses=BodyIn)
    def post(self, request: Request) -> Response:
        return Response(read_body(request, BodyIn))


class Make(APIView):
    """Makes a company; the name says what happens then."""

    entered = threading.Event()
    may_go_on = threading.Event()

    @idempotent
    def post(self, request: Request) -> Response:
        body: Any = request.data
        name = body["name"]
        made = Organisation.objects.create(name=name, tax_code=body["tax_code"])
        if name == "slow":
            self.entered.set()
            assert self.may_go_on.wait(20)
        if name == "refused":
            raise Taken("It is taken.", findings=[A_FINDING])
        if name == "broken":
            raise ZeroDivisionError
        return Response({"id": made.pk, "name": name}, 201, headers={"Location": f"/api/made/{made.pk}", "ETag": '"1"'})


class Made(APIView):
    def get(self, request: Request) -> Response:
        query = read_query(request, PageQuery)
        rows, following = page(Organisation.objects.all(), order=("-is_active", "name", "-pk"), query=query)
        return Response({"results": [row.pk for row in rows], "next": following})


class One(APIView):
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        return not_modified(request, '"7-3"') or Response({"version": 3}, headers={"ETag": '"7-3"'})

    def patch(self, request: Request) -> Response:
        require_if_match(request, '"7-3"')
        return Response({"version": 4})


class SessionFirst(APIView):
    authentication_classes = [ApiKeyAuthentication, SessionAuthentication]

    def get(self, request: Request) -> Response:
        return Response({"user": request.user.username})


def plain_bug(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def plain_refusal(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def plain_suspicion(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


urlpatterns = [
    path("api/raise/<what>", Raise.as_view()),
    path("api/echo", Echo.as_view()),
    path("api/make", Make.as_view()),
    path("api/made", Made.as_view()),
    path("api/one", One.as_view()),
    path("api/me", SessionFirst.as_view()),
    path("api/plain-bug", plain_bug),
    path("api/plain-refusal", plain_refusal),
    path("api/plain-suspicion", plain_suspicion),
    path("pages/plain-bug", plain_bug),
    path("pages/plain-suspicion", plain_suspicion),
    path("", include("gate.urls")),  # the pages of a refusal link to the rest of the site
]
handler400, handler403, handler404, handler500 = bad_request, permission_denied, page_not_found, server_error
