"""Every number of the page is the bulletin's, and the list behind it is as long and of the right trucks."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from declarations.models import Gate, Vehicle
from declarations.procedures import AGENCY_OF
from reports import reading, words
from reports.figures import cut
from reports.models import Bulletin
from reports.operations.bulletins import make_bulletin
from reports.overview.listing import NotKept
from reports.overview.numbers import CARGO, FIGURES, FLOWS, Number, What, behind, is_of
from reports.overview.shown import page_of
from reports.overview.today import Today, read_today
from reports.overview.trucks import trucks_behind
from reports.overview.usual import usual_day
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.overview.conftest import NOW

pytestmark = pytest.mark.django_db


def gates(*codes: str) -> list[Gate]:
    return list(Gate.objects.filter(code__in=codes).order_by("pk"))


def today(*codes: str) -> Today:
    return read_today(gates=gates(*codes), at=NOW)


def read(address: str) -> Number | None:
    return Number.read(QueryDict(address.split("?")[1]))


@pytest.mark.parametrize("codes", [["HN", "TT"], ["HN"], ["TT"]])
def test_every_figure_is_that_of_the_bulletin(day: Traffic, codes):
    found, bulletin = today(*codes), reading.so_far(date=DAY, gates=codes, at=NOW).figures
    for figure in FIGURES:
        whole = found.count(figure.number(date=DAY))
        assert whole == words.figure(bulletin["total"], figure.path), figure.path
        for code in codes:
            at_gate = found.count(figure.number(date=DAY, gate=code))
            assert at_gate == words.figure(bulletin["gates"][code], figure.path), (figure.path, code)
    assert found.is_balanced()
    assert found.count(Number(What.LEFT)) == {("HN", "TT"): 3, ("HN",): 2, ("TT",): 1}[tuple(codes)]


def test_behind_every_number_stand_as_many_trucks(day: Traffic):
    """Also behind the parts: by gate, direction, every kind of cargo, hour and check."""
    found = today("HN", "TT")
    numbers = [figure.number(date=DAY, gate=code) for figure in FIGURES for code in ("", "HN", "TT")]
    numbers += [Number(what, DAY, direction=way, cargo=cargo) for what in FLOWS for way in ("", "export", "import")
                for cargo in ("", *CARGO)]  # fmt: skip
    numbers += [Number(what, DAY, cargo=cargo) for what in (What.LEFT_OVER, What.IMPORT_INSIDE) for cargo in CARGO]
    numbers += [Number(What.LEFT, DAY, hour=hour) for hour in range(24)]
    numbers += [Number(what, check=code) for what in (What.WAITING, What.HELD) for code in AGENCY_OF]
    seen = dict.fromkeys(What.values, 0)
    for number in numbers:
        behind = trucks_behind(number, gates=gates("HN", "TT"), at=NOW)
        listed = len(behind.rows) + len(behind.undeclared)
        assert found.count(number) == behind.many == listed, number
        assert read(number.address) == number
        seen[number.what] += listed
    assert min(seen.values()) > 0, "each of them was looked at with trucks"


def test_the_charts_lead_to_the_trucks_that_they_show(day: Traffic):
    page = page_of(today("HN", "TT"), usual_day(DAY), None)
    assert page.by_gate is not None
    looked_at = 0
    for chart in (page.by_hour, page.by_gate, page.by_kind, page.waiting):
        for row in chart.rows:
            for cell in row.cells:
                if cell.link:
                    number = read(cell.link)
                    assert number is not None
                    assert cell.text == str(trucks_behind(number, gates=gates("HN", "TT"), at=NOW).many)
                    looked_at += cell.text != "0"
    assert looked_at > 8
    assert [row.cells[0].text for row in page.by_hour.rows if row.label in ("09h", "13h", "14h", "15h")] == [
        "2", "1", "0", "–",
    ]  # fmt: skip
    assert [row.label for row in page.by_hour.rows][:5] == ["20h", "21h", "22h", "23h", "00h"]


def test_each_truck_is_shown_by_its_marks_and_nobody_by_name(day: Traffic):
    (row,) = trucks_behind(Number(What.LEFT, DAY, hour=13), gates=gates("HN", "TT"), at=NOW).rows
    assert (row.gate, row.direction, row.main_cargo) == ("TT", "import", "general")
    assert (row.at, row.seen_at) == (clock("13:05"), clock("07:00"))
    assert row.plate.startswith("12C-")
    assert "Trần Văn Thử" not in str(row)


def test_a_withdrawn_exit_never_happened(day: Traffic):
    truck = day.leaves(day.seen(clock("13:30")), clock("14:00"))
    assert today("HN").count(Number(What.LEFT)) == 3
    day.comes_back(truck, clock("14:05"))
    found = today("HN")
    assert found.count(Number(What.LEFT)) == 2
    assert trucks_behind(Number(What.LEFT, DAY), gates=gates("HN"), at=NOW).many == 2
    assert found.count(Number(What.LEFT_OVER)) == 3, "two that stand, one without declaration"
    assert found.is_balanced()


def test_a_long_list_is_read_page_by_page(monkeypatch):
    monkeypatch.setattr("reports.overview.listing.PAGE", 2)
    traffic = Traffic("HN")
    trucks = [traffic.seen(clock("08:00") + timedelta(minutes=minute // 2)) for minute in range(5)]
    number, after, found = Number(What.LEFT_OVER, DAY), "", []
    for _page in range(3):
        page = trucks_behind(number, gates=gates("HN"), at=NOW, after=after)
        assert page.many == 5
        found += [truck.plate for truck in page.rows]
        after = page.next or ""
    assert found == [truck.plate for truck in trucks]
    assert not after


def test_when_the_day_is_over_and_not_published_flows_are_still_there_and_stock_is_not(day: Traffic):
    later = CUT_OFF + timedelta(minutes=1)
    assert trucks_behind(Number(What.LEFT, DAY), gates=gates("HN", "TT"), at=later).many == 3
    for number in (Number(What.LEFT_OVER, DAY), Number(What.IMPORT_INSIDE, DAY), Number(What.LEFT, DAY, revision=1)):
        with pytest.raises(NotKept):
            trucks_behind(number, gates=gates("HN", "TT"), at=later)


def test_behind_a_published_figure_stand_the_trucks_that_were_counted_then(day: Traffic):
    """Whatever became of them since; each revision has its own."""
    day.leaves(truck := day.seen(clock("15:00")), clock("16:00"))
    make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5))
    day.comes_back(truck, clock("16:10"))
    later = CUT_OFF + timedelta(days=1)
    make_bulletin(date=DAY, at=later)
    standing = Vehicle.objects.get(is_open=True, direction="import", main_cargo="general")
    day.leaves(standing, later)

    looked_at = 0
    for bulletin in Bulletin.objects.published().order_by("revision"):
        for codes in (["HN", "TT"], ["HN"], ["TT"]):
            figures = cut(bulletin.figures, codes)
            for gate, part in [("", figures["total"]), *figures["gates"].items()]:
                links = behind(part, date=DAY, gate=gate, revision=bulletin.revision)
                for figure in FIGURES:
                    many = words.figure(part, figure.path)
                    number = figure.number(date=DAY, gate=gate)._replace(revision=bulletin.revision)
                    found = trucks_behind(number, gates=gates(*codes), at=later)
                    assert found.many == len(found.rows) + len(found.undeclared) == many, number
                    assert (figure.path in links) is (many > 0)
                    looked_at += many
        hours = [trucks_behind(Number(What.LEFT, DAY, hour=hour), gates=gates("HN"), at=later).many for hour in (9, 16)]
        assert hours == [2, 0], "without a revision it is the last one"
    assert looked_at > 100
    assert bulletin.revision == 2
    with pytest.raises(NotKept):
        trucks_behind(Number(What.WAITING, DAY, check="medical"), gates=gates("HN"), at=later)


def test_a_day_that_contradicts_itself_is_known_to(day: Traffic):
    truck = day.seen(clock("14:00"))
    type(truck).objects.filter(pk=truck.pk).update(seen_at=CUT_OFF - timedelta(days=2))
    assert not today("HN").is_balanced()


@pytest.mark.parametrize("cargo", ["", "fruit", "general", "new_vehicle"])
def test_every_load_is_of_one_kind_of_each_pair(cargo):
    assert is_of(cargo, "fruit") is not is_of(cargo, "other")
    assert is_of(cargo, "new_vehicle") is not is_of(cargo, "goods")
    assert is_of(cargo, "")


@pytest.mark.parametrize(
    "query",
    ["", "what=drivers", "what=left&direction=up", "what=left&cargo=gold", "what=left&hour=24", "what=left&hour=x",
     "what=left_over&hour=3", "what=waiting", "what=waiting&check=nothing", "what=left&check=medical",
     "what=left&date=2026-13-01", "what=left&revision=1", "what=left&date=2026-11-21&revision=0"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_names_no_number(query):
    assert Number.read(QueryDict(query)) is None
