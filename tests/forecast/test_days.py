"""Past days kept in few rows: counted as the bulletins count them, filings as they stood each evening."""

from datetime import timedelta

import pytest

from declarations.models import DayMode, Declaration
from declarations.operations import placing
from declarations.operations.cancelling import cancel
from forecast.models import FiledAhead, GateDay
from forecast.operations.remembering import remember
from forecast.queries import counting
from forecast.queries.counting import Place
from reports.operations import pasts
from reports.operations.bulletins import figures_for
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EVE, NEXT = DAY - ONE, DAY + ONE
LAST = CUT_OFF + ONE  # the cut-off of NEXT


def busy_days():
    """Three days with everything that may happen to a truck."""
    gate = Traffic("HN", "TT")
    gate.seen(clock("05:00", day=EVE - ONE))  # the journal begins
    gate.leaves(gate.seen(clock("09:00", day=EVE)), clock("10:00", day=EVE))
    early = gate.seen(clock("11:00", day=EVE), direction="import", cargo="new_vehicle")
    late = gate.seen(CUT_OFF - ONE, gate="TT")  # at the very cut-off: the next day's
    gate.leaves(early, clock("08:00"))
    gate.turns_back(late, clock("09:00"), to_gate="HN")
    gate.leaves(gate.seen(clock("10:00")), CUT_OFF)
    taken_back = gate.leaves(gate.seen(clock("12:00"), cargo="general"), CUT_OFF - MINUTE)
    gate.comes_back(taken_back, CUT_OFF + MINUTE)
    gate.seen(clock("12:00", day=NEXT), gate="TT")
    read_without_declaration("29H55555", clock("15:00", day=EVE))
    return gate


def kept(date, code="HN", direction="export"):
    row = GateDay.objects.get(date=date, gate__code=code, direction=direction)
    return row.arrived, row.left_over


def bulletin(date, code, direction):
    """The same two figures from the day's bulletin; of arriving imports it says nothing."""
    part = figures_for(date=date, at=LAST)["gates"][code]
    if direction == "import":
        return None, part["import_inside"]
    return part["arrived"], part["left_over"]["total"]


def test_every_day_is_kept_as_its_bulletin_counts_it():
    busy_days()

    assert remember(last=NEXT, at=LAST) == 3

    for date in (EVE, DAY, NEXT):
        for code in ("HN", "TT", "CN"):
            assert kept(date, code) == bulletin(date, code, "export"), (date, code)
            assert kept(date, code, "import")[1] == bulletin(date, code, "import")[1], (date, code)
    assert kept(EVE) == (1, 2)  # the first one, and the truck without a declaration
    assert [kept(date, "HN", "import") for date in (EVE, DAY, NEXT)] == [(1, 1), (0, 0), (0, 0)]
    assert GateDay.objects.count() == 3 * len(counting.places())


def test_days_are_whole_ones_from_the_first_on_that_was_counted_from_its_beginning():
    assert remember(last=DAY, at=CUT_OFF) == 0
    Traffic("HN").seen(clock("21:00", day=EVE))  # belongs to DAY, an hour of which is gone
    assert remember(last=DAY, at=CUT_OFF) == 0
    assert remember(last=NEXT, at=LAST) == 1
    assert set(GateDay.objects.values_list("date", flat=True)) == {NEXT}


def test_counting_again_keeps_one_row_a_day_and_follows_late_reports_for_a_week():
    gate = busy_days()
    remember(last=NEXT, at=LAST)
    before = kept(DAY)
    rows = GateDay.objects.count()

    gate.seen(clock("13:00"))  # a scanner that was offline
    assert remember(last=NEXT, at=LAST) == 3
    assert kept(DAY) == (before[0] + 1, before[1] + 1)
    assert GateDay.objects.count() == rows

    assert remember(last=DAY + 10 * ONE, at=CUT_OFF + 10 * ONE) == 12  # nobody counted meanwhile
    assert remember(last=DAY + 11 * ONE, at=CUT_OFF + 11 * ONE) == 8
    assert GateDay.objects.filter(date=DAY).get(gate__code="HN", direction="export").counted_at != LAST


def test_closed_days_are_marked_for_their_gate():
    busy_days()
    placing.keep(place=DayMode(gate=given.gate("TT"), date=DAY, mode="closed"), by=given.manager(at="TT"))
    remember(last=NEXT, at=LAST)
    closed = GateDay.objects.filter(is_closed=True).values_list("date", "gate__code")
    assert set(closed) == {(DAY, "TT")}


