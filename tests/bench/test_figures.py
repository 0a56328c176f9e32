"""What a bench concludes from its rounds: medians, the ratio, and whether the budget holds."""

import json

import pytest

from bench import run
from bench.figures import Budget, Figure, as_json, as_text


def figure(ours, baseline, budget=Budget.RATIO_AT_LEAST, bound=0.5):
    return Figure("a", "file an export", "requests/s", ours, baseline, budget, bound, {"p50 ms": 12})


def test_the_ratio_is_that_of_the_medians():
    said = figure([30, 10, 20], [100, 40, 50]).as_dict()

    assert (said["ours"], said["baseline"], said["ratio"]) == (20, 50, 0.4)
    assert said["rounds"] == {"ours": [30, 10, 20], "baseline": [100, 40, 50]}


@pytest.mark.parametrize(
    ("budget", "bound", "ours", "holds"),
    [
        (Budget.RATIO_AT_LEAST, 0.5, 50, True),
        (Budget.RATIO_AT_LEAST, 0.5, 49, False),
        (Budget.RATIO_AT_MOST, 1.2, 120, True),
        (Budget.RATIO_AT_MOST, 1.2, 121, False),
        (Budget.OURS_BELOW, 150, 149, True),
        (Budget.OURS_BELOW, 150, 150, False),
    ],
)
def test_a_budget_holds_up_to_its_bound(budget, bound, ours, holds):
    assert figure([ours] * 3, [100] * 3, budget, bound).is_within is holds


def test_text_and_json_say_the_same():
    within, beyond = figure([60], [100]), figure([20], [100])

    text, said = as_text([within, beyond]), json.loads(as_json([within, beyond]))

    assert [row["within"] for row in said["figures"]] == [True, False]
    assert said["within"] is False
    assert [line.split()[-1] for line in text.splitlines()[1:3]] == ["ok", "BUDGET"]
    assert "p50 ms 12" in text


@pytest.mark.parametrize(("ours", "code"), [(60, 0), (40, 1)])
def test_the_exit_code_says_whether_every_budget_holds(monkeypatch, capsys, tmp_path, ours, code):
    monkeypatch.setattr(run, "BENCHES", {"a": ("filing", lambda: [figure([ours], [100])])})

    assert run.main(["a", "--json", str(tmp_path / "figures.json")]) == code
    assert json.loads((tmp_path / "figures.json").read_text())["within"] is (code == 0)
    assert "file an export" in capsys.readouterr().out


def test_a_bench_that_there_is_not_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run.main(["z"])
    assert "there is no bench z" in capsys.readouterr().err
