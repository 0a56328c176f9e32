"""The words of a bulletin: what is said of known figures, in three languages, and what is not said."""

import copy
import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from reports.bases import base_of
from reports.figures import NOTHING_TO_COMPARE, add, compose
from reports.words import assessment, numbers
from reports.words.press import Former, press
from reports.words.told import Told

NAMES = {
    "vi": {"HN": "Hữu Nghị", "TT": "Tân Thanh", "CN": "Cốc Nam"},
    "en": {"HN": "Huu Nghi", "TT": "Tan Thanh", "CN": "Coc Nam"},
    "zh-hans": {"HN": "友谊", "TT": "新清", "CN": "谷南"},
}


def part(fruit, other, goods, new, *, left_over=(0, 0, 0), change=0, arrived=0, lanes=None):
    """A part whose parts add up: what came and is not there any more has left or was turned back."""
    declared, all_of_it = left_over[0] + left_over[1], fruit + other + goods + new
    return {
        "cleared": fruit + other + goods + new,
        "export": {"total": fruit + other, "fruit": fruit, "other": other},
        "import": {"total": goods + new, "goods": goods, "new_vehicles": new},
        "left_over": {"total": sum(left_over), "fruit": left_over[0], "other": left_over[1],
                      "unregistered": left_over[2], "change": change},
        "turned_back": 0, "new_vehicles_remaining": 0, "arrived": arrived,
        "carried_over": fruit + other + declared - arrived, "import_inside": 0, "import_turned_back": 0,
        "farm_produce_kg": {"export": 4_820_500, "import": 0},
        "trade_value": {"export": {"USD": "1234567.89"}, "import": {}},
        "fees": {"infrastructure": 480_000_000, "transfer": 90_000, "total": 480_090_000},
        "lanes": lanes or {"": {"cleared": all_of_it, "export": fruit + other, "import": goods + new}},
    }  # fmt: skip


GATES = {
    "HN": part(138, 82, 514, 50, left_over=(116, 100, 3), change=15, arrived=200),
    "TT": part(96, 12, 351, 0, left_over=(100, 53, 0), change=-3, arrived=100),
    "CN": part(0, 0, 0, 0),
}


def figures(*, gates=None, kind="day", first="2024-08-22", last="2024-08-22", closed=(), **changes):
    """The figures of 22 August 2024, or of these gates and days."""
    gates = gates or GATES
    made = compose(
        date=dt.date.fromisoformat(last), cut_off="20:00", total=add(gates.values()), gates=copy.deepcopy(gates),
        closed_gates=closed, kind=kind, starts_on=dt.date.fromisoformat(first),
        comparison=copy.deepcopy(NOTHING_TO_COMPARE),
    )  # fmt: skip
    return made | changes


def base(**known):
    """A base that knows these figures, by path with two underlines for a point."""
    values = {path.replace("__", "."): Decimal(value) for path, value in known.items()}
    return base_of(values.get, {"trade_value.export": ["USD"], "trade_value.import": []})


def told(made, language, *, is_whole=True):
    return Told(made, NAMES[language], is_whole)


