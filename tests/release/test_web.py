"""The managers' pages of the study: what they show, to whom, what leads where, targets, files."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from declarations.models import Vehicle
from release.exports.passages import COLUMNS
from release.models import Passage, Target
from release.operations.following import follow_due
from release.web.asking import PAGED_BY
from release.words import Time
from tests import given
from tests.release.days import MONDAY, Gates, fact_of

pytestmark = pytest.mark.django_db
DAY, M = timedelta(days=1), timedelta(minutes=1)
LATER = MONDAY + 3 * DAY
STUDY, LIST, TARGETS = "/reports/release/", "/reports/release/passages/", "/reports/release/targets/"
CSV, XLSX = "/reports/release/passages.csv", "/reports/release/study.xlsx"
PERIOD: dict[str, Any] = {"from": "2026-11-23", "to": "2026-11-24"}


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def passed() -> list[Vehicle]:
    """90 minutes and three hours at HN, four and a half hours at TT, the last of them over night."""
    gates = Gates("HN", "TT")
    found = [
        gates.passes(MONDAY),
        gates.passes(MONDAY + 60 * M, slower=2, direction="import", cargo_kind="general"),
        gates.passes(MONDAY + DAY, gate="TT", slower=3),
    ]
    gates.turns_back(gates.seen(MONDAY), MONDAY + 10 * M)
    follow_due(at=LATER)
    return found


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def page(client: Client, path: str, query: Mapping[str, Any] = MappingProxyType({}), *, status: int = 200) -> str:
    answer = client.get(path, dict(query))
    assert answer.status_code == status
    return answer.content.decode()


def content(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator"])
def test_only_managers_come_in(who):
    client = Client() if who == "nobody" else signed_in(getattr(given, who)())

    for path in (STUDY, LIST, TARGETS, CSV, XLSX, f"{LIST}1/"):
        answer = client.get(path)
        assert answer.status_code == (302 if who == "nobody" else 403)
        assert who != "nobody" or answer["Location"].startswith(reverse("sign-in"))


def test_the_study_shows_parts_groups_hours_and_what_is_in_none_of_them(passed):
    shown = page(signed_in(given.manager(at=None)), STUDY, PERIOD)

    assert f'<a href="{LIST}?from=2026-11-23&amp;to=2026-11-24">3</a>' in shown
    for words in ("3 h 00", "1 vehicle was turned back", "Counted up to 26/11/2026 09:00", "Where the time went"):
        assert words in shown
    assert "Peak hours are the fewest in which half of the trucks arrived: 09–10." in shown
    assert "Not told apart" not in shown  # nothing is
    assert "Target, net" not in shown  # there is none


def test_the_study_of_a_manager_of_gates_is_of_his_gates_alone(passed):
    client = signed_in(given.manager(at="TT"))

    shown = page(client, STUDY, PERIOD | {"by": "gate"})
    assert ">1</a></dd>" in shown
    assert "Tan Thanh" in shown
    assert "Huu Nghi" not in shown
    assert client.get(STUDY, PERIOD | {"gate": "HN"}).context["page"].whole.size == 1  # as if it were not asked for
    assert passed[2].plate in page(client, LIST, PERIOD)
    assert passed[0].plate not in page(client, LIST, PERIOD)
    page(client, f"{LIST}{fact_of(passed[2]).pk}/")
    page(client, f"{LIST}{fact_of(passed[0]).pk}/", status=404)


def test_what_makes_no_sense_is_left_out_and_said():
    client = signed_in(given.manager(at=None))

    backwards = page(client, STUDY, {"from": "2026-11-24", "to": "2026-11-23"})
    assert "The first day lies after the last" in backwards
    too_long = page(client, STUDY, {"from": "2026-01-01", "to": "2026-11-23"})
    assert "A period has at most 92 days" in too_long
    nonsense = {"from": "0001-01-01", "to": "x", "gate": "'", "hour": "99", "by": "driver", "time": "lost"}
    filters = client.get(STUDY, nonsense).context["filters"]
    assert (filters.first, filters.last, filters.gate, filters.hour, filters.by, filters.time) == (
        date(2026, 11, 20), date(2026, 11, 26), "", None, "agency", "gross",
    )  # fmt: skip


def test_every_grouping_can_be_shown_without_any_passage():
    client = signed_in(given.manager(at=None))

    for by in PAGED_BY:
        for time in Time:
            assert "No vehicle left at these gates in this period." in page(client, STUDY, {"by": by, "time": time})


def test_a_figure_leads_to_its_passages_longest_first_and_on_to_one_of_them(passed):
    client = signed_in(given.manager(at=None))

    everything = page(client, LIST, PERIOD)
    assert [everything.index(vehicle.plate) for vehicle in passed] == sorted(
        (everything.index(vehicle.plate) for vehicle in passed), reverse=True
    )
    monday = page(client, LIST, PERIOD | {"weekday": 0, "hour": 10})
    assert [vehicle.plate in monday for vehicle in passed] == [False, True, False]
    assert "arrived 10–11" in monday
    waits = page(client, LIST, PERIOD | {"check": "medical"})
    assert all(text in waits for text in ("Medical quarantine", "1 h 15", "50 min", "25 min"))
    one = page(client, f"{LIST}{fact_of(passed[1]).pk}/")
    for words in (passed[1].plate, "Import", "General goods", "Entry → yard", "Confirmed by itself", "3 h 00"):
        assert words in one
    page(client, LIST, PERIOD | {"after": "nonsense"}, status=404)
    page(client, f"{LIST}999999/", status=404)


def test_a_list_goes_on_where_its_page_ends(passed, monkeypatch):
    monkeypatch.setattr("release.queries.behind.PAGE", 2)
    client = signed_in(given.manager(at=None))

    first = client.get(LIST, PERIOD)
    second = client.get(LIST, PERIOD | {"after": first.context["next"]})

    shown = [row["vehicle__plate"] for answer in (first, second) for row in answer.context["rows"]]
    assert shown == [vehicle.plate for vehicle in reversed(passed)]
    assert second.context["next"] is None


def test_the_page_asks_as_often_for_one_passage_as_for_many(passed, django_assert_max_num_queries):
    client = signed_in(given.manager(at=None))
    page(client, STUDY, PERIOD)

    for query in (PERIOD, {"from": "2026-11-24", "to": "2026-11-24"}):
        with django_assert_max_num_queries(22):  # 14 on PostgreSQL
            page(client, STUDY, query)


# Targets


def test_a_manager_of_the_province_enters_a_target_and_the_study_is_held_against_it(passed):
    client = signed_in(given.manager(at=None))

    answer = client.post(TARGETS, {"agency": "medical", "gate": "", "starts_on": "2026-11-01", "minutes": "30"})

    assert answer.status_code == 302
    target = Target.objects.get()
    assert (target.agency, target.gate, target.starts_on, target.minutes) == ("medical", None, date(2026, 11, 1), 30)
    shown = page(client, STUDY, PERIOD)
    assert "Target, net" in shown
    assert '33 % <span class="soft">of 3</span>' in shown
    assert "Medical quarantine" in page(signed_in(given.manager(at="TT")), TARGETS)


def test_a_target_of_another_gate_is_not_shown_to_a_manager_of_gates():
    province = signed_in(given.manager(at=None))
    province.post(TARGETS, {"agency": "", "gate": str(given.gate("HN").pk), "starts_on": "2026-11-01", "minutes": "77"})

    assert "1 h 17" in page(signed_in(given.manager(at="HN")), TARGETS)
    assert "1 h 17" not in page(signed_in(given.manager(at="TT")), TARGETS)


def test_a_target_that_makes_no_sense_is_not_entered():
    client = signed_in(given.manager(at=None))
    said = {"agency": "medical", "gate": "", "starts_on": "2026-11-01", "minutes": "30"}

    for wrong in ({"minutes": "0"}, {"minutes": "x"}, {"agency": "nobody"}, {"starts_on": ""}):
        assert client.post(TARGETS, said | wrong).status_code == 422
    assert not Target.objects.exists()


def test_a_manager_of_gates_enters_no_target():
    said = {"agency": "medical", "gate": "", "starts_on": "2026-11-01", "minutes": "30"}

    assert signed_in(given.manager(at="HN")).post(TARGETS, said).status_code == 403
    assert not Target.objects.exists()


# Files


def test_the_csv_file_holds_every_instant_and_part_of_a_passage(passed):
    answer = signed_in(given.manager(at="HN")).get(CSV, PERIOD)

    assert answer["Content-Disposition"] == 'attachment; filename="time-release-2026-11-23-2026-11-24.csv"'
    text = content(answer).decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head == list(COLUMNS)
    assert len(rows) == 2
    first = dict(zip(head, rows[0], strict=True))
    assert (first["plate"], first["gate"], first["direction"], first["cargo"], first["lane"]) == (
        passed[0].plate, "HN", "export", "fruit", "",
    )  # fmt: skip
    assert (first["arrived_at"], first["entered_at"]) == ("2026-11-23T02:00:00Z", "2026-11-23T02:10:00Z")
    parts = ("entry", "yard", "finish", "customs_out", "exit", "untold")
    assert sum(int(first[f"{part}_seconds"]) for part in parts) == int(first["seconds"]) == 5400


def test_the_workbook_holds_figures_and_passages_as_numbers_and_no_formula(passed):
    Vehicle.objects.filter(pk=passed[0].pk).update(plate='=HYPERLINK("x")')

    answer = signed_in(given.manager(at=None)).get(XLSX, PERIOD)

    book = openpyxl.load_workbook(io.BytesIO(content(answer)))
    figures, passages = book.worksheets
    assert (figures.title, passages.title) == ("Figures", "Passages")
    lines = {tuple(row[:2]): row for row in figures.iter_rows(values_only=True)}
    assert lines["Time release study", "23/11/2026 – 24/11/2026"]
    assert lines["All passages", None][2:6] == (3, 3, 180 * 60, 270 * 60)
    assert lines["Agency", "Medical quarantine"][2:5] == (3, 3, 50 * 60)
    assert lines["Hour of arrival", "09–10"][2] == 2
    head, *rows = passages.iter_rows(values_only=True)
    assert (len(rows), head[1], rows[0][1]) == (3, "Plate", '\'=HYPERLINK("x")')
    assert rows[0][4:6] == ("Export", "Fruit")
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert Passage.objects.count() == 4
