"""Bulletins of periods: the sum of their published days, made by the clock, corrected with them, read by managers."""

from datetime import date, timedelta

import pytest
import time_machine

from declarations.models import DayMode
from reports import tasks
from reports.api import period_schema, schema
from reports.figures import base
from reports.models import Bulletin, ReportOrder
from reports.operations import orders
from reports.operations.balancing import BulletinDoesNotBalance
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import PeriodNotComplete, make_period
from reports.periods import Period, containing, read_key
from tests import given
from tests.reports.days import DAY, Traffic, clock
from tests.reports.test_api import client

MINUTE = timedelta(minutes=1)
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
WEEK = Period("week", MONDAY, SUNDAY)
URL = "/api/v1/reports/periods"
BEAT = clock("20:05", day=SUNDAY)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **_: None)


# Names


@pytest.mark.parametrize(
    ("kind", "key", "days"),
    [
        ("week", "2026-W47", "2026-11-16 2026-11-22"),
        ("week", "2020-W53", "2020-12-28 2021-01-03"),
        ("month", "2028-02", "2028-02-01 2028-02-29"),
        ("quarter", "2026-Q4", "2026-10-01 2026-12-31"),
        ("year", "2026", "2026-01-01 2026-12-31"),
        ("period", "2026-11-01..2026-11-15", "2026-11-01 2026-11-15"),
    ],
)
def test_a_period_is_read_as_it_is_written(kind, key, days):
    period = read_key(kind, key)
    assert period == Period(kind, *map(date.fromisoformat, days.split()))
    assert period.key == key
    assert len(period.dates()) == period.days
    before = period.before()
    assert before.ends_on == period.starts_on - timedelta(days=1)
    assert before.days == period.days or kind in ("month", "quarter", "year")
    assert kind == "period" or containing(kind, before.starts_on) == before == read_key(kind, before.key)


@pytest.mark.parametrize(
    ("kind", "key"),
    [("day", "2026-11-21"), ("week", "2026-W54"), ("week", "2026-W00"), ("month", "2026-13"), ("month", "2026-1"),
     ("quarter", "2026-Q5"), ("year", "0000"), ("year", "26"), ("period", "2026-11-15..2026-11-01"),
     ("period", "2026-02-30..2026-03-01"), ("period", "1900-01-01..2026-03-01"), ("decade", "2020")],
)  # fmt: skip
def test_what_names_no_period_is_none(kind, key):
    assert read_key(kind, key) is None


# Summing


@pytest.fixture
def week():
    """Seven published days: a truck a day leaves at HN, one stays from Tuesday on, TT is closed twice."""
    gate = Traffic("HN", "TT")
    for day in WEEK.dates():
        gate.leaves(gate.seen(clock("08:00", day=day), cargo="general"), clock("09:00", day=day))
        if day == MONDAY + timedelta(days=1):
            gate.seen(clock("08:00", day=day), gate="TT")
        if day.weekday() in (2, 3):
            DayMode.objects.create(gate=given.gate("TT"), date=day, mode="closed")
        make_bulletin(date=day, at=clock("20:01", day=day))
    return gate


@pytest.mark.django_db
def test_flows_are_summed_and_stock_is_that_of_the_ends(week):
    made = make_period(period=WEEK, at=BEAT)

    total = made.figures["total"]
    assert (made.kind, made.starts_on, made.date, made.revision) == ("week", MONDAY, SUNDAY, 1)
    assert (total["cleared"], total["arrived"], total["carried_over"]) == (7, 8, 0)
    assert total["left_over"] == {"total": 1, "fruit": 1, "other": 0, "unregistered": 0, "change": 1}
    assert total["trade_value"]["export"] == {"USD": "210000.00"}
    assert total["fees"]["total"] == 7 * 800_000
    assert made.figures["gates"]["HN"]["lanes"] == {"": {"cleared": 7, "export": 7, "import": 0}}
    assert made.figures["closed_days"] == {"TT": 2}
    assert made.figures["closed_gates"] == []
    assert made.figures["days"] == dict.fromkeys(map(str, WEEK.dates()), 1)
    half = make_period(period=Period("period", SUNDAY - timedelta(days=1), SUNDAY), at=BEAT)
    assert half.figures["total"]["left_over"]["change"] == 0
    assert half.figures["total"]["carried_over"] == 1
    before = half.figures["comparison"]["period_before"]
    assert (before["starts_on"], before["ends_on"]) == ("2026-11-19", "2026-11-20")
    assert before["total"] == base(half.figures["total"]) | {"farm_produce_kg": {"export": 0, "import": 0}}


