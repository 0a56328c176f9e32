"""The same days with something changed: a lane that closes, another capacity. Pure."""

from typing import Any

from simulation.scenario import Scenario, ScenarioError, validated

END_OF_DAY = "24:00"


def lane_closes(scenario: Scenario, *, lane: str, begins: str, ends: str = END_OF_DAY) -> Scenario:
    """On every day that lane closes from then on, announced.

    :raises ScenarioError: there is no such lane, or no such time.
    """
    if lane not in [one.code for one in scenario.lanes]:
        raise ScenarioError(
            [f"lane: there is no lane {lane}; there are {', '.join(one.code for one in scenario.lanes)}"]
        )
    days = list(range(1, scenario.days + 1))
    closing = {"what": "lane", "lane": lane, "days": days, "begins": begins, "ends": ends, "announced": True}
    return _changed(scenario, incidents=[*(incident.model_dump() for incident in scenario.incidents), closing])


def capacity(scenario: Scenario, *, a_day: float) -> Scenario:
    """All lanes together let in so many trucks on a day; each keeps its share.

    :raises ScenarioError: that is more or less than a lane can be.
    """
    minutes = sum(closes - opens for opens, closes in (hours.minutes for hours in scenario.hours)) or 24 * 60
    now = sum(lane.per_hour for lane in scenario.lanes) * minutes / 60
    lanes = [lane.model_dump() | {"per_hour": lane.per_hour * a_day / now} for lane in scenario.lanes]
    return _changed(scenario, lanes=lanes)


def arrivals(scenario: Scenario, *, a_day: float) -> Scenario:
    """So many trucks arrive on a day.

    :raises ScenarioError: that is no number of trucks.
    """
    return _changed(scenario, arrivals=scenario.arrivals.model_dump() | {"a_day": a_day})


def _changed(scenario: Scenario, **parts: Any) -> Scenario:
    """Read anew, so that what is wrong with the change is told as in a file."""
    return validated(scenario.model_dump() | parts)
