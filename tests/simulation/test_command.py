"""`manage.py simulate`: the table and the drawings of a question."""

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from tests.simulation.scenes import BUSY

pytestmark = pytest.mark.once


@pytest.fixture
def week(tmp_path: Path) -> Path:
    path = tmp_path / "week.toml"
    text = "\n".join(
        line for line in BUSY.format(days=3).splitlines() if "lane = " not in line and "what = " not in line
    )
    path.write_text(text.replace("incidents = [\n]", "incidents = []"), encoding="utf-8")
    return path


def simulated(*arguments: object, **options: object) -> dict[str, list[str]]:
    """The table, by its labels."""
    out = StringIO()
    call_command("simulate", *map(str, arguments), stdout=out, **options)
    rows = [(line[:46].strip(), line[46:].split()) for line in out.getvalue().splitlines()]
    return dict(rows)


def test_a_lane_that_closes_makes_the_same_trucks_wait_longer(week: Path):
    told = simulated(week, close_lane="1", begins="10:00")

    came, waits = told["Trucks that came"], [int(cell.replace(",", "")) for cell in told["Wait, minutes: mean"]]
    assert came[0] == came[1]
    assert waits[1] > waits[0] * 1.2


def test_more_capacity_makes_them_wait_less(week: Path):
    told = simulated(week, capacity=800)
    waits = [int(cell.replace(",", "")) for cell in told["Wait, minutes: mean"]]
    assert waits[1] < waits[0] / 2


def test_drawings_are_written_where_asked(week: Path, tmp_path: Path):
    simulated(week, charts=tmp_path / "charts")
    for name in ("line.svg", "left_over.svg"):
        assert ElementTree.parse(tmp_path / "charts" / name).getroot().tag.endswith("svg")


def test_estimates_are_scored(week: Path):
    out = StringIO()
    call_command("simulate", str(week), estimates=True, learn_days=1, stdout=out)
    assert "range held" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"close_lane": "9"}, "lane 9"),
        ({"close_lane": "1", "begins": "25:00"}, "incidents[0].begins"),
        ({"arrivals": -3.0}, "arrivals.a_day"),
        ({"capacity": 0.0}, "lanes[0].per_hour"),
        ({"against": "nothing"}, "nothing"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_what_is_wrong(
    week: Path, options: dict[str, object], named: str
):
    with pytest.raises(CommandError) as refused:
        simulated(week, **options)
    assert named in str(refused.value)