def text(made, language="en", *, revision=1, former=None, is_whole=True):
    with translation.override(language):
        of_it = told(made, language, is_whole=is_whole)
        return press(of_it, revision=revision, former=former, assessment=assessment(made)).text()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Ngày 22/8/2024, tổng số xe hàng xuất nhập khẩu qua các cửa khẩu trên địa bàn tỉnh Lạng Sơn là"
               " 1.243 xe, trong đó xuất khẩu 328 xe (234 xe hoa quả, 94 xe hàng khác), nhập khẩu 915 xe (865 xe hàng,"
               " 50 xe mới)."),
        ("en", "On 22 August 2024, the number of goods vehicles cleared at the border gates of Lang Son Province was"
               " 1,243: export 328 (fruit 234, other goods 94), import 915 (goods 865, new vehicles 50)."),
        ("zh-hans", "2024年8月22日，经谅山省各口岸进出口货车共1,243辆，其中出口328辆（水果234辆，其他货物94辆），"
                    "进口915辆（货物865辆，新车50辆）。"),
    ],
)  # fmt: skip
def test_a_day_is_told_as_the_press_office_tells_it(language, sentence):
    assert sentence in text(figures(), language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Tính đến 20 giờ ngày 22/8/2024, lượng xe hàng xuất khẩu còn tồn là 372 xe (216 xe hoa quả,"
               " 153 xe hàng khác, 3 xe chưa đăng ký), tăng 12 xe so với ngày trước."),
        ("en", "At 20:00 on 22 August 2024, export vehicles left over: 372 (fruit 216, other goods 153, not registered"
               " 3), 12 more than on the day before."),
        ("zh-hans", "截至2024年8月22日20时，出口货车滞留372辆（水果216辆，其他货物153辆，未申报3辆），"
                    "比前一日增加12辆。"),
    ],
)  # fmt: skip
def test_what_is_left_over_is_told_with_its_change(language, sentence):
    assert sentence in text(figures(), language)


def test_gates_are_told_one_by_one_and_idle_ones_together():
    said = text(figures(closed=["CN"]))
    assert "- Huu Nghi: 784; export 220 (fruit 138, other goods 82), import 564 (goods 514, new vehicles 50);" in said
    assert "\n- Tan Thanh: 459;" in said
    assert "Closed: Coc Nam." in said
    assert "No goods vehicles" not in said
    assert "No goods vehicles: Coc Nam." in text(figures())
    assert "By lane" not in said


def test_lanes_are_told_where_there_are_any():
    lanes = {
        "1119-1120": {"cleared": 700, "export": 200, "import": 500},
        "": {"cleared": 84, "export": 20, "import": 64},
    }
    gates = GATES | {"HN": GATES["HN"] | {"lanes": lanes}}
    assert "By lane: 1119-1120: 700, no lane named: 84." in text(figures(gates=gates))


def test_a_reader_of_some_gates_is_told_of_those():
    one = {"HN": GATES["HN"]}
    assert "cleared at the border gate Huu Nghi was 784" in text(figures(gates=one), is_whole=False)
    two = {"HN": GATES["HN"], "TT": GATES["TT"]}
    assert "qua cửa khẩu Hữu Nghị, Tân Thanh là 1.243 xe" in text(figures(gates=two), "vi", is_whole=False)


WITH_OTHERS = {
    "vi": ["tổng số xe tăng 12,0 %, xuất khẩu giảm 3,0 %, nhập khẩu không đổi.",
           "1.234.567,89 USD, đạt 60,1 % kế hoạch năm, tăng 101,1 % so với cùng kỳ năm trước",
           "Hoa quả, nông sản xuất khẩu: 4.820,5 tấn."],
    "en": ["On the same time a year before: vehicles in all up 12.0%, export down 3.0%, import unchanged.",
           "1,234,567.89 USD, 60.1% of the year's plan, up 101.1% on a year before",
           "Fruit and farm produce exported: 4,820.5 tonnes."],
    "zh-hans": ["车辆总数增长12.0%，出口下降3.0%，进口持平。",
                "1,234,567.89 USD，完成全年计划的60.1%，同比增长101.1%",
                "水果及农产品出口4,820.5吨。"],
}  # fmt: skip


@pytest.mark.parametrize("language", WITH_OTHERS)
def test_figures_are_held_against_a_year_before_and_the_plan(language):
    gates = {
        "HN": GATES["HN"] | {"farm_produce_kg": {"export": 4_820_500, "import": None}},
        "TT": GATES["TT"]
        | {"farm_produce_kg": {"export": 0, "import": None}, "trade_value": {"export": {}, "import": {}}},
    }
    made = figures(gates=gates, kind="period", first="2024-01-01", last="2024-08-31")
    before = base(cleared="1110", export__total="338", import__total="915", trade_value__export__USD="613907.45")
    made["comparison"]["year_before"]["total"] = before
    made["comparison"]["plan"] |= {"kind": "year", "total": base(trade_value__export__USD="2054189.50")}
    for sentence in WITH_OTHERS[language]:
        assert sentence in text(made, language)