@pytest.mark.django_db
def test_a_period_is_published_only_when_all_its_days_are(week):
    with pytest.raises(PeriodNotComplete) as refused:
        make_period(period=Period("period", MONDAY - timedelta(days=1), SUNDAY + timedelta(days=1)), at=BEAT)

    assert refused.value.missing == [date(2026, 11, 15), date(2026, 11, 23)]
    assert "15/11/2026, 23/11/2026" in str(refused.value)
    assert not Bulletin.objects.exclude(kind="day").exists()


@pytest.mark.django_db
def test_days_that_do_not_follow_one_another_are_counted_anew(week):
    """A day was published; of the next one the clock then forgot a truck that stood there."""
    last = Bulletin.objects.get(date=SUNDAY)
    figures = last.figures
    for part in (figures["total"], figures["gates"]["TT"]):
        part["carried_over"] += 1
        part["arrived"] -= 1
    Bulletin.objects.bulk_create([Bulletin(**{**fields_of(last), "revision": 2, "figures": figures})])

    with pytest.raises(BulletinDoesNotBalance, match="TT 2026-11-22: carried over 2, but the day before left over 1"):
        make_period(period=WEEK, at=BEAT)
    order = orders.order_period(period=WEEK, at=BEAT)
    orders.work_orders(at=BEAT)

    order.refresh_from_db()
    assert (order.state, order.refusal_code) == ("refused", "bulletin_does_not_balance")
    assert Bulletin.objects.get(date=SUNDAY, kind="day", revision=3).figures["total"]["carried_over"] == 1
    assert orders.sweep(at=BEAT + orders.ASK_AGAIN) == 1
    orders.work_orders(at=BEAT + orders.ASK_AGAIN)
    assert Bulletin.objects.get(kind="week").figures["days"][str(SUNDAY)] == 3


def fields_of(bulletin):
    return {name: value for name, value in vars(bulletin).items() if name not in ("_state", "id")}


# By the clock


@pytest.mark.django_db
def test_the_clock_makes_the_week_and_corrects_it_with_its_days(week):
    with time_machine.travel(BEAT, tick=False):
        tasks.make_daily_bulletin()
        tasks.make_daily_bulletin()
    (made,) = Bulletin.objects.exclude(kind="day")
    assert (made.kind, made.revision, made.published_at) == ("week", 1, BEAT)

    truck = week.seen(BEAT + MINUTE)  # of the next day; what comes late is of Friday
    friday = date(2026, 11, 20)
    late = given.filed(by=week.company, at=clock("10:00", day=friday))
    week.arrives(late, clock("11:00", day=friday))
    with time_machine.travel(BEAT + timedelta(days=1), tick=False):
        tasks.make_daily_bulletin()

    assert truck.seen_at
    corrected = Bulletin.objects.get(kind="week", revision=2)
    assert corrected.figures["total"]["arrived"] == made.figures["total"]["arrived"] + 1
    revisions = corrected.figures["days"]
    assert [revisions[str(friday + timedelta(days=n))] for n in (-1, 0, 1, 2)] == [1, 2, 2, 2]
    assert not ReportOrder.objects.owed().exists()


@pytest.mark.django_db
def test_a_period_is_asked_for_once_and_again_when_a_day_of_it_is_corrected(week):
    assert [order.kind for order in orders.order_periods(at=BEAT)] == ["week"]
    assert orders.order_periods(at=BEAT) == []
    orders.work_orders(at=BEAT)
    free = make_period(period=Period("period", SUNDAY, SUNDAY), at=BEAT)
    assert orders.order_periods(at=BEAT) == []
    week.seen(clock("10:00", day=SUNDAY))
    make_bulletin(date=SUNDAY, at=BEAT)

    assert {(order.kind, order.starts_on) for order in orders.order_periods(at=BEAT)} == {
        ("week", MONDAY), ("period", SUNDAY),
    }  # fmt: skip
    orders.work_orders(at=BEAT)
    assert orders.order_periods(at=BEAT) == []
    assert Bulletin.objects.filter(kind="period").latest("pk").revision == free.revision + 1


