"""The study over HTTP. For managers, of their gates."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.strict import read_query
from declarations.api.asking import ScopedView
from release import reading
from release.api.queries import StudyQuery
from release.api.schema import StudyAnswer
from release.words import By
from reports.api.asking import READ, TAGS
from reports.api.queries import chosen, require_short
from reports.reading import gates_of


class ReleaseStudy(ScopedView):
    """The study of a period."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="read_release_study", tags=TAGS, parameters=[StudyQuery], responses=StudyAnswer)
    def get(self, request: Request) -> Response:
        """Where the time of the passages went that ended from `from` to `to`, at most 92 days (docs/release.md)."""
        query = read_query(request, StudyQuery)
        require_short(query, most=reading.MOST_DAYS)
        asked = reading.asked_for(
            first=query["from"], last=query["to"], gates=chosen(gates_of(acting_user(request)), query),
            direction=query.get("direction", ""), cargo=query.get("cargo", ""),
        )  # fmt: skip
        return Response(reading.document(reading.read(asked, by=By(query["by"]))))
