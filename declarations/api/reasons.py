"""The catalogue of reasons from which an officer's program chooses the `reason_code` of a decision."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.strict import read_query
from declarations.api import output
from declarations.api.asking import QUEUES, ScopedView
from declarations.api.bodies import ReasonQuery
from declarations.api.schema_gate import ReasonList
from declarations.queries.reasons import catalogue


class Reasons(ScopedView):
    """The reasons of one's own agency."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="list_reasons", tags=["Officers"], parameters=[ReasonQuery], responses=ReasonList)
    def get(self, request: Request) -> Response:
        """What my agency's catalogue offers, in its order: a short list without pages."""
        query = read_query(request, ReasonQuery)
        rows = catalogue(acting_user(request).agency, query.get("decision"))
        return Response([output.reason(row) for row in rows])