BESIDE = {
    "vi": ["So với tháng trước: tổng số xe tăng 12,0 %, xuất khẩu giảm 3,0 %, nhập khẩu không đổi.",
           "1.234.567,89 USD, đạt 60,1 % kế hoạch năm, tăng 101,1 % so với tháng trước.",
           "Dự báo: đến 20 giờ ngày 1/9/2024 còn tồn khoảng 1.380 xe hàng xuất khẩu (xác suất 80 % trong khoảng từ"
           " 1.340 đến 1.430 xe)."],
    "en": ["On the month before: vehicles in all up 12.0%, export down 3.0%, import unchanged.",
           "1,234,567.89 USD, 60.1% of the year's plan, up 101.1% on the month before.",
           "Forecast: at 20:00 on 1 September 2024 about 1,380 export vehicles will be left over (with a chance of 80%"
           " between 1,340 and 1,430)."],
    "zh-hans": ["与上月相比：车辆总数增长12.0%，出口下降3.0%，进口持平。",
                "1,234,567.89 USD，完成全年计划的60.1%，环比增长101.1%。",
                "预测：至2024年9月1日20时出口货车滞留约1,380辆（80%的可能在1,340至1,430辆之间）。"],
}  # fmt: skip


@pytest.mark.parametrize("language", BESIDE)
def test_a_month_is_held_against_the_month_before_and_says_what_is_expected(language):
    gates = {"HN": GATES["HN"], "TT": GATES["TT"] | {"trade_value": {"export": {}, "import": {}}}}
    made = figures(gates=gates, kind="month", first="2024-08-01", last="2024-08-31")
    before = base(cleared="1110", export__total="338", import__total="915", trade_value__export__USD="613907.45")
    made["comparison"]["period_before"] = {"total": before, "gates": {}}
    made["comparison"]["plan"] |= {"kind": "year", "total": base(trade_value__export__USD="2054189.50")}
    expected = {"p10": 1340, "p50": 1380, "p90": 1430}
    made["outlook"] = {"for_date": "2024-09-01", "total": expected, "gates": {}}
    for sentence in BESIDE[language]:
        assert sentence in text(made, language)


def test_of_some_gates_each_is_forecast_by_itself_and_of_none_nothing():
    made = figures()
    expected = {"p10": 140, "p50": 180, "p90": 230}
    made["outlook"] = {"for_date": "2024-08-23", "total": None, "gates": {"HN": expected, "TT": expected}}
    said = text(made)
    assert "left over at 20:00 on 23 August 2024 (with a chance of 80% between): Huu Nghi 180 (140 to 230), Tan" in said
    made["outlook"]["gates"] = {}
    assert "orecast" not in text(made)


def test_what_is_unknown_or_was_never_counted_is_not_said():
    made = figures()
    for name in ("farm_produce_kg", "trade_value", "fees"):
        made["total"][name] = dict.fromkeys(made["total"][name])
    said = text(made)
    for silence in ("year before", "plan", "tonnes", "Declared value", "Fees", "–", "None"):
        assert silence not in said


