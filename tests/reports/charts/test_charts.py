"""Charts: what is drawn is what is counted, for every reader, and whatever the figures are."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from contract import printing
from reports.charts import Band, Series, Step, bars, lines, waterfall
from reports.charts.numbers import Scale, written
from reports.charts.parts import Chart, Drawing

NASTY = """<script>alert("x")</script>&'"""
HOURS = [f"{hour}h" for hour in range(24)]
SVG = "{http://www.w3.org/2000/svg}"


def page(chart: Chart) -> ElementTree.Element:
    """The chart as a page shows it, which is well-formed whatever it says."""
    return ElementTree.fromstring(render_to_string("reports/charts/chart.html", {"chart": chart}).strip())


def table(chart: Chart) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in page(chart).iter("tr")]


def told(drawing: Drawing) -> list[str]:
    return [text.text for text in drawing.texts if text.kind == "value"]


def test_the_table_says_every_figure_and_the_picture_stands_beside_it():
    chart = bars(title="Left", labels=["HN", "TT"], series=[Series("Export", [220, None]), Series("Import", [1564, 0])])
    with override("en"):
        assert table(chart)[0][1:] == ["Export", "Import"]
    assert table(chart)[1:] == [["HN", "220", "1,564"], ["TT", "–", "0"]]
    assert told(chart.wide) == ["220", "1,564", "–", "0"]
    heights = [float(bar.height) for bar in chart.wide.bars if bar.said]
    assert len(heights) == 3, "what is unknown has no bar"
    assert heights[0] / heights[1] == pytest.approx(220 / 1564, abs=0.01)
    assert heights[2] == 0


def test_whatever_a_label_says_it_is_only_text():
    for chart in (
        bars(title=NASTY, labels=[NASTY], series=[Series(NASTY, [1]), Series("b", [2])], unit=NASTY, heading=NASTY),
        lines(title=NASTY, labels=[NASTY], series=[Series(NASTY, [1])], unit=NASTY, band=Band([0], [2], NASTY)),
        waterfall(title=NASTY, steps=[Step(NASTY, 1)], unit=NASTY),
    ):
        html = render_to_string("reports/charts/chart.html", {"chart": chart})
        printed = render_to_string("reports/charts/printed.html", {"chart": chart})
        assert "<script" not in html + printed
        assert "style=" not in html + printed
        assert NASTY in "".join(page(chart).itertext())


def test_a_link_leads_from_the_figure_in_the_table():
    chart = bars(title="a", labels=["HN", "TT"], series=[Series("n", [1, 2], ["/reports/?gate=HN&hour=1"])])
    assert [(a.text, a.get("href")) for a in page(chart).iter("a")] == [("1", "/reports/?gate=HN&hour=1")]


def test_both_pictures_have_a_name_and_a_description_and_no_name_is_there_twice():
    first = bars(title="Export", labels=HOURS, series=[Series("Today", list(range(24)))])
    other = bars(title="Import", labels=HOURS, series=[Series("Today", list(range(24)))])
    ids = []
    for chart in (first, other):
        found = page(chart)
        own = {element.get("id"): "".join(element.itertext()) for element in found.iter() if element.get("id")}
        ids += [element.get("id") for element in found.iter() if element.get("id")]
        for picture in found.iter(f"{SVG}svg"):
            assert picture.get("role") == "img"
            named = [own[name] for name in (picture.get("aria-labelledby") or "").split()]
            assert named[0] == chart.title
            assert "23" in named[1]
        assert own[found.get("aria-labelledby")] == chart.title
    assert len(ids) == len(set(ids)) == 10


@pytest.mark.parametrize(
    "make",
    [
        lambda: bars(title="a", labels=[], series=[Series("n", [])]),
        lambda: bars(title="a", labels=[], series=[]),
        lambda: bars(title="a", labels=["1"], series=[Series("n", [None]), Series("m", [None])], stacked=True),
        lambda: lines(title="a", labels=[], series=[]),
        lambda: lines(title="a", labels=["1"], series=[Series("n", [None])], band=([None], [None])),
        lambda: waterfall(title="a", steps=[]),
        lambda: waterfall(title="a", steps=[("a", None)]),
    ],
)
def test_without_figures_it_says_so(make):
    with override("en"):
        found = page(make())
    pictures = list(found.iter(f"{SVG}svg"))
    assert len(pictures) == 2
    assert all("There are no figures." in "".join(picture.itertext()) for picture in pictures)
    assert not [*found.iter(f"{SVG}rect"), *found.iter(f"{SVG}path")]


