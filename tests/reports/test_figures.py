"""The arithmetic of a bulletin: parts make their wholes in every cut, or nothing is said at all."""

import pytest

from reports import words
from reports.figures import Count, PartsDoNotAdd, add, assess, compose, cut, digest, part
from reports.queries.counting import Group, Tally
from tests.reports.days import DAY

HN = [
    Tally(Group("HN", "export", "fruit"), carried_over=2, arrived=5, left=4, turned_back=1, left_over=2),
    Tally(Group("HN", "import", "new_vehicle"), arrived=3, left=1, left_over=2),
]
TT = [Tally(Group("TT", "export", "general"), carried_over=1, arrived=1, left=1, left_over=1)]
HN_LANES = {("1119-1120", "export"): 3, ("", "export"): 1, ("", "import"): 1}
TT_LANES = {("1088", "export"): 1}


def whole():
    return compose(
        date=DAY,
        cut_off="20:00",
        total=part(Count(HN + TT, 3, 4)),
        gates={"HN": part(Count(HN, 1, 3, left_by_lane=HN_LANES)), "TT": part(Count(TT, 2, 1, left_by_lane=TT_LANES))},
        closed_gates=["TT"],
    )


def test_a_cut_has_a_total_of_its_own():
    figures = cut(whole(), ["TT", "CM"])

    assert list(figures["gates"]) == ["TT"]
    assert {**figures["total"], "lanes": {"1088": {"cleared": 1, "export": 1, "import": 0}}} == figures["gates"]["TT"]
    assert (figures["arrived"], figures["closed_gates"]) == (1, ["TT"])
    assert cut(whole(), ["HN"])["closed_gates"] == []


def test_the_whole_cut_to_all_its_gates_is_the_whole():
    shuffled = {**whole(), "gates": dict(reversed(whole()["gates"].items()))}
    assert cut(shuffled, ["HN", "TT"]) == whole()
    assert list(cut(shuffled, ["HN", "TT"])["gates"]) == ["HN", "TT"]


def test_a_cut_to_nothing_is_nothing():
    assert cut(whole(), [])["total"] == add([]) == part(Count([], 0, 0))


@pytest.mark.parametrize(
    "path", ["cleared", "export.fruit", "import.goods", "left_over.other", "left_over.total", "turned_back", "arrived"]
)
def test_a_part_that_does_not_add_up_is_never_composed(path):
    broken = part(Count(HN, 1, 3))
    *way, last = path.split(".")
    inner = broken
    for step in way:
        inner = inner[step]
    inner[last] += 1

    with pytest.raises(PartsDoNotAdd):
        compose(date=DAY, cut_off="20:00", total=broken, gates={"HN": broken}, closed_gates=[])


def test_gates_that_do_not_make_the_total_are_refused():
    with pytest.raises(PartsDoNotAdd, match=r"total \S+ is \d+, but its parts make"):
        compose(
            date=DAY, cut_off="20:00", total=part(Count(HN + TT, 0, 0)), gates={"HN": part(Count(HN, 0, 0))},
            closed_gates=[],
        )  # fmt: skip


def test_the_digest_does_not_mind_the_order_of_members():
    figures = whole()
    assert digest(figures) == digest(dict(reversed(figures.items())))
    figures["total"]["cleared"] += 1
    assert digest(figures) != digest(whole())


@pytest.mark.parametrize(
    ("left_over", "before", "code", "sentence"),
    [(0, 0, "quiet", "No traffic."), (3, 1, "growing", "3 vehicles are left over, 2 more than on the day before."),
     (1, 3, "shrinking", "1 vehicle is left over, 2 fewer than on the day before."),
     (2, 2, "steady", "2 vehicles are left over, as many as on the day before."),
     (1000, 2000, "congested", "Congestion: 1,000 vehicles are left over.")],
)  # fmt: skip
def test_the_line_of_assessment_follows_from_the_figures(left_over, before, code, sentence):
    stock = part(Count([], left_over, before))
    assert assess(stock) == code
    assert words.assessment({"total": stock, "assessment": code}) == sentence
