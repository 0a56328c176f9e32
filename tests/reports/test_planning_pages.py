"""The pages of plans and of past bulletins: who reads, who enters, and what is said when it goes wrong."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.models import PastBulletin, Plan
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.given import NOON
from tests.reports.days import CUT_OFF, DAY
from tests.reports.test_pasts import GOOD, take
from tests.reports.test_plans import enter, kept

pytestmark = pytest.mark.django_db
PLANS, PASTS = "/reports/plans/?year=2026", "/reports/past/"
FORM = {"period": "2026-Q3", "gate": "HN", "measure": "trade_value.export", "currency": "usd", "value": "1500000.5",
        "basis": "Kế hoạch 15"}  # fmt: skip


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def file(content: str, name: str = "past.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


# Who


@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator"])
def test_only_managers_come_in(who):
    plan = enter("2026", 5)
    client = Client() if who == "nobody" else signed_in(getattr(given, who)())
    for path in (PLANS, PASTS, f"/reports/plans/{plan.pk}/"):
        for answer in (client.get(path), client.post(path, FORM | {"file": file(GOOD), "seen": "1"})):
            assert answer.status_code == (302 if who == "nobody" else 403)
    assert Plan.objects.count() == 1
    assert not PastBulletin.objects.exists()


def test_a_manager_of_a_gate_reads_what_is_of_his_gate_and_enters_nothing():
    take(GOOD)
    mine = enter("2026", 71111, gate="HN")
    others, whole = enter("2026", 82222, gate="TT"), enter("2026", 93333)
    client = signed_in(given.manager(at="HN"))

    plans = text(client, PLANS)
    assert "71,111" in plans
    assert "82,222" not in plans
    assert "93,333" not in plans
    assert "Enter a plan" not in plans
    assert "71,111" in text(client, f"/reports/plans/{mine.pk}/")
    for plan in (others, whole):
        text(client, f"/reports/plans/{plan.pk}/", status=404)
    past = text(client, PASTS)
    assert "784" in past
    assert "1,243" not in past
    assert client.post(PLANS, FORM).status_code == 403
    assert client.post(f"/reports/plans/{mine.pk}/", {"value": "1", "seen": "1"}).status_code == 403
    assert client.post(PASTS, {"file": file(GOOD)}).status_code == 403
    assert (Plan.objects.count(), PastBulletin.objects.count()) == (3, 2)


# Plans


def test_a_manager_of_the_province_enters_changes_and_withdraws_a_plan():
    client = signed_in(given.manager(at=None))
    assert client.post(PLANS, FORM).status_code == 302
    assert kept() == [("trade_value.export.USD", 1, 1500000.5, "Kế hoạch 15")]
    shown = text(client, PLANS)
    assert "1,500,000.5" in shown
    assert "Export value, USD" in shown
    page = f"/reports/plans/{Plan.objects.get().pk}/"
    assert 'value="1500000.5"' in text(client, page)

    assert client.post(page, {"value": "2", "seen": "1", "basis": "Điều chỉnh"}).status_code == 302
    assert client.post(page, {"value": "", "seen": "2"}).status_code == 302
    assert [value for _measure, _revision, value, _basis in kept()] == [1500000.5, 2, None]
    history = text(client, page)
    assert history.index("withdrawn") < history.index("Điều chỉnh") < history.index("Kế hoạch 15")
    assert "No plan for 2026" in text(client, PLANS)


def test_farm_produce_is_typed_and_shown_in_tonnes_and_kept_in_kilograms():
    client = signed_in(given.manager(at=None))
    client.post(PLANS, FORM | {"measure": "farm_produce_kg.export", "value": "1234.5"})
    assert kept() == [("farm_produce_kg.export", 1, 1_234_500, "Kế hoạch 15")]
    assert "1,234.5" in text(client, PLANS)


def test_what_is_refused_is_said_on_the_form_and_changes_nothing():
    client = signed_in(given.manager(at=None))
    for wrong in ({"value": "0"}, {"currency": "XXX"}, {"period": "2027"}, {"value": "many"}, {"gate": "XX"}):
        answer = client.post(PLANS, FORM | wrong)
        assert answer.status_code == 422
        assert "finding error" in answer.content.decode()
    assert kept() == []
    client.post(PLANS, FORM)
    again = client.post(PLANS, FORM | {"value": "9"})
    assert "change it on its own page" in again.content.decode()
    late = client.post(f"/reports/plans/{Plan.objects.get().pk}/", {"value": "9", "seen": "0"})
    assert "changed meanwhile" in late.content.decode()
    assert len(kept()) == 1


@pytest.mark.parametrize("year", ["", "1999", "99999", "x", "²"])
def test_a_year_that_is_none_shows_this_one(year):
    assert "Plans for" in text(signed_in(given.manager(at=None)), f"/reports/plans/?year={year}")


# Past bulletins


def test_a_file_is_taken_in_and_shown_as_what_others_published():
    client = signed_in(given.manager(at=None, full_name="Quản lý Mẫu"))
    answer = client.post(PASTS, {"file": file(GOOD)}, follow=True)
    page = answer.content.decode()
    assert "Taken in: 2 new rows" in page
    assert page.count("published by others") == 1
    for said in ("1,243", "22/08/2024", "Báo Mẫu", "Quản lý Mẫu", "1,250,000.50"):
        assert said in page


def test_every_error_stands_on_the_page_and_nothing_is_kept():
    client = signed_in(given.manager(at=None))
    answer = client.post(PASTS, {"file": file("date,gate,source,cleared\n2024-13-01,XX,x,=1+1\n")})
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("3 things", "Line 2, column A (date)", "Line 2, column B (gate)", "Line 2, column D (cleared)"):
        assert said in page
    for nothing in ({}, {"file": file("")}):
        assert client.post(PASTS, nothing).status_code == 422
    assert not PastBulletin.objects.exists()


def test_what_differs_is_shown_old_beside_new_and_replaced_only_when_ticked():
    client = signed_in(given.manager(at=None))
    take(GOOD)
    other = GOOD.replace(",784,", ",785,")
    answer = client.post(PASTS, {"file": file(other)})
    assert answer.status_code == 422
    assert "cleared: kept 784, in the file 785" in answer.content.decode()
    assert PastBulletin.objects.count() == 2
    page = client.post(PASTS, {"file": file(other), "replaces": "on"}, follow=True).content.decode()
    assert "1 replaced" in page
    assert "What stood here before" in page
    assert "<strong>784</strong>" in page.split("What stood here before")[1]
    assert "<td>785</td>" in page


def test_a_bulletin_in_json_is_taken_in_under_the_source_that_is_said():
    client = signed_in(given.manager(at=None))
    document = '{"date": "2024-08-22", "total": {"cleared": 5}, "gates": {"HN": {"cleared": 5}}}'
    assert client.post(PASTS, {"file": file(document, "x.json")}).status_code == 422
    assert client.post(PASTS, {"file": file(document, "x.json"), "source": "Báo"}).status_code == 302
    assert set(PastBulletin.objects.values_list("source", flat=True)) == {"Báo"}


def test_a_day_that_we_published_ourselves_is_marked():
    make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5))
    take(
        f"date,gate,source,cleared\n{DAY},total,Báo,9\n{DAY - timedelta(days=1)},total,Báo,9\n",
        at=NOON + timedelta(days=2),
    )
    assert text(signed_in(given.manager(at=None)), PASTS).count("our bulletin counts") == 1


def test_the_list_goes_on_page_by_page_and_asks_no_more_the_longer_it_is(django_assert_num_queries):
    manager = given.manager(at=None)
    client = signed_in(manager)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(25)]
    rows = [f"{day},{gate},Báo,{index}\n" for index, day in enumerate(days) for gate in ("total", "HN")]
    take("date,gate,source,cleared\n" + rows[0], by=manager)
    with CaptureQueriesContext(connection) as few:
        text(client, PASTS)
    take("date,gate,source,cleared\n" + "".join(rows), by=manager)
    with django_assert_num_queries(len(few)):
        first = text(client, PASTS)
    assert "25/01/2024" in first
    [older] = [part.split('"')[0] for part in first.split('rel="next" href="')[1:]]
    second = text(client, PASTS + older)
    assert (first.count("published by others"), second.count("published by others")) == (20, 5)
    assert "01/01/2024" in second
    assert "25/01/2024" in text(client, PASTS + "?before=" + "9" * 30)
    assert "Nothing was taken in" in text(client, PASTS + "?before=2000-01-01")
