"""The catalogue of reasons as an officer reads it."""

from declarations.models import Decision, Reason


def catalogue(agency: str, decision: Decision | None = None) -> list[Reason]:
    """What an officer of this agency may choose from, for one decision or for any, in the catalogue's order; his own
    words come beside it."""
    rows = Reason.objects.filter(agency=agency, is_active=True).order_by("position", "pk")
    return [row for row in rows if decision is None or decision in row.decisions]