def test_filings_are_counted_by_the_evening_on_which_they_were_there():
    company = given.declarant()
    Traffic("HN").seen(clock("05:00", day=EVE - ONE))

    def files(at, *, expected, **changes) -> Declaration:
        return given.filed(by=company, at=at, expected_arrival=expected.isoformat(), **changes)

    noon = clock("12:00", day=NEXT)
    files(clock("13:00", day=EVE), expected=noon)  # known two evenings before, and one
    files(clock("13:00"), expected=noon)  # one evening before
    files(CUT_OFF, expected=noon)  # not yet, that evening
    files(clock("13:00"), expected=noon, direction="import")
    cancelled = files(clock("13:00", day=EVE), expected=noon)
    cancel(declaration_id=cancelled.pk, by=company, at=clock("14:00"), reason="Đổi ý")
    files(clock("13:00"), expected=CUT_OFF - MINUTE)  # of DAY itself

    found = {
        (one.date, one.place, one.days_ahead): one.vehicles for one in counting.filed_ahead(EVE, NEXT, known_on=DAY)
    }
    export, imports = (Place(given.gate("HN").pk, direction) for direction in ("export", "import"))
    assert [found[NEXT, export, ahead] for ahead in (1, 2, 3)] == [2, 2, 0]
    assert [found[NEXT, imports, ahead] for ahead in (1, 2, 3)] == [1, 0, 0]
    assert found[DAY, export, 1] == 0
    assert (NEXT + ONE, export, 3) not in found


def test_filings_that_were_counted_on_their_evening_stay_as_they_were_then():
    company = given.declarant()
    Traffic("HN").seen(clock("05:00", day=EVE - ONE))
    noon = clock("12:00", day=NEXT)
    known = given.filed(by=company, at=clock("13:00"), expected_arrival=noon.isoformat())
    remember(last=DAY, at=CUT_OFF)
    row = FiledAhead.objects.get(date=NEXT, gate__code="HN", direction="export", days_ahead=1)
    assert row.vehicles == 1

    Declaration.objects.filter(pk=known.pk).update(expected_arrival=noon + 2 * ONE)  # as reviving it does
    remember(last=NEXT, at=LAST)
    row.refresh_from_db()
    assert row.vehicles == 1


def test_counting_takes_few_queries_however_long_the_history(django_assert_max_num_queries):
    busy_days()
    with django_assert_max_num_queries(22):
        counting.days(EVE - 300 * ONE, NEXT)
    with django_assert_max_num_queries(2):
        counting.filed_ahead(EVE - 300 * ONE, NEXT, known_on=NEXT)


PAST = """\
date,gate,source,arrived,left_over_total,export_total,import_total,turned_back,import_turned_back,import_inside
2026-11-17,HN,Báo Mẫu,90,40,80,,2,,
2026-11-18,HN,Báo Mẫu,,50,85,300,1,0,12
2026-11-19,HN,Báo Mẫu,,45,,310,0,1,10
2026-11-19,total,Báo Mẫu,200,145,,,,,
2026-11-20,HN,Báo Mẫu,999,999,,,,,
"""


def test_days_before_the_journal_are_taken_from_imported_bulletins_as_far_as_they_say_it():
    pasts.take_in(sheet=pasts.sheet_of(data=PAST.encode(), name="past.csv"), at=given.NOON)
    remember(last=EVE - 3 * ONE, at=CUT_OFF - 4 * ONE)
    assert GateDay.objects.count() == 1  # the others lie ahead

    busy_days()  # counted here from EVE on
    remember(last=NEXT, at=LAST)

    rows = GateDay.objects.filter(date__lt=EVE).order_by("date", "direction")
    assert [(f"{row.date:%d}", row.direction, row.arrived, row.left_over, row.is_imported) for row in rows] == [
        ("17", "export", 90, 40, True),
        ("18", "export", 96, 50, True),  # 50 stand, 85 left, 1 went back, and 40 had stood there
        ("18", "import", None, 12, True),
        ("19", "export", None, 45, True),  # what left is not said
        ("19", "import", 309, 10, True),
    ]
    assert kept(EVE) == (1, 2)
    assert not GateDay.objects.filter(date__gte=EVE, is_imported=True).exists()


def test_an_import_that_is_replaced_is_followed():
    pasts.take_in(sheet=pasts.sheet_of(data=PAST.encode(), name="past.csv"), at=given.NOON)
    remember(last=EVE - 3 * ONE, at=CUT_OFF)
    before = GateDay.objects.get()
    remember(last=EVE - 3 * ONE, at=LAST)
    assert GateDay.objects.get().counted_at == before.counted_at  # nothing new was said
    again = pasts.sheet_of(data=PAST.replace(",90,40", ",91,41").encode(), name="past.csv")
    pasts.take_in(sheet=again, at=given.NOON, replaces=True)
    remember(last=EVE - 3 * ONE, at=LAST)
    assert kept(EVE - 3 * ONE) == (91, 41)
