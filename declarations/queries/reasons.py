"""The catalogue of reasons as an officer reads it."""

from declarations.models import Decision, Reason


def catalogue(agency: str, decision: Decision) -> list[Reason]:
    """What an officer of this agency may choose from, in the catalogue's order; his own words come beside it."""
    rows = Reason.objects.filter(agency=agency, is_active=True).order_by("position", "pk")
    return [row for row in rows if decision in row.decisions]
