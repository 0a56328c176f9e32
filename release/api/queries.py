"""The filters of the study's address."""

from rest_framework import serializers

from declarations.stages import CargoKind, Direction
from release.words import EMPTY, By
from reports.api.queries import PeriodQuery

CARGO = (*CargoKind.values, EMPTY)


class StudyQuery(PeriodQuery):
    """`?from=&to=&gate=&direction=&cargo=&by=`; the passages that ended on these days."""

    period_required = True
    direction = serializers.ChoiceField(choices=Direction.values, required=False)
    cargo = serializers.ChoiceField(choices=CARGO, required=False, help_text="The kind that names the load.")
    by = serializers.ChoiceField(
        choices=By.values,
        default=By.AGENCY.value,
        help_text="By what the groups are made: agency and check group times of checks, the others whole passages.",
    )
