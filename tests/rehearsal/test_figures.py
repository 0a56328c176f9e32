"""Reading a bulletin's file: what is no bulletin is refused with one sentence that says where."""

import json
from typing import Any

import pytest

from reports.rehearsal import figures as fig
from reports.rehearsal.figures import TOTAL, Key, Unreadable, parse, read

GOOD: dict[str, Any] = {
    "date": "2024-08-22",
    "cut_off": "20:00",
    "total": {"cleared": 5},
    "gates": {"HN": {"cleared": None}},
}


def test_the_project_carries_the_published_bulletins():
    assert fig.library() == ["2024-08-22", "2024-08-29"]
    assert read("2024-08-22").figures[Key("HN", "import.new_vehicles")] == 50
    assert Key(TOTAL, fig.CHANGE) not in read("2024-08-22").figures


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "day.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")

    assert read(str(path)).figures == {Key(TOTAL, "cleared"): 5}


def test_a_file_that_is_not_there_names_those_that_are():
    with pytest.raises(Unreadable, match=r"nowhere.*2024-08-22"):
        read("nowhere")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe{}", b"[" * 100_000])
def test_a_file_that_is_no_json_is_refused(tmp_path, content):
    path = tmp_path / "day.json"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=r"day\.json"):
        read(str(path))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"date": "22/08/2024"}, "date"),
        ({"date": 5}, "date"),
        ({"cut_off": "8 pm"}, "cut_off"),
        ({"cut_off": None}, "cut_off"),
        ({"total": None}, "total"),
        ({"gates": []}, "gates"),
        ({"gates": {"HN": 5}}, "HN"),
        ({"total": {"cleared": -1}}, "cleared"),
        ({"total": {"cleared": True}}, "cleared"),
        ({"total": {"cleared": 1.5}}, "cleared"),
        ({"total": {"cleared": 10**9}}, "cleared"),
        ({"total": {"cleared": "5"}}, "cleared"),
        ({"total": {"cleared": {"total": 5}}}, "cleared"),
        ({"total": {"exprot": {"total": 5}}}, "exprot"),
        ({"total": {"export": {"vegetables": 5}}}, "vegetables"),
        ({"total": {"export": {"total": {"total": 5}}}}, "export.total"),
        ({"total": {"cleared": None}}, "no vehicle"),
        ({"total": {"cleared": 0}}, "no vehicle"),
    ],
)
def test_what_is_no_bulletin_is_refused_where_it_is_wrong(change, named):
    with pytest.raises(Unreadable, match=named):
        parse(GOOD | change)


def test_what_our_own_bulletins_say_besides_is_left_aside():
    total = GOOD["total"] | {"arrived": 3, "carried_over": 1, "import_inside": 0}
    assert parse(GOOD | {"total": total, "revision": 1}).figures == {Key(TOTAL, "cleared"): 5}
