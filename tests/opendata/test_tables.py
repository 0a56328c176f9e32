"""A day as it is given out: every sum holds, small cells are hidden in every cut, corrections tell nothing."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as some

from opendata.columns import ALL, FIGURES
from opendata.suppression import LEAST, NoSum
from opendata.tables import Counted, cells, changes_little, document, relations
from tests.opendata.test_suppression import reckoned

pytestmark = pytest.mark.once

GATES = ("HN", "TT", "CN")
HOURS = tuple(f"2026-11-{20 + (20 + hour) // 24}T{(20 + hour) % 24:02}:00:00+07:00" for hour in range(24))


def counted(*trucks: tuple[str, str, str, int], arrived: Any = (), left_over: Any = None) -> Counted:
    """A day with these trucks that left: gate, direction, kind, hour."""
    return Counted(
        gates=GATES,
        hours=HOURS,
        left=Counter((gate, way, kind) for gate, way, kind, _hour in trucks),
        left_in=Counter((gate, way, hour) for gate, way, _kind, hour in trucks),
        arrived_in=Counter(arrived),
        left_over=left_over or {},
    )


def many(gate: str, number: int, *, kind: str = "fruit", way: str = "export", hour: int = 12) -> list[Any]:
    return [(gate, way, kind, hour)] * number


def test_the_document_says_what_was_counted_and_nothing_else():
    day = counted(*many("HN", 5), *many("HN", 4, kind="other", hour=13), *many("TT", 30, kind="goods", way="import"),
                  arrived=[("TT", "import", 3)] * 7, left_over={"HN": 11, "TT": 0, "CN": 4})  # fmt: skip
    daily, hourly = document(day)
    assert daily["order"] == hourly["order"] == [ALL, *GATES]
    assert daily["gates"]["HN"] == {
        "cleared": 9, "export": 9, "export_fruit": 5, "export_other": 4, "import": 0, "import_goods": 0,
        "import_new_vehicles": 0, "export_arrived": 0, "import_arrived": 0, "left_over": 11,
    }  # fmt: skip
    assert (
        daily["gates"][ALL]["cleared"],
        daily["gates"][ALL]["left_over"],
        daily["gates"]["TT"]["import_arrived"],
    ) == (39, 15, 7)
    assert tuple(daily["gates"]["CN"]) == FIGURES
    assert hourly["starts_at"] == list(HOURS)
    assert hourly["gates"]["TT"]["import"]["arrived"][3] == 7
    assert hourly["gates"]["CN"]["export"]["cleared"] == [0] * 24  # where nobody was all day, nothing is hidden
    assert hourly["gates"]["HN"]["export"]["cleared"] == [None] * 12 + [5, 4] + [None] * 10


def test_one_truck_of_a_gate_hides_itself_and_what_it_could_be_reckoned_from():
    day = counted(*many("HN", 50), *many("TT", 20), *many("CN", 1))
    daily, hourly = document(day)
    assert daily["gates"][ALL]["export"] == 71
    assert (daily["gates"]["CN"]["export"], daily["gates"]["TT"]["export"], daily["gates"]["HN"]["export"]) == (
        None,
        None,
        50,
    )
    assert (daily["gates"]["CN"]["cleared"], daily["gates"]["TT"]["cleared"]) == (None, None)
    assert hourly["gates"]["HN"]["export"]["cleared"][12] == 50
    assert hourly["gates"]["TT"]["export"]["cleared"][12] is None


trucks = some.tuples(
    some.sampled_from(GATES), some.sampled_from(["export.fruit", "export.other", "import.goods"]), some.integers(0, 23)
)


@settings(max_examples=25, deadline=None)
@generated(
    some.lists(some.tuples(trucks, some.sampled_from([1, 1, 2, 3, 20])), max_size=14),
    some.dictionaries(some.sampled_from(GATES), some.integers(0, 6)),
)
def test_no_cell_of_a_random_day_can_be_reckoned(groups, left_over):
    left = [(gate, *way.split("."), hour) for (gate, way, hour), number in groups for _ in range(number)]
    day = counted(*left, arrived=[(gate, way, hour) for gate, way, _kind, hour in left], left_over=left_over)
    hidden = _hidden(day)
    values = cells(day)
    assert {key for key, value in values.items() if 0 < value < LEAST} <= hidden
    assert reckoned(values, relations(day), frozenset(hidden)) == set()


def _hidden(day: Counted, former: Any = ()) -> set[Any]:
    """The keys whose number is not in the document, read off it anew."""
    daily, hourly = document(day, former=former)
    hidden: set[Any] = set()
    kinds = {"export": ("fruit", "other"), "import": ("goods", "new_vehicles")}
    for gate, said in daily["gates"].items():
        hidden |= {(gate, "left_over", "day")} if said["left_over"] is None else set()
        for way, parts in kinds.items():
            hidden |= {(gate, f"{way}.left", "day")} if said[way] is None else set()
            hidden |= {(gate, f"{way}.arrived", "day")} if said[f"{way}_arrived"] is None else set()
            hidden |= {(gate, f"{way}.left", part) for part in parts if said[f"{way}_{part}"] is None}
            series = hourly["gates"][gate][way]
            hidden |= {(gate, f"{way}.left", hour) for hour, value in enumerate(series["cleared"]) if value is None}
            hidden |= {(gate, f"{way}.arrived", hour) for hour, value in enumerate(series["arrived"]) if value is None}
    return hidden


def test_what_is_shown_is_true():
    day = counted(*many("HN", 50), *many("TT", 20, hour=3), *many("CN", 1), left_over={"HN": 2, "TT": 40, "CN": 50})
    daily, hourly = document(day)
    values = cells(day)
    for gate, said in daily["gates"].items():
        assert said["export"] in (None, values[gate, "export.left", "day"])
        assert said["left_over"] in (None, values[gate, "left_over", "day"])
        for hour, value in enumerate(hourly["gates"][gate]["export"]["cleared"]):
            assert value in (None, values[gate, "export.left", hour])


# Corrections


def test_a_change_of_one_or_two_is_not_given_out():
    before = counted(*many("HN", 50), *many("TT", 20))
    assert changes_little(counted(*many("HN", 52), *many("TT", 20)), before)
    assert changes_little(counted(*many("HN", 49), *many("TT", 21)), before)
    assert not changes_little(counted(*many("HN", 53), *many("TT", 20)), before)
    assert not changes_little(counted(*many("HN", 52), *many("TT", 22)), before)  # four of all gates together
    assert not changes_little(counted(*many("HN", 50), *many("TT", 20, hour=4)), before)  # hours moved


def test_of_a_larger_correction_what_moved_by_one_is_hidden_and_cannot_be_reckoned():
    before = counted(*many("HN", 50), *many("TT", 20), *many("CN", 30))
    after = counted(*many("HN", 60), *many("TT", 21), *many("CN", 30))
    hidden = _hidden(after, former=[document(before)])
    assert ("TT", "export.left", "day") in hidden
    assert (ALL, "export.left", "day") not in hidden
    assert ("HN", "export.left", "day") not in hidden
    assert reckoned(cells(after), relations(after), frozenset(hidden)) == set()


def test_what_a_former_revision_hid_stays_hidden():
    """Else the sums of the former one would tell the rest of it."""
    before = counted(*many("HN", 50), *many("TT", 20), *many("CN", 1))
    after = counted(*many("HN", 60), *many("TT", 20), *many("CN", 1))
    assert {("TT", "export.left", "day"), ("CN", "export.left", "day")} <= _hidden(before)
    gone = counted(*many("HN", 60), *many("TT", 20))
    assert ("TT", "export.left", "day") in _hidden(after, former=[document(before)])
    assert ("TT", "export.left", "day") in _hidden(gone, former=[document(before)])


def test_hours_that_do_not_make_the_day_are_refused():
    day = counted(*many("HN", 5))
    with pytest.raises(NoSum):
        document(day._replace(left_in={("HN", "export", 12): 4}))