@pytest.mark.parametrize("values", [[0, 0], [0], [-5, 3], [-2, -1], [0.004, 0.001], [Decimal("1e12"), 3], [7, 7]])
@pytest.mark.parametrize("stacked", [False, True])
def test_every_mark_lies_in_the_picture(values, stacked):
    labels = [f"Cửa khẩu {i}" for i in range(len(values))]
    series = [Series("a", values), Series("b", values)]
    for chart in (
        bars(title="a", labels=labels, series=series, stacked=stacked),
        bars(title="a", labels=["HN"] * len(values), series=series, stacked=stacked),
        lines(title="a", labels=labels, series=series, band=(values, values)),
        waterfall(title="a", steps=list(zip(labels, values, strict=True))),
    ):
        for drawing in (chart.wide, chart.narrow):
            width, height = float(drawing.width), float(drawing.height)
            for bar in drawing.bars:
                assert -0.2 <= float(bar.x) <= float(bar.x) + float(bar.width) <= width + 0.2
                assert -0.2 <= float(bar.y) <= float(bar.y) + float(bar.height) <= height + 0.2
            for curve in drawing.curves:
                for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", curve.path):
                    assert 0 <= float(x) <= width
                    assert 0 <= float(y) <= height
            assert all(0 <= float(text.x) <= width and 0 <= float(text.y) <= height for text in drawing.texts)


def test_negative_bars_hang_from_zero():
    chart = bars(title="a", labels=["HN", "TT"], series=[Series("change", [5, -5])])
    up, down = [bar for bar in chart.wide.bars if bar.said]
    zero = next(float(rule.y1) for rule in chart.wide.rules if rule.kind == "axis")
    assert float(up.y) + float(up.height) == pytest.approx(zero, abs=0.2)
    assert float(down.y) == pytest.approx(zero, abs=0.2)
    assert "−5" in told(chart.wide)


def test_stacks_are_as_high_as_their_parts_and_say_the_whole():
    chart = bars(title="a", labels=["HN"], series=[Series("X", [220]), Series("N", [564])], stacked=True)
    low, high = [bar for bar in chart.wide.bars if bar.said]
    assert float(high.y) + float(high.height) == pytest.approx(float(low.y), abs=0.2)
    assert told(chart.wide) == ["784"]


def test_long_labels_lie_and_short_ones_are_left_out_where_they_do_not_fit():
    long = bars(title="a", labels=["Bộ đội Biên phòng", "Hải quan", "Y tế"] * 3, series=[Series("n", [1] * 9)])
    assert len({bar.y for bar in long.wide.bars}) == 9
    assert [text.text for text in long.narrow.texts if text.kind == "word"] == [row.label for row in long.rows]
    short = bars(title="a", labels=HOURS, series=[Series("n", [1] * 24)])
    shown = [text.text for text in short.narrow.texts if text.text in HOURS]
    assert shown[:3] == ["0h", "3h", "6h"]


def test_a_line_is_broken_where_nothing_is_known():
    chart = lines(title="a", labels=list("12345"), series=[Series("n", [1, None, 3, 4, None])])
    curve = chart.wide.curves[0]
    assert curve.path.count("M") == 2
    assert curve.path.count("L") == 1
    assert len(chart.wide.markers) == 3, "a value alone has its marker, or it would not be seen"
    band = lines(title="a", labels=list("123"), series=[Series("n", [1, 2, 3])], band=([0, None, 1], [2, 3, None]))
    assert len(band.wide.areas) == 1


def test_a_year_of_days_stays_readable():
    days = [f"{i % 28 + 1:02}/{i // 31 + 1:02}" for i in range(366)]
    year = lines(title="a", labels=days, series=[Series("2025", list(range(366))), Series("2024", [5] * 366)])
    assert year.wide.curves[0].path.count("L") == 365
    assert 10 < len([marker for marker in year.wide.markers if marker.said]) < 40
    for drawing in (year.wide, year.narrow):
        ticks = sorted(float(text.x) for text in drawing.texts if text.text in days)
        assert all(after - before >= 30 for before, after in pairwise(ticks))
    assert len(table(year)) == 367
    assert len(bars(title="a", labels=days, series=[Series("n", [1] * 366)]).wide.bars) == 366


