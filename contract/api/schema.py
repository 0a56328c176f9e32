"""What the OpenAPI document says of every operation: the refusals it may answer with, and the idempotency header."""

from typing import Any, Final, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from contract.api import behalf
from contract.api.idempotency import HEADER
from contract.api.problems import MEDIA_TYPE
from contract.api.strict import StrictSerializer
from contract.finding import Severity


class FindingSerializer(serializers.Serializer[Any]):
    """One thing worth saying about what was sent, at the place where it stands."""

    code = serializers.CharField(help_text="Stable; what a program decides by.")
    severity = serializers.ChoiceField(choices=[severity.value for severity in Severity])
    path = serializers.CharField(help_text="JSONPath into the body, or into the query.")
    message = serializers.CharField(help_text="In the language of `Accept-Language`: vi, en or zh-hans.")
    fix = serializers.CharField(help_text="What to do about it.")


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="Always `about:blank`: decide by `code`.")
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    code = serializers.CharField(help_text="Stable; what a program decides by.")
    detail = serializers.CharField()
    findings = FindingSerializer(many=True, required=False)
    next_free_windows = serializers.ListField(
        child=serializers.DateTimeField(), required=False, help_text="Beside `window_full`: where the trucks fit in."
    )


_ALWAYS: Final = (400, 401, 403, 404, 406)
_BY_METHOD: Final[dict[str, tuple[int, ...]]] = {
    "GET": _ALWAYS,
    "POST": (*_ALWAYS, 409, 413, 415, 422, 429),
    "PUT": (*_ALWAYS, 409, 412, 413, 415, 422, 428, 429),
    "PATCH": (*_ALWAYS, 409, 412, 413, 415, 422, 428, 429),
    "DELETE": (*_ALWAYS, 409, 412, 428, 429),
}
_MEANS: Final[dict[int, str]] = {
    400: "The body or the query has the wrong shape.",
    401: "Nobody is signed in, or the key opens nothing.",
    403: "The caller may not do this.",
    404: "There is no such thing, or it is not the caller's.",
    406: "This address cannot answer in that form.",
    409: "It is not in a state for this, or somebody was first.",
    412: "It changed since it was read.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not UTF-8 JSON.",
    422: "What was sent breaks a rule; the findings say which.",
    428: "A change needs If-Match.",
    429: "Too many writes; Retry-After says when to go on.",
}


class ContractAutoSchema(AutoSchema):
    """Adds to each operation what the contract promises for all of them (`DEFAULT_SCHEMA_CLASS`)."""

    def get_override_parameters(
        self,
    ) -> list[OpenApiParameter | serializers.Serializer[Any] | type[serializers.Serializer[Any]]]:
        """Every POST takes an Idempotency-Key; what a company's key opens, the company that it is asked for."""
        parameters: list[OpenApiParameter | serializers.Serializer[Any] | type[serializers.Serializer[Any]]] = []
        if self.method == "POST":
            description = "Send the request again under the same key, and the first answer comes again; kept 24 hours."
            schema = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[\\x21-\\x7e]+$"}
            parameters.append(_header(HEADER, schema, description))
        if getattr(self.view, "is_of_companies", lambda _method: False)(self.method):
            description = (
                "The tax code of the company that a customs agent works for in this request: what is made is its own, "
                "and nothing of any other is seen. Without its consent: 403 `no_consent`. Absent: one's own company."
            )
            parameters.append(_header(behalf.HEADER, {"type": "string"}, description))
        return parameters

    def _map_basic_serializer(self, serializer: Any, direction: Literal["request", "response"]) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        kind = serializer if isinstance(serializer, type) else type(serializer)
        if direction == "request" and issubclass(kind, StrictSerializer):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction=direction)
        for status in _BY_METHOD.get(self.method, _ALWAYS):
            if str(status) not in bodies:
                answer = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, str(status), media_types=[MEDIA_TYPE]
                )
                bodies[str(status)] = {**answer, "description": _MEANS[status]}
        return bodies


def _header(name: str, schema: dict[str, Any], description: str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=False, description=description)
