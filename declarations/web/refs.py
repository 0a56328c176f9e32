"""How a declaration stands in an address: by its number, a draft by its id."""

from django.urls import register_converter

from declarations.models import Declaration


class Ref:
    """Digits; which declaration they mean is asked of the rows one may see."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Declaration | str | int) -> str:
        """A declaration, its number or its id."""
        return value.number or str(value.pk) if isinstance(value, Declaration) else str(value)


register_converter(Ref, "ref")
