"""Declarations: check, file, list, read, change; and their journal. Officers read those filed at their gates."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.conditional import not_modified
from contract.api.cursor import PageQuery, page
from contract.api.errors import Malformed
from contract.api.idempotency import idempotent
from contract.api.parsers import StrictJSONParser
from contract.api.strict import read_query
from declarations.api import answers, output
from declarations.api.asking import (
    QUEUES,
    READ,
    WRITE,
    ScopedView,
    content_tag,
    declaration_or_404,
    require_read_version,
    version_tag,
)
from declarations.api.bodies import DeclarationQuery
from declarations.api.merge_patch import MergePatchParser, merge
from declarations.api.schema import (
    CheckedAnswer,
    DeclarationIn,
    DeclarationPage,
    DeclarationPatch,
    EventPage,
    WholeDeclarationAnswer,
)
from declarations.findings import Examination, finding
from declarations.formats import plate_key
from declarations.models import Declaration, Event, Vehicle
from declarations.operations import amending, drafting, filing
from declarations.operations.examining import examine_for
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.querysets import DeclarationQuerySet

TAGS = ["Declarations"]
REF = OpenApiParameter("ref", str, OpenApiParameter.PATH, description="Its number (13 digits) or its id.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read; without it the answer is 428."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag at hand: 304 when nothing has changed."
)


class Check(ScopedView):
    """Every finding, nothing kept."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(operation_id="check_declaration", tags=TAGS, request=DeclarationIn, responses=CheckedAnswer)
    @idempotent
    def post(self, request: Request) -> Response:
        """Everything that would be found if this were filed now. Nothing is kept."""
        at = timezone.now()
        body, _draft = _without_draft(request.data)
        examination = examine_for(body=body, by=acting_user(request), at=at)
        found = output.findings(examination.findings)
        return Response({"fileable": examination.is_fileable, "findings": found})


class Declarations(ScopedView):
    """A company's declarations."""

    scopes: ClassVar = {"GET": (READ,), "POST": (WRITE,)}

    @extend_schema(
        operation_id="list_declarations", tags=TAGS, parameters=[DeclarationQuery], responses=DeclarationPage
    )
    def get(self, request: Request) -> Response:
        """The company's declarations, newest first; drafts have no gate, direction or arrival to filter by."""
        at = timezone.now()
        query = read_query(request, DeclarationQuery)
        rows = _filtered(Declaration.objects.visible_to(acting_user(request)), query)
        order = ("updated_at", "pk") if "updated_since" in query else ("-pk",)
        found = page(rows.select_related("gate", "lane", "yard"), order=order, query=query)
        return Response({"results": answers.many(found.rows, at=at), "next": found.next})

    @extend_schema(
        operation_id="file_declaration", tags=TAGS, request=DeclarationIn, responses={201: WholeDeclarationAnswer}
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """File a declaration, or with `"draft": true` keep it as a draft, which may lack anything."""
        by, at = acting_user(request), timezone.now()
        body, draft = _without_draft(request.data)
        if draft is not None and not isinstance(draft, bool):
            raise _not_a_flag(examine_for(body=body, by=by, at=at))
        if not draft:
            filed = filing.file_whole(body=body, by=by, at=at)
            return created(filed.whole.declaration, output.filed(filed, at=at))
        examination = examine_for(body=body, by=by, at=at)
        if examination.malformed:
            raise filing.Unfileable(examination)
        row = drafting.save_draft(body=body, by=by, at=at)
        return created(row, answers.draft(row, examination, at=at))


class One(ScopedView):
    """One declaration."""

    scopes: ClassVar = {"GET": (READ, QUEUES), "PATCH": (WRITE,)}
    parser_classes = [MergePatchParser, StrictJSONParser]

    @extend_schema(
        operation_id="read_declaration",
        tags=TAGS,
        parameters=[REF, IF_NONE_MATCH],
        responses={200: WholeDeclarationAnswer, 304: OpenApiResponse(description="Nothing has changed.")},
    )
    def get(self, request: Request, ref: str) -> Response:
        """A declaration whole: as it was declared, how far each vehicle is, and what there is to say about it."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        answer = answers.one(row, by=by, at=at)
        tag = content_tag(row, answer)
        return not_modified(request, tag) or Response(answer, headers={"ETag": tag})

    @extend_schema(
        operation_id="change_declaration",
        tags=TAGS,
        parameters=[REF, IF_MATCH],
        request={"application/merge-patch+json": DeclarationPatch, "application/json": DeclarationPatch},
        responses=WholeDeclarationAnswer,
    )
    def patch(self, request: Request, ref: str) -> Response:
        """Change a draft, or a declaration before the first confirmation, by JSON Merge Patch (RFC 7396).

        Lists are replaced whole; vehicles are recognised by their `key`. Afterwards only what was sent back may be
        mended, and receiving vehicles may be added until the transshipment is confirmed.
        """
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        version = require_read_version(request, row, required=True)
        if row.is_draft:
            body = merge(row.draft, request.data)
            examination = examine_for(body=body, by=by, at=at, leaving_out=row.pk)
            if examination.malformed:
                raise filing.Unfileable(examination)
            drafting.replace_draft(declaration_id=row.pk, body=body, by=by, at=at, version=version)
        else:
            body = merge(as_document(load_one(row.pk)), request.data)
            amending.amend(declaration_id=row.pk, body=body, by=by, at=at, version=version)
        row = declaration_or_404(request, str(row.pk))
        return Response(answers.one(row, by=by, at=at), headers={"ETag": version_tag(row)})


class Events(ScopedView):
    """The journal of a declaration."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}

    @extend_schema(operation_id="read_events", tags=TAGS, parameters=[REF, PageQuery], responses=EventPage)
    def get(self, request: Request, ref: str) -> Response:
        """What happened, oldest first. Agencies act: no officer is named."""
        row = declaration_or_404(request, ref)
        query = read_query(request, PageQuery)
        events = Event.objects.visible_to(acting_user(request)).filter(declaration=row).select_related("actor")
        found = page(events, order=("seq",), query=query)
        return Response({"results": [output.event(event) for event in found.rows], "next": found.next})


def created(row: Declaration, answer: dict[str, Any]) -> Response:
    where = reverse("api-declaration", args=[row.number or row.pk])
    return Response(answer, status=201, headers={"Location": where, "ETag": version_tag(row)})


def _without_draft(body: Any) -> tuple[Any, Any]:
    """The document, and what is said about keeping it as a draft."""
    if not isinstance(body, dict) or "draft" not in body:
        return body, None
    return {name: value for name, value in body.items() if name != "draft"}, body["draft"]


class WrongType(Malformed):
    """A member of the request is of another type."""

    code = "wrong_type"


def _not_a_flag(examination: Examination) -> WrongType:
    wrong = finding("wrong_type", "$.draft", expected="true / false")
    return WrongType(wrong.message, findings=[wrong, *examination.findings])


def _filtered(rows: DeclarationQuerySet, query: dict[str, Any]) -> DeclarationQuerySet:
    columns = {
        "gate": "gate__code",
        "direction": "direction",
        "status": "status",
        "number": "number",
        "arrival_from": "expected_arrival__gte",
        "arrival_to": "expected_arrival__lt",
        "updated_since": "updated_at__gte",
    }
    rows = rows.filter(**{column: query[name] for name, column in columns.items() if name in query})
    if "plate" in query:
        of_plate = Vehicle.objects.filter(declaration=OuterRef("pk"), plate_key=plate_key(query["plate"]))
        rows = rows.filter(Exists(of_plate))
    return rows
