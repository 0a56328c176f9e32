"""`manage.py forecast_backtest`: the tables of docs/forecast.md, of invented days and of kept ones."""

import re

import pytest
import time_machine
from django.core.management import call_command

from tests.forecast.past import evening, invented, keep


def tables(text):
    """By title the rows: days ahead, days, ours, naive, band, pinball, better."""
    found = {}
    for title, table in re.findall(
        r"^(\w.*), \d+ days\n\n\| days ahead.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE
    ):
        found[title] = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    return found


def test_invented_days_are_scored_by_days_ahead(capsys):
    call_command("forecast_backtest", days=300)
    found = tables(capsys.readouterr().out)
    assert len(found) == 5
    for rows in found.values():
        assert [row[0] for row in rows] == list("1234567")
    assert float(found["Arrivals of a busy gate"][0][2]) < float(found["Arrivals of a busy gate"][0][3])
    assert [row[-1] for row in found["A random walk"]][-1] == "no"


@pytest.mark.django_db
def test_kept_days_are_scored_and_with_few_of_them_there_is_nothing(capsys):
    keep(invented(days=120))
    keep(invented(days=30), gate="TT", direction="import")
    with time_machine.travel(evening(), tick=False):
        call_command("forecast_backtest", kept=True)
    found = tables(capsys.readouterr().out)
    assert list(found) == [
        f"{what} at {where}"
        for where in ("HN, export", "TT, import", "all gates, export", "all gates, import")
        for what in ("Arrivals", "Left over")
    ]
    assert int(found["Arrivals at HN, export"][0][1]) > 20
    assert found["Arrivals at HN, export"] == found["Arrivals at all gates, export"]
    assert {tuple(row[1:]) for row in found["Left over at TT, import"]} == {("0", "–", "–", "–", "–", "–")}
