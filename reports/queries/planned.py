"""Plans as a page lists them: those of a year, and everything that one of them ever was."""

from collections.abc import Collection

from django.db.models import Case, Value, When

from reports.models import Plan, PlanKind, PlanQuerySet


def visible(*, gates: Collection[str], whole: bool) -> PlanQuerySet:
    """Every row that somebody may read: those of these gates, and with `whole` those for all gates together."""
    return Plan.objects.filter(gate_code__in=[*gates, *([""] if whole else [])])


def of_year(plans: PlanQuerySet, year: int) -> list[Plan]:
    """What holds of a year's plans: the year, its quarters, its months; in each all gates together first."""
    longest_first = Case(
        When(kind=PlanKind.YEAR, then=Value(0)), When(kind=PlanKind.QUARTER, then=Value(1)), default=Value(2)
    )
    return list(
        plans.holding().filter(starts_on__year=year).order_by(longest_first, "starts_on", "gate_code", "measure")
    )


def history(plans: PlanQuerySet, plan: Plan) -> list[Plan]:
    """Every row of the same planned figure, the newest first."""
    same = plans.filter(
        kind=plan.kind, starts_on=plan.starts_on, gate_code=plan.gate_code, measure=plan.measure
    )  # fmt: skip
    return list(same.select_related("set_by").order_by("-revision"))
