"""Small bodies and queries read strictly: unknown members refused, no string taken for a number, clean text.

Large documents (a declaration) have their own reader; these are for the bodies of acts and for filters.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from contract.api.errors import Malformed, UnknownParameter
from contract.api.problems import findings_of
from contract.finding import Finding, Severity
from contract.jsonpath import json_path
from contract.text import ControlCharacter, clean_text

_TEXTUAL: Final = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateTimeField,
    serializers.DateField,
    serializers.TimeField,
    serializers.DurationField,
    serializers.UUIDField,
)
_NUMERIC: Final = (serializers.FloatField, serializers.DecimalField)

_TYPE_ERRORS: Final[Mapping[str, Any]] = {
    "text": _("This must be text."),
    "integer": _("This must be a whole number."),
    "number": _("This must be a number."),
    "boolean": _("This must be true or false."),
    "list": _("This must be a list."),
}


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which every member is known and of its own JSON type; text arrives cleaned."""

    default_error_messages = {"invalid": _("This must be an object.")}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields; one with choices says them when it refuses another word."""
        fields: dict[str, serializers.Field[Any, Any, Any, Any]] = super().get_fields()
        for field in fields.values():
            chosen = field.child if isinstance(field, serializers.ListField) else field
            if isinstance(chosen, serializers.ChoiceField):
                words = ", ".join(str(word) for word in chosen.choices)
                said = format_lazy(_("“{{input}}” is not known here. Choose one of: {words}."), words=words)
                chosen.error_messages["invalid_choice"] = said
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Check names and types before the fields convert anything.

        :raises ValidationError: with every error at once, those of the fields included.
        """
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        errors: dict[str, Any] = {
            name: [ErrorDetail(str(_("This member is not known here.")), code="unknown_field")]
            for name in data
            if name not in self.fields or self.fields[name].read_only
        }
        known: dict[str, Any] = {}
        for name, value in data.items():
            if name in errors:
                continue
            try:
                known[name] = self.checked(self.fields[name], value)
            except serializers.ValidationError as error:
                errors[name] = error.detail
        try:
            result = super().to_internal_value(known)
        except serializers.ValidationError as error:
            # A member refused above is missing below; what was said first is what is true.
            raise serializers.ValidationError({**_as_mapping(error.detail), **errors}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return result

    def checked(self, field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:
        """Return the value with clean text. :raises ValidationError: it is of another JSON type than the field."""
        if value is None:
            return None
        if isinstance(field, serializers.ListField):
            return self._checked_list(field, value)
        wrong = _wrong_type(field, value)
        if wrong is not None:
            raise serializers.ValidationError(_TYPE_ERRORS[wrong], code="wrong_type")
        return _clean(value) if isinstance(value, str) else value

    def _checked_list(self, field: Any, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise serializers.ValidationError(_TYPE_ERRORS["list"], code="wrong_type")
        errors: dict[int, Any] = {}
        checked = []
        for index, member in enumerate(value):
            try:
                checked.append(self.checked(field.child, member))
            except serializers.ValidationError as error:
                errors[index] = error.detail
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]
        return checked


class StrictQuery(StrictSerializer):
    """A query string: every parameter known, given once and clean; values are text, so fields convert them."""

    def checked(self, field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:  # noqa: ARG002
        """Return the clean text; no JSON type is asked of a query. :raises ValidationError: control characters."""
        return _clean(value)


def read_body(request: Request, kind: type[serializers.BaseSerializer[Any]]) -> dict[str, Any]:
    """Read the body of an act: `body = read_body(request, HoldIn)`.

    :raises Malformed: with a finding for everything that is wrong.
    """
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    validated: dict[str, Any] = body.validated_data
    return validated


def read_query(request: Request, kind: type[StrictQuery]) -> dict[str, Any]:
    """Read the query string; only what was given or has a default is in the answer.

    :raises UnknownParameter: a parameter is not known here.   :raises Malformed: one cannot be read or stands twice.
    """
    given = request.query_params
    repeated = [name for name in given if len(given.getlist(name)) > 1]
    if repeated:
        raise Malformed(_("A parameter is given twice."), findings=[_repeated(name) for name in repeated])
    query = kind(data=given.dict())
    if query.is_valid():
        validated: dict[str, Any] = query.validated_data
        return validated
    findings = [
        finding._replace(code="unknown_parameter", fix=_("Remove this parameter."))
        if finding.code == "unknown_field"
        else finding
        for finding in findings_of(query.errors)
    ]
    unknown = all(finding.code == "unknown_parameter" for finding in findings)
    refusal = UnknownParameter if unknown else Malformed
    raise refusal(_("The query has the wrong shape."), findings=findings)


def _repeated(name: str) -> Finding:
    return Finding(
        "repeated_parameter", Severity.ERROR, json_path([name]), _("This is given twice."), _("Give it once.")
    )


def _wrong_type(field: Any, value: Any) -> str | None:
    """The name of the JSON type that the field wants, when the value has another."""
    if isinstance(field, serializers.BooleanField):
        return None if isinstance(value, bool) else "boolean"
    if isinstance(field, serializers.IntegerField):
        return None if isinstance(value, int) and not isinstance(value, bool) else "integer"
    if isinstance(field, _NUMERIC):
        return None if isinstance(value, (int, float)) and not isinstance(value, bool) else "number"
    if isinstance(field, _TEXTUAL):
        return None if isinstance(value, str) else "text"
    return None


def _clean(value: str) -> str:
    try:
        return clean_text(value)
    except ControlCharacter as error:
        raise serializers.ValidationError(
            _("The text holds a control character (%(character)s).") % {"character": error}, code="control_character"
        ) from error


def _as_mapping(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, Mapping) else {"non_field_errors": detail}
