"""The seals, for everybody; the proof of a declaration, for whoever sees it."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contract.api.cursor import PageQuery, page
from contract.api.strict import StrictQuery, read_query
from declarations.api.asking import QUEUES, READ, ScopedView, declaration_or_404, one_or_404
from declarations.api.declarations import REF
from declarations.api.public import CODE, PublicView
from declarations.models import Gate
from seal.api.schema import ProofAnswer, SealPage
from seal.queries.proving import proof_of, public, seals_of

TAGS = ["Seals"]


class Seals(PublicView):
    """The sealed days of a gate."""

    @extend_schema(operation_id="list_seals", tags=TAGS, auth=[], parameters=[CODE, PageQuery], responses=SealPage)
    def get(self, request: Request, code: str) -> Response:
        """Newest first: the signed root of each day, to be kept by whoever wants to hold the gate to it."""
        gate = one_or_404(Gate.objects.filter(code=code))
        found = page(seals_of(gate), order=("-date",), query=read_query(request, PageQuery))
        answer = {"results": [public(seal) for seal in found.rows], "next": found.next}
        return Response(answer, headers={"Cache-Control": "public, max-age=60"})


class Proof(ScopedView):
    """The proof of a declaration."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}

    @extend_schema(operation_id="read_proof", tags=TAGS, parameters=[REF], responses=ProofAnswer)
    def get(self, request: Request, ref: str) -> Response:
        """Its events, and for each day on which it went on the way to that day's signed root."""
        read_query(request, StrictQuery)
        return Response(proof_of(declaration_or_404(request, ref)))
