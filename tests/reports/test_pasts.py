"""Past bulletins as others published them: read with every error named, kept once, replaced only when it is said."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import IntegrityError

from declarations.errors import NotYours
from reports.management.commands.import_bulletins import PUBLISHED
from reports.models import PastBulletin
from reports.operations import pasts
from tests import given
from tests.given import NOON
from workspace.sheets import BadSheet

pytestmark = pytest.mark.django_db
GOOD = """date,gate,source,cleared,export_total,import_total,left_over_change,trade_value_export_usd
2024-08-22,total,Báo Mẫu,1243,328,915,-12,
22/08/2024,HN,Báo Mẫu,784,220,564,,1250000.5
"""


def take(text: str, *, name: str = "past.csv", **options):
    return pasts.take_in(sheet=pasts.sheet_of(data=text.encode(), name=name), **{"at": NOON} | options)


def rows() -> list[Any]:
    return list(PastBulletin.objects.order_by("pk").values_list("ends_on", "gate_code", "revision", "figures"))


def test_a_file_is_kept_as_it_was_published_and_what_it_does_not_say_stays_unknown():
    manager = given.manager(at=None)
    taken = take(GOOD, by=manager)

    assert (taken.added, taken.replaced, taken.unchanged, taken.remarks) == (2, 0, 0, [])
    total, hn = PastBulletin.objects.order_by("pk")
    assert (total.starts_on, total.ends_on, total.gate_code) == (date(2024, 8, 22), date(2024, 8, 22), "")
    assert total.figures == {"cleared": 1243, "export.total": 328, "import.total": 915, "left_over.change": -12}
    assert (total.figure("turned_back"), total.figure("cleared")) == (None, 1243)
    assert hn.figures["trade_value.export.USD"] == "1250000.50"
    assert (hn.source, hn.imported_by, hn.imported_at) == ("Báo Mẫu", manager, NOON)


def test_the_same_file_again_changes_nothing_and_one_that_differs_must_say_so():
    take(GOOD)
    before = rows()
    again = take(GOOD)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 2)
    assert rows() == before

    other = GOOD.replace(",784,", ",785,").replace("220", "")
    with pytest.raises(pasts.PastsDiffer) as refusal:
        take(other)
    [difference] = refusal.value.differences
    assert difference.row.line == 3
    assert difference.changes == {"cleared": (784, 785), "export.total": (220, None)}
    assert rows() == before

    replaced = take(other, replaces=True)
    assert (replaced.added, replaced.replaced, replaced.unchanged) == (0, 1, 1)
    assert rows()[:2] == before
    [new] = rows()[2:]
    assert new[:3] == (date(2024, 8, 22), "HN", 2)
    assert [past.revision for past in PastBulletin.objects.holding().filter(gate_code="HN")] == [2]
    with pytest.raises(pasts.PastsDiffer):  # what was replaced is not the word any more
        take(GOOD)


def test_who_published_it_is_part_of_what_is_kept():
    take(GOOD)
    with pytest.raises(pasts.PastsDiffer) as refusal:
        take(GOOD.replace("Báo Mẫu,784", "Báo Khác,784"))
    assert refusal.value.differences[0].changes == {"source": ("Báo Mẫu", "Báo Khác")}


BAD = {
    "date,gate,source,cleared\n2024-02-30,HN,x,1": [(2, "A", "date")],
    "date,gate,source,cleared\n,HN,x,1": [(2, "A", "date")],
    "date,gate,source,cleared\n2024-08-22,XX,x,1": [(2, "B", "gate")],
    "date,gate,source,cleared\n2024-08-22,,x,1": [(2, "B", "gate")],
    "date,gate,source,cleared\n2024-08-22,HN,,1": [(2, "C", "source")],
    'date,gate,source,cleared\n2024-08-22,HN,x,"1,243"': [(2, "D", "cleared")],
    "date,gate,source,cleared\n2024-08-22,HN,x,1.243": [(2, "D", "cleared")],
    "date,gate,source,cleared\n2024-08-22,HN,x,-1": [(2, "D", "cleared")],
    "date,gate,source,trade_value_export_USD\n2024-08-22,HN,x,1.234": [(2, "D", "trade_value_export_USD")],
    "date,gate,source,trade_value_export_XXX\n2024-08-22,HN,x,1": [(1, "D", "trade_value_export_XXX")],
    "date,gate,source,cleared,cleared\n2024-08-22,HN,x,1,1": [(1, "E", "cleared")],
    "date,gate,source,clear\n2024-08-22,HN,x,1": [(1, "D", "clear")],
    "gate,source,cleared\nHN,x,1": [(1, "", "")],
    "date,gate,source,,cleared\n2024-08-22,HN,x,,1\n2024-08-23,HN,x,2,1": [(3, "D", "")],
    "date,gate,source,cleared\n2024-08-22,HN,x,1,7": [(2, "E", "")],
    "date,gate,source,cleared\n2024-08-22,HN,x,": [(2, "", "")],
    "date,gate,source,cleared\n2026-11-21,HN,x,1": [(2, "", "")],
    "date,starts_on,gate,source,cleared\n2024-08-01,2024-08-02,HN,x,1": [(2, "", "")],
    "date,starts_on,gate,source,cleared\n2024-08-01,2023-07-01,HN,x,1": [(2, "", "")],
    "date,gate,source,cleared\n2024-08-22,HN,x,1\n22/8/2024,hn,y,2": [(3, "", "")],
    "date,gate,source,cleared": [(1, "", "")],
    "date,gate,source,cleared,import_total\n2024-13-01,XX,x,1,-\n2024-08-22,HN,,1.5,2": [
        (2, "A", "date"), (2, "B", "gate"), (2, "E", "import_total"), (3, "C", "source"), (3, "D", "cleared"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_every_error_is_named_at_its_line_and_column_and_nothing_is_kept(text):
    with pytest.raises(pasts.BadPasts) as refusal:
        take(text)
    assert [fault[:3] for fault in refusal.value.faults] == BAD[text]
    assert all(f"ine {fault.line}" in str(fault) for fault in refusal.value.faults)
    assert rows() == []


def test_a_good_row_is_not_kept_beside_a_bad_one():
    with pytest.raises(pasts.BadPasts):
        take(GOOD + "2024-08-22,TT,x,many,,,,\n")
    assert rows() == []


def test_what_does_not_add_up_is_kept_as_it_was_published_and_said():
    taken = take("date,gate,source,cleared,export_total,import_total\n2024-08-22,HN,x,10,4,5\n2024-08-22,TT,x,9,4,\n")
    assert [(remark.line, taken.added) for remark in taken.remarks] == [(2, 2)]
    assert "cleared" in str(taken.remarks[0])


def test_a_stretch_of_days_stands_beside_its_days():
    take("date,starts_on,gate,source,cleared\n2024-08-31,2024-08-01,total,x,40000\n2024-08-31,,total,x,1300\n")
    assert [(row.starts_on.day, row.figures) for row in PastBulletin.objects.order_by("pk")] == [
        (1, {"cleared": 40000}),
        (31, {"cleared": 1300}),
    ]


@pytest.mark.parametrize("who", ["officer", "administrator", "declarant", "manager"])
def test_only_managers_of_the_province_take_them_in(who):
    with pytest.raises(NotYours):
        take(GOOD, by=getattr(given, who)())
    assert rows() == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize("change", ["UPDATE reports_pastbulletin SET revision = 9", "DELETE FROM reports_pastbulletin"])
def test_what_was_taken_in_is_never_changed(change):
    take(GOOD)
    with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(change)


# The command


def test_the_published_bulletins_that_come_with_the_program_load_as_they_stand(capsys):
    call_command("import_bulletins")
    days = sorted({row.ends_on for row in PastBulletin.objects.all()})
    assert days == [date.fromisoformat(path.stem) for path in sorted(PUBLISHED.glob("*.json"))]
    total = PastBulletin.objects.get(ends_on=date(2024, 8, 29), gate_code="")
    assert (total.figure("cleared"), total.figure("import.new_vehicles"), total.figure("turned_back")) == (
        1429, 91, None,
    )  # fmt: skip
    assert PastBulletin.objects.get(ends_on=date(2024, 8, 22), gate_code="CN").figures == {"cleared": 9}
    assert total.source

    before = rows()
    call_command("import_bulletins")
    assert rows() == before
    assert "0 added, 0 replaced, 5 known already" in capsys.readouterr().out


def test_what_somebody_put_in_their_place_stays(capsys):
    take("date,gate,source,cleared\n2024-08-22,CN,Tỉnh,11\n")
    call_command("import_bulletins")
    assert PastBulletin.objects.get(ends_on=date(2024, 8, 22)).figures == {"cleared": 11}
    assert PastBulletin.objects.filter(ends_on=date(2024, 8, 29)).count() == 5
    assert "they stay" in capsys.readouterr().err


def test_the_command_says_what_is_wrong_and_keeps_nothing_of_any_file(tmp_path: Path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text("date,gate,source,cleared\n2024-08-22,TT,x,many\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad.csv(.|\n)*D"):
        call_command("import_bulletins", str(good), str(bad))
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("import_bulletins", str(tmp_path / "none.csv"))
    assert rows() == []

    call_command("import_bulletins", str(good), verbosity=0)
    good.write_text(GOOD.replace("784", "785"), encoding="utf-8")
    with pytest.raises(CommandError, match="cleared 784 -> 785"):
        call_command("import_bulletins", str(good))
    call_command("import_bulletins", str(good), "--replace", verbosity=0)
    assert len(rows()) == 3


@pytest.mark.parametrize("text", ["[]", "{", '{"date": "2024-08-22"}', '{"date": 1, "total": 3, "gates": {}}'])
def test_a_file_that_is_no_bulletin_is_refused(text):
    with pytest.raises((BadSheet, pasts.BadPasts)):
        take(text, name="x.json")
    assert rows() == []
