"""What a period is compared with: a year before from whatever is known of it, and the plan. Unknown is never nought."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given as generated
from hypothesis import strategies as some

from reports import bases
from reports.covering import Piece, cover, coverage
from reports.operations.bulletins import make_bulletin
from reports.queries import comparing
from reports.shares import change_percent, share_percent
from reports.spans import Span, a_year_before, planned_span, read_span_code, span_code
from tests.given import NOON
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.test_pasts import take
from tests.reports.test_plans import enter

# The same days a year before


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ("2026-11-21 2026-11-21", "2025-11-21 2025-11-21"),
        ("2024-02-29 2024-02-29", None),
        ("2025-02-28 2025-02-28", "2024-02-28 2024-02-28"),
        ("2024-02-01 2024-02-29", "2023-02-01 2023-02-28"),
        ("2025-02-01 2025-02-28", "2024-02-01 2024-02-29"),
        ("2025-02-15 2025-02-28", "2024-02-15 2024-02-28"),
        ("2024-02-29 2024-03-06", "2023-03-01 2023-03-06"),
        ("2024-02-23 2024-02-29", "2023-02-23 2023-02-28"),
        ("2025-01-01 2025-03-31", "2024-01-01 2024-03-31"),
        ("2024-01-01 2024-12-31", "2023-01-01 2023-12-31"),
        ("2025-12-29 2026-01-04", "2024-12-29 2025-01-04"),
    ],
)
def test_the_same_days_a_year_before(days, before):
    span = Span(*map(date.fromisoformat, days.split()))
    assert a_year_before(*span) == (Span(*map(date.fromisoformat, before.split())) if before else None)


@pytest.mark.parametrize("code", ["2026", "2026-Q1", "2026-Q4", "2026-02", "2026-12"])
def test_a_planned_period_is_read_as_it_is_written(code):
    period = read_span_code(code)
    assert period is not None
    assert span_code(*period) == code
    assert planned_span(*period).starts_on == period[1]
    assert (planned_span(*period).ends_on + timedelta(days=1)).day == 1


@pytest.mark.parametrize("code", ["", "26", "2026-Q5", "2026-13", "2026-1", "0000", "2026-Q1 "])
def test_what_is_no_planned_period_is_none(code):
    assert read_span_code(code) is None


# Covering


FIRST = date(2025, 3, 1)
LAST = date(2025, 3, 6)


@some.composite
def pieces(draw):
    start = draw(some.integers(-1, 6))
    length = draw(some.integers(0, 3))
    values = {"cleared": Decimal(draw(some.integers(0, 9)))} if draw(some.booleans()) else {}
    first = FIRST + timedelta(days=start)
    return Piece(first, first + timedelta(days=length), values, draw(some.sampled_from(["", "x"])))


@generated(some.lists(pieces(), max_size=7))
def test_a_cover_is_found_where_there_is_one_and_rests_on_as_few_days_of_others_as_can_be(found):
    """Against all ways to choose pieces that touch end to end."""
    ways = []
    for number in range(1, len(found) + 1):
        for chosen in combinations(sorted(found, key=lambda piece: piece.starts_on), number):
            ends = [FIRST - timedelta(days=1), *(piece.ends_on for piece in chosen)]
            touching = all(piece.starts_on == end + timedelta(days=1) for piece, end in zip(chosen, ends, strict=False))
            if touching and ends[-1] == LAST and all(piece.values for piece in chosen):
                elsewhere = sum(piece.days for piece in chosen if piece.source)
                ways.append((elsewhere, number, sum(piece.values["cleared"] for piece in chosen)))
    best = cover(found, "cleared", Span(FIRST, LAST))
    if best is None:
        assert ways == []
    else:
        cheapest = min(ways)[:2]
        assert best.value in {value for *cost, value in ways if tuple(cost) == cheapest}
        assert bool(best.sources) == bool(cheapest[0])


def test_a_day_that_both_speak_of_counts_as_counted_here():
    known = [Piece(FIRST, LAST, {}, "x"), Piece(FIRST, FIRST, {})]
    assert coverage(known) == (1, 5)


# A year before


@pytest.mark.django_db
def test_nothing_known_is_none_and_the_days_are_counted():
    found = comparing.year_before(starts_on=date(2025, 8, 18), ends_on=date(2025, 8, 24))
    assert (found["starts_on"], found["ends_on"], found["days"]) == ("2024-08-18", "2024-08-24", 7)
    assert found["known_days"]["total"] == {"here": 0, "elsewhere": 0}
    assert (found["total"], found["gates"]["HN"], found["sources"]) == (None, None, [])


@pytest.mark.django_db
def test_a_day_that_others_published_stands_in_and_is_named():
    take("date,gate,source,cleared,export_total,import_total\n2024-08-22,total,Báo,10,4,6\n2024-08-22,HN,Báo,7,,\n")
    found = comparing.year_before(starts_on=date(2025, 8, 22), ends_on=date(2025, 8, 22))
    assert found["known_days"]["total"] == {"here": 0, "elsewhere": 1}
    assert found["sources"] == ["Báo"]
    assert found["total"] == {
        "cleared": 10, "export": 4, "import": 6,
        "farm_produce_kg": {"export": None, "import": None}, "trade_value": {"export": None, "import": None},
    }  # fmt: skip
    assert (found["gates"]["HN"]["cleared"], found["gates"]["HN"]["export"]) == (7, None)
    assert found["gates"]["TT"] is None


@pytest.mark.django_db
def test_a_stretch_of_which_one_day_is_missing_is_unknown_and_a_published_month_is_not_its_days():
    days = [f"2024-08-{day:02},total,Báo,10" for day in range(1, 31)]
    take("\n".join(["date,gate,source,cleared", *days]))
    found = comparing.year_before(starts_on=date(2025, 8, 1), ends_on=date(2025, 8, 31))
    assert (found["total"], found["known_days"]["total"]["elsewhere"], found["days"]) == (None, 30, 31)
    take("date,starts_on,gate,source,cleared\n2024-08-31,2024-08-01,total,Tỉnh,333\n")
    found = comparing.year_before(starts_on=date(2025, 8, 1), ends_on=date(2025, 8, 31))
    assert (found["total"]["cleared"], found["sources"]) == (333, ["Tỉnh"])


@pytest.mark.django_db
def test_a_day_that_was_published_here_wins_over_what_others_said_of_it():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5))
    take(
        f"date,gate,source,cleared\n{DAY},total,Báo,99\n{DAY - timedelta(days=1)},total,Báo,5\n",
        at=NOON + timedelta(days=9),
    )
    day = DAY.replace(year=DAY.year + 1)
    found = comparing.year_before(starts_on=day, ends_on=day)
    assert (found["total"]["cleared"], found["sources"]) == (1, [])
    assert found["known_days"]["total"] == {"here": 1, "elsewhere": 0}
    two = comparing.year_before(starts_on=day - timedelta(days=1), ends_on=day)
    assert (two["total"]["cleared"], two["total"]["export"], two["sources"]) == (6, None, ["Báo"])
    assert two["known_days"]["total"] == {"here": 1, "elsewhere": 1}


@pytest.mark.django_db
def test_the_leap_day_has_no_day_a_year_before():
    found = comparing.year_before(starts_on=date(2028, 2, 29), ends_on=date(2028, 2, 29))
    assert (found["starts_on"], found["days"], found["total"]) == (None, 0, None)
    assert set(found["gates"].values()) == {None}


@pytest.mark.django_db
def test_a_currency_that_one_gate_does_not_name_is_unknown_there():
    take(
        "date,gate,source,trade_value_export_usd,trade_value_export_cny\n"
        "2024-08-22,HN,Báo,10.50,\n2024-08-22,TT,Báo,1,2\n2024-08-22,total,Báo,,7\n"
    )
    found = comparing.year_before(starts_on=date(2025, 8, 22), ends_on=date(2025, 8, 22))
    assert found["gates"]["HN"]["trade_value"] == {"export": {"CNY": None, "USD": "10.50"}, "import": None}
    assert found["total"]["trade_value"]["export"] == {"CNY": "7.00", "USD": None}
    both = bases.cut(found, ["HN", "TT"])
    assert both["total"]["trade_value"]["export"] == {"CNY": None, "USD": "11.50"}


# Plans


@pytest.mark.django_db
def test_a_plan_is_that_of_the_period_or_the_sum_of_its_parts():
    enter("2026-Q3", 900, gate="HN")
    enter("2026-10", 100)
    enter("2026-11", 110)
    third = comparing.plan(kind="quarter", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    assert (third["kind"], third["so_far"], third["total"]) == ("quarter", False, None)
    assert third["gates"]["HN"]["cleared"] == 900
    fourth = partial(comparing.plan, kind="quarter", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    assert fourth()["total"] is None
    enter("2026-12", 120)
    assert fourth()["total"]["cleared"] == 330
    enter("2026-Q4", 400)
    assert fourth()["total"]["cleared"] == 400
    enter("2026-Q4", None, seen=1)
    assert fourth()["total"]["cleared"] == 330


@pytest.mark.django_db
def test_eight_months_are_compared_with_the_plan_of_the_year():
    enter("2026", 600_000, measure="trade_value.export.USD")
    eight = comparing.plan(kind="period", starts_on=date(2026, 1, 1), ends_on=date(2026, 8, 31))
    assert (eight["kind"], eight["starts_on"], eight["ends_on"], eight["so_far"]) == (
        "year", "2026-01-01", "2026-12-31", True,
    )  # fmt: skip
    assert eight["total"]["trade_value"] == {"export": {"USD": "600000.00"}, "import": None}
    assert eight["total"]["cleared"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "starts_on", "ends_on"),
    [
        ("day", date(2026, 1, 1), date(2026, 1, 1)),
        ("week", date(2026, 6, 1), date(2026, 6, 7)),
        ("month", date(2026, 1, 1), date(2026, 1, 31)),
        ("period", date(2026, 1, 2), date(2026, 8, 31)),
        ("year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_what_is_not_planned_has_no_plan(kind, starts_on, ends_on):
    enter("2026", 600_000)
    found = comparing.plan(kind=kind, starts_on=starts_on, ends_on=ends_on)
    assert (found["kind"], found["total"], set(found["gates"].values())) == (None, None, {None})


def test_whoever_sees_some_gates_sees_a_total_of_just_those():
    one = {
        "cleared": 1, "export": None, "import": 2, "farm_produce_kg": {"export": 5, "import": None},
        "trade_value": {"export": {"USD": "1.50"}, "import": None},
    }  # fmt: skip
    compared = {"days": 7, "total": {**one, "cleared": 100}, "gates": {"HN": one, "TT": one, "CN": None}}
    two = bases.cut(compared, ["HN", "TT"])
    assert list(two["gates"]) == ["HN", "TT"]
    assert two["total"] == {
        "cleared": 2, "export": None, "import": 4, "farm_produce_kg": {"export": 10, "import": None},
        "trade_value": {"export": {"USD": "3.00"}, "import": None},
    }  # fmt: skip
    assert bases.cut(compared, ["HN", "CN"])["total"]["cleared"] is None
    assert bases.cut(compared, ["CN"])["total"] is None
    assert bases.cut(compared, [])["total"] is None
    assert bases.cut(compared, ["HN", "TT", "CN", "DD"])["total"]["cleared"] == 100


# Percentages


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [(2011, 1000, "101.1"), (899, 1000, "-10.1"), (1000, 1000, "0.0"), (10004, 10000, "0.0"), (9996, 10000, "0.0"),
     (10005, 10000, "0.1"), (9995, 10000, "-0.1"), ("150.00", "100.00", "50.0"), (0, 5, "-100.0"), (5, 0, None),
     (None, 5, None), (5, None, None)],
)  # fmt: skip
def test_change_in_percent(now, before, change):
    assert change_percent(now, before) == (None if change is None else Decimal(change))
    assert not str(change_percent(now, before)).startswith("-0.0")


@pytest.mark.parametrize(
    ("reached", "planned", "share"),
    [(601, 1000, "60.1"), (0, 10, "0.0"), (12, 10, "120.0"), (None, 1, None), (1, None, None)],
)
def test_share_of_the_plan_in_percent(reached, planned, share):
    assert share_percent(reached, planned) == (None if share is None else Decimal(share))