# Over HTTP


@pytest.mark.django_db
@time_machine.travel(BEAT, tick=False)
def test_a_manager_reads_orders_and_follows_periods(week):
    province, mine = client(given.manager(at=None)), client(given.manager(at="TT"))
    so_far = province.get(f"{URL}/month/2026-11")
    assert (so_far.status_code, so_far.json()["code"]) == (409, "period_not_complete")
    asked = mine.post(f"{URL}/week/2026-W47/rebuild", {}, format="json")
    assert asked.status_code == 202
    orders.work_orders(at=BEAT)

    task = mine.get(asked["Location"]).json()
    schema.TaskAnswer.model_validate(task)
    assert (task["kind"], task["bulletin"]["url"]) == ("week", f"{URL}/week/2026-W47")
    cut = mine.get(task["bulletin"]["url"]).json()
    period_schema.PeriodAnswer.model_validate(cut)
    assert (cut["key"], list(cut["gates"]), cut["total"]["arrived"], cut["closed_days"]) == (
        "2026-W47", ["TT"], 1, {"TT": 2},
    )  # fmt: skip
    listed = province.get(f"{URL}?kind=week&from=2026-11-16").json()
    period_schema.PeriodPage.model_validate(listed)
    assert [row["total"]["cleared"] for row in listed["results"]] == [7]
    assert province.get(f"{URL}?kind=month").json()["results"] == []
    assert province.get(f"{URL}/week/2026-W47?revision=2").status_code == 404
    assert province.get(f"{URL}/week/2026-W99").status_code == 404
    assert mine.get(f"{URL}/week/2026-W47?gate=HN").status_code == 404
    incomplete = province.post(f"{URL}/week/2026-W48/rebuild", {}, format="json")
    assert (incomplete.status_code, incomplete.json()["code"]) == (409, "period_not_complete")
    running = province.get(f"{URL}/period/2026-11-20..2026-11-30").json()
    assert (running["revision"], running["published_at"], running["date"]) == (0, None, "2026-11-22")
    assert running["total"]["cleared"] == 3


@pytest.mark.django_db
def test_corrections_say_old_and_new_and_which_trucks_and_days(week):
    truck = week.leaves(week.seen(clock("13:00", day=SUNDAY)), clock("19:59", day=SUNDAY))
    make_bulletin(date=SUNDAY, at=BEAT)
    make_period(period=WEEK, at=BEAT)
    week.comes_back(truck, clock("20:06", day=SUNDAY))
    make_bulletin(date=SUNDAY, at=BEAT + 5 * MINUTE)
    make_period(period=WEEK, at=BEAT + 5 * MINUTE)
    province = client(given.manager(at=None))

    day = province.get(f"/api/v1/reports/bulletins/{SUNDAY}/corrections").json()
    of_week = province.get(f"{URL}/week/2026-W47/corrections").json()
    other = client(given.manager(at="TT")).get(f"/api/v1/reports/bulletins/{SUNDAY}/corrections").json()

    for answer in (day, of_week, other):
        period_schema.Corrections.model_validate(answer)
    last = day["results"][-1]
    assert {"place": "total", "figure": "cleared", "old": 2, "new": 1} in last["figures"]
    (named,) = last["vehicles"]
    assert (named["number"], named["plate"]) == (truck.declaration.number, truck.plate)
    assert named["old"]["counted_as"] == ["arrived", "left", "paid"]
    assert named["new"]["counted_as"] == ["arrived", "left_over", "paid"]
    assert of_week["results"][0]["days"] == [{"date": str(SUNDAY), "old": 2, "new": 3}]
    assert other["results"][-1] | {"published_at": ""} == {
        "revision": 3, "published_at": "", "figures": [], "vehicles": [], "vehicles_changed": 0, "days": [],
    }  # fmt: skip
    assert province.get("/api/v1/reports/bulletins/2026-11-01/corrections").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["declarant", "officer"])
def test_nobody_else_reads_them(who):
    stranger = client(getattr(given, who)())
    for path in ("", "/week/2026-W47", "/week/2026-W47/corrections"):
        assert stranger.get(URL + path).status_code == 403
    assert stranger.post(f"{URL}/week/2026-W47/rebuild", {}, format="json").status_code == 403
    assert stranger.get(f"/api/v1/reports/bulletins/{DAY}/corrections").status_code == 403
