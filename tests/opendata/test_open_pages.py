"""Anybody fetches the open data under addresses that stay; the same question has the same bytes, until it changes."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from opendata.columns import DAILY, HOURLY
from opendata.models import Release
from opendata.tables import document
from tests import given
from tests.given import NOON
from tests.opendata.test_tables import counted, many

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


@pytest.fixture
def days() -> list[Release]:
    """Three days over a year's end, one of them with a small gate, the last corrected a little."""
    dates = (date(2025, 12, 31), LAST - timedelta(days=1), LAST)
    rows = []
    for number, day in enumerate(dates):
        day_counted = counted(*many("HN", 50 + number), *many("TT", 20), *many("CN", number))
        daily, hourly = document(day_counted)
        rows.append(Release(date=day, revision=1, daily=daily, hourly=hourly, made_at=NOON))
    rows.append(Release(date=LAST, revision=2, made_at=NOON + timedelta(hours=1)))
    return Release.objects.bulk_create(rows)


def fetch(path: str, status: int = 200, *, language: str = "en", etag: str = "") -> Any:
    known = {"If-None-Match": etag} if etag else {}
    answer = Client(headers={"Accept-Language": language} | known).get(path)
    assert answer.status_code == status, answer.content[:300]
    return answer


def table(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.usefixtures("days")
def test_days_as_csv_and_json_say_the_same_and_hide_the_same():
    answer = fetch("/open/daily/2026.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = table(answer)
    assert list(rows[0]) == [column.name for column in DAILY]
    assert [(row["date"], row["gate"]) for row in rows[:4]] == [
        ("2026-11-20", gate) for gate in ("all", "HN", "TT", "CN")
    ]
    assert [(row["export"], row["corrected_in"]) for row in rows if row["gate"] == "HN"] == [("51", ""), ("52", "2")]
    assert [row["export"] for row in rows if row["gate"] == "CN"] == ["", ""]
    document = json.loads(fetch("/open/daily/2026.json").content)
    assert (document["licence"], document["dataset"]) == ("CC BY 4.0", "daily")
    as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in document["rows"]]
    assert as_text == rows


@pytest.mark.usefixtures("days")
def test_hours_as_csv_and_json():
    rows = table(fetch("/open/hourly/2026-11.csv"))
    assert list(rows[0]) == [column.name for column in HOURLY]
    assert len(rows) == 2 * 24 * 4 * 2
    noon = next(row for row in rows if row["gate"] == "HN" and row["direction"] == "export" and row["cleared"])
    assert (noon["cleared"], noon["starts_at"]) == ("51", "2026-11-21T08:00:00+07:00")
    assert len(json.loads(fetch("/open/hourly/2026-11.json").content)["rows"]) == len(rows)


@pytest.mark.usefixtures("days")
def test_days_of_choice():
    assert [row["date"] for row in table(fetch("/open/daily.csv?gate=HN"))] == ["2026-11-20", "2026-11-21"]
    both = table(fetch("/open/daily.csv?from=2025-12-31&to=2026-11-21&gate=HN&gate=all"))
    assert [(row["date"], row["gate"]) for row in both][:2] == [("2025-12-31", "all"), ("2025-12-31", "HN")]
    assert {row["gate"] for row in table(fetch("/open/hourly.csv?from=2026-11-21&to=2026-11-21&gate=CN"))} == {"CN"}
    assert table(fetch("/open/daily.csv?from=&to=&gate=")) == table(fetch("/open/daily.csv"))
    assert table(fetch("/open/daily.csv?from=2024-01-01&to=2024-02-01")) == []


@pytest.mark.parametrize(
    "query",
    ["from=x", "from=2026-02-30", "from=2026-11-22&to=2026-11-21", "from=2020-01-01&to=2026-11-21", "gate=XX", "day=1",
     "to=0001-01-01", "from=20261121"],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(query):
    answer = fetch(f"/open/daily.json?{query}", status=400)
    assert (answer["Content-Type"], json.loads(answer.content)["code"]) == ("application/problem+json", "bad_query")


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    "path",
    ["daily/2024.csv", "daily/2026-11.csv", "hourly/2026.csv", "hourly/2026-13.csv", "hourly/2026-12.csv",
     "daily/0000.csv", "daily/2026.xml", "weekly.csv", "daily"],
)  # fmt: skip
def test_there_is_no_such_file(path):
    fetch(f"/open/{path}", status=404)


def test_before_the_first_day_there_is_a_page_and_a_catalogue_and_no_file():
    fetch("/open/daily/2026.csv", status=404)
    assert table(fetch("/open/daily.csv")) == []
    assert "No file yet" in fetch("/open/", language="en").content.decode()
    assert len(json.loads(fetch("/open/catalog.jsonld").content)["dcat:dataset"][0]["dcat:distribution"]) == 2


# Kept on the way


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("path", ["/open/daily/2026.csv", "/open/hourly.json", "/open/catalog.jsonld"])
def test_who_has_it_already_is_told_so_until_it_changes(path):
    first = fetch(path)
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first
    again = fetch(path, status=304, etag=first["ETag"])
    assert (again.content, again["ETag"], again["Cache-Control"]) == (b"", first["ETag"], first["Cache-Control"])
    assert fetch(path).content == first.content

    daily, hourly = document(counted(*many("HN", 90)))
    Release.objects.create(date=LAST, revision=3, daily=daily, hourly=hourly, made_at=NOON + timedelta(days=1))
    changed = fetch(path, etag=first["ETag"])
    assert changed["ETag"] != first["ETag"]
    assert changed.content != first.content
    assert changed["Last-Modified"] != first["Last-Modified"]


@pytest.mark.usefixtures("days")
def test_a_file_is_the_same_in_every_language_and_for_everybody():
    manager = Client(headers={"Accept-Language": "zh-hans"})
    manager.force_login(given.manager())
    for path in ("/open/daily/2026.csv", "/open/hourly/2026-11.json", "/open/catalog.jsonld"):
        assert manager.get(path).content == fetch(path, language="vi").content
    assert Client().post("/open/daily/2026.csv").status_code == 405


@pytest.mark.usefixtures("days")
def test_a_file_costs_few_questions_and_none_when_it_is_kept(django_assert_num_queries):
    with django_assert_num_queries(4):
        fetch("/open/hourly/2026-11.csv")
    with django_assert_num_queries(2):
        fetch("/open/hourly/2026-11.csv")
    with django_assert_num_queries(5):
        fetch("/open/daily.csv?gate=HN")


# The catalogue


@pytest.mark.usefixtures("days")
def test_every_address_of_the_catalogue_answers_and_is_absolute():
    answer = fetch("/open/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    catalogue = json.loads(answer.content)
    assert catalogue["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    files = [one for dataset in catalogue["dcat:dataset"] for one in dataset["dcat:distribution"]]
    assert len(files) == 4 + 2 * 2 + 12 * 2  # queries; two years of days; twelve months of hours
    for one in files:
        address = one["dcat:downloadURL"]["@id"]
        assert address.startswith("http://testserver/open/")
        assert fetch(address.removeprefix("http://testserver"))["Content-Type"].startswith(
            one["dcat:mediaType"]["@id"].rpartition("assignments/media-types/")[2]
        )
        assert fetch(one["dct:conformsTo"]["@id"].removeprefix("http://testserver"))
    daily, hourly = catalogue["dcat:dataset"]
    assert daily["dct:temporal"]["dcat:startDate"]["@value"] == "2025-12-31"
    assert daily["dct:temporal"]["dcat:endDate"]["@value"] == "2026-11-21"
    assert daily["dct:accrualPeriodicity"]["@id"].endswith("/DAILY")
    assert hourly["dcat:temporalResolution"]["@value"] == "PT1H"
    for dataset in (daily, hourly):
        assert {text["@language"] for text in dataset["dct:title"]} == {"vi", "en", "zh"}
        assert dataset["dct:spatial"]["@type"] == "dct:Location"


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(("name", "path"), [("daily", "daily/2026.csv"), ("hourly", "hourly/2026-11.csv")])
def test_the_columns_that_are_described_are_those_of_the_file(name, path):
    described = json.loads(fetch(f"/open/{name}.csv-metadata.json").content)
    answer = fetch(f"/open/{path}")
    assert f"/open/{name}.csv-metadata.json" in answer["Link"]
    columns = described["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == next(csv.reader(io.StringIO(answer.content.decode())))
    for column in columns:
        texts = {text["@language"]: text["@value"] for text in column["dc:description"]}
        assert len(set(texts.values())) == 3
    for row in table(answer):
        assert all(row[column["name"]] for column in columns if column["required"])


# The page


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("Dữ liệu mở", "Tệp theo năm")),
        ("en", ("Open data", "Files by year")),
        ("zh-hans", ("开放数据", "按年文件")),
    ],
)
def test_the_page_leads_to_every_file_in_every_language(language, words):
    answer = fetch("/open/", language=language)
    text = answer.content.decode()
    for word in (
        *words,
        "/open/daily/2026.csv",
        "/open/hourly/2025-12.json",
        "/open/catalog.jsonld",
        "CC BY 4.0",
        "corrected_in",
    ):
        assert word in text
    assert answer.content.count(b"http") <= 2  # the licence, and nothing of another host besides


def test_every_page_leads_to_it():
    assert 'href="/open/"' in fetch("/").content.decode()