def test_lines_differ_without_colour_and_have_their_names():
    series = [Series(f"Năm {i}", [i, i]) for i in range(6)]
    chart = lines(title="a", labels=["1", "2"], series=series)
    html = render_to_string("reports/charts/chart.html", {"chart": chart})
    assert len(set(re.findall(r'stroke-dasharray="[^"]+"', html))) == 5
    assert {marker.look for marker in chart.wide.markers} == set(range(6))
    names = [float(text.y) for text in chart.wide.texts if text.kind == "name"]
    assert len(names) == 6
    assert all(below - above >= 13 for above, below in pairwise(sorted(names)))
    assert len([text for text in chart.narrow.texts if text.kind == "name"]) == 6


def test_bars_differ_without_colour():
    chart = bars(title="a", labels=["1"], series=[Series(str(i), [i + 1]) for i in range(6)])
    html = render_to_string("reports/charts/drawing.html", {"chart": chart, "drawing": chart.wide})
    inside = re.findall(r"<pattern[^>]*>(.*?)</pattern>", html, re.S)
    assert len({re.sub(r"#\w+", "", pattern).strip() for pattern in inside}) == 5, "and the first one is full"


def test_a_waterfall_goes_on_where_it_stood():
    chart = waterfall(title="a", steps=[("a", 10), ("b", None), ("c", -4), Step("all", 6, is_total=True)], unit="min")
    first, taken, total = chart.wide.bars
    right = [float(bar.x) + float(bar.width) for bar in (first, taken, total)]
    assert right[0] == pytest.approx(right[1], abs=0.2)
    assert right[2] == pytest.approx(float(taken.x), abs=0.2)
    assert told(chart.wide) == ["+10", "–", "−4", "6"]
    assert [row.is_total for row in chart.rows] == [False, False, False, True]


def test_values_beside_the_wrong_labels_are_refused():
    with pytest.raises(ValueError, match="n: 1 values for 2 labels"):
        bars(title="a", labels=["1", "2"], series=[Series("n", [1])])
    with pytest.raises(ValueError, match="1 values for 2 labels"):
        lines(title="a", labels=["1", "2"], series=[Series("n", [1, 2])], band=([1], [1, 2]))


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567, "1.234.567", "1,234,567"), (Decimal("1234.50"), "1.234,5", "1,234.5"), (0.125, "0,13", "0.13"),
        (-3, "−3", "−3"), (0, "0", "0"), (None, "–", "–"), (1e-9, "0", "0"), (Decimal("0.00"), "0", "0"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(value, vi, en):
    with override("vi"):
        assert written(value) == vi
    with override("en"):
        assert written(value) == en


def test_coordinates_are_the_same_in_every_language():
    made = []
    for language in ("vi", "en", "zh-hans"):
        with override(language):
            chart = bars(title="a", labels=["1", "2"], series=[Series("n", [3, 4.5])])
            made.append([bar[:4] for bar in chart.wide.bars])
            assert not re.search(
                r'(?:x|y|width|height)="\d+,', render_to_string("reports/charts/chart.html", {"chart": chart})
            )
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([784], [0, 200, 400, 600, 800]), ([3], [0, 1, 2, 3]), ([0, 0], [0, 1]), ([], [0, 1]),
        ([-5, 3], [-6, -4, -2, 0, 2, 4]), ([0.4], [0, 0.1, 0.2, 0.3, 0.4]), ([-10], [-10, -8, -6, -4, -2, 0]),
    ],
)  # fmt: skip
def test_an_axis_has_round_numbers_and_zero(values, ticks):
    assert Scale(values).ticks == pytest.approx(ticks)


def test_long_numbers_are_in_millions_on_the_axis_and_whole_in_the_table():
    with override("en"):
        chart = bars(title="a", labels=["1"], series=[Series("fees", [845_250_317])], unit="đồng")
        words = [text.text for text in chart.wide.texts]
    assert "đồng, millions" in words
    assert "800" in words
    assert chart.rows[0].cells[0].text == "845,250,317"


@pytest.mark.skipif(not printing.is_available(), reason="this machine cannot print")
def test_it_prints():
    chart = lines(title="Năm", labels=["1", "2"], series=[Series("a", [1, 2])], band=([0, 1], [2, 3]))
    html = render_to_string("reports/charts/printed.html", {"chart": chart})
    assert printing.pdf_of(f"<!doctype html><html lang='vi'><body>{html}</body></html>").startswith(b"%PDF")