@pytest.mark.parametrize(
    ("kind", "first", "last", "title", "beginning"),
    [
        ("week", "2024-08-19", "2024-08-25", "tuần từ ngày 19/8/2024 đến ngày 25/8/2024", "Từ ngày 19/8/2024 đến ngày"),
        ("month", "2024-08-01", "2024-08-31", "tháng 8/2024", "Tháng 8/2024, tổng số xe"),
        ("quarter", "2024-07-01", "2024-09-30", "quý III/2024", "Quý III/2024, tổng số xe"),
        ("year", "2024-01-01", "2024-12-31", "năm 2024", "Năm 2024, tổng số xe"),
        ("period", "2024-08-01", "2024-08-15", "từ ngày 1/8/2024 đến ngày 15/8/2024", "Từ ngày 1/8/2024 đến ngày 15"),
    ],
)
def test_every_kind_of_period_has_its_words(kind, first, last, title, beginning):
    said = text(figures(kind=kind, first=first, last=last), "vi")
    assert said.splitlines()[0] == f"Tình hình xuất nhập khẩu qua các cửa khẩu {title}"
    assert beginning in said
    assert "tăng 12 xe so với đầu kỳ" in said
    assert "ngày trước" not in said
    days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    average = f"{Decimal(1243) / days:.1f}".replace(".", ",")
    assert f"Bình quân mỗi ngày thông quan {average} xe." in said


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Đính chính lần 1: bản tin này thay thế bản tin công bố lúc 20 giờ 05 phút ngày 22/8/2024."
               " Nội dung đính chính: Tổng số xe thông quan từ 1.244 thành 1.243;"),
        ("en", "Correction no. 1: this bulletin replaces the one that was published at 20:05 on 22 August 2024."
               " Corrected: Vehicles cleared from 1,244 to 1,243; Export from 329 to 328;"),
        ("zh-hans", "第1次更正：本通报取代2024年8月22日20时05分发布的通报。更正内容：通关车辆总数由1,244改为1,243；"),
    ],
)  # fmt: skip
def test_a_correction_says_so_and_what_it_corrects(language, sentence):
    former = figures(gates=GATES | {"HN": part(139, 82, 514, 50, left_over=(116, 100, 3), change=15, arrived=200)})
    published_at = dt.datetime(2024, 8, 22, 20, 5)  # noqa: DTZ001 - a clock in Hanoi
    said = text(figures(), language, revision=2, former=Former(published_at, former))
    assert sentence in said
    gate = NAMES[language]["HN"]
    assert f"{gate}, " in said or f"{gate}，" in said
    assert NAMES[language]["TT"] not in said.split("\n\n")[1]


def test_what_is_provisional_says_so():
    assert "Provisional figures, not published yet." in text(figures(), revision=0)
    assert "Provisional" not in text(figures())


@pytest.mark.parametrize(
    ("left_over", "change", "sentence"),
    [
        ((0, 0, 1), 1, "1 vehicle is left over, 1 more than on the day before."),
        ((2, 0, 0), -1, "2 vehicles are left over, 1 fewer than on the day before."),
        ((2, 0, 0), 0, "2 vehicles are left over, as many as on the day before."),
        ((1000, 500, 0), -20, "Congestion: 1,500 vehicles are left over."),
    ],
)
def test_the_assessment_follows_from_the_figures(left_over, change, sentence):
    gates = {"HN": part(1, 0, 0, 0, left_over=left_over, change=change)}
    assert assessment(figures(gates=gates)) == sentence


def test_a_day_without_traffic_says_so():
    assert assessment(figures(gates={"CN": GATES["CN"]})) == "No traffic."


@pytest.mark.parametrize(
    ("language", "written"),
    [("vi", ["1.234.567", "−5", "+5", "0", "60,1 %", "1.234,50", "20 giờ 30 phút"]),
     ("en", ["1,234,567", "−5", "+5", "0", "60.1%", "1,234.50", "20:30"]),
     ("zh-hans", ["1,234,567", "−5", "+5", "0", "60.1%", "1,234.50", "20时30分"])],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(language, written):
    with translation.override(language):
        assert [
            numbers.whole(1234567), numbers.whole(-5), numbers.whole(5, sign=True), numbers.whole(0, sign=True),
            numbers.percent(Decimal("-60.1")), numbers.decimal("1234.5"), numbers.clock(dt.time(20, 30)),
        ] == written  # fmt: skip
