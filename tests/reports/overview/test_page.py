"""The managers' first page and its lists: what they say, to whom, how often they ask the database."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from declarations.models import Gate, Vehicle
from reports.operations.bulletins import make_bulletin
from reports.operations.plans import enter_plan
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock, read_without_declaration
from tests.reports.overview.conftest import NOW, publish_past_weeks, signed_in

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def shown(html: str, path: str) -> str:
    """The number that stands large for a figure."""
    found = re.search(rf'id="now-{re.escape(path)}">.*?number large"[^>]*>([^<]*)<', html, re.S)
    assert found is not None
    return found[1]


def test_it_says_what_is_usual_and_on_which_days_that_rests():
    traffic = Traffic("HN")
    client = signed_in(given.manager(at=None))
    assert "Nothing is usual yet" in text(client, "/reports/")
    publish_past_weeks(traffic, exits=[1, 2])
    html = text(client, "/reports/")
    assert "the median of the last 2 published Saturdays" in html
    assert f'href="/reports/bulletins/{DAY - timedelta(weeks=2)}/"' in html
    assert "usual by this time: 1.5" in html
    assert "usual when the day ends: 0" in html


def test_it_says_how_far_the_plan_is(day: Traffic):
    province = given.manager(at=None)
    client = signed_in(province)
    assert "Nothing is planned" in text(client, "/reports/")
    for measure, value in (("cleared", 1000), ("import.total", 8)):
        enter_plan(period="2026", gate_code="", measure=measure, value=Decimal(value), seen=0, by=province, at=NOW)
    publish_past_weeks(day, exits=[2])
    html = text(client, "/reports/")
    plan = html[html.index('id="plan"') :]
    assert re.search(r"Vehicles cleared</th><td>1,000</td><td>5</td><td>0\.5</td>", plan)
    assert re.search(r"Import</th><td>8</td><td>1</td><td>12\.5</td>", plan)
    assert "2026: 324 of 365 days are over (88.8 %)" in plan
    assert "1 published day of 324" in plan
    one = text(signed_in(given.manager(at="HN")), "/reports/")
    assert "Nothing is planned" in one, "a plan of all gates says nothing of one"
    enter_plan(period="2026-11", gate_code="HN", measure="export.total", value=Decimal(10), seen=0, by=province, at=NOW)
    one = text(signed_in(given.manager(at="HN")), "/reports/")
    assert re.search(r"Export</th><td>10</td><td>4</td><td>40</td>", one)
    assert "11/2026: " in one


def test_it_names_the_trucks_that_stand_longest_and_what_they_wait_for(day: Traffic):
    html = text(signed_in(given.manager(at=None)), "/reports/")
    longest = html[html.index('id="longest"') : html.index('id="by-gate"')]
    assert longest.index("20/11 17:00") < longest.index("21/11 12:00")
    assert "21 h 30" in longest
    assert "Waits for:" in longest
    assert "Customs: arrival" in longest


def test_paused_and_closed_gates_are_named(day: Traffic):
    Gate.objects.filter(code="TT").update(paused_at=clock("14:00"))
    assert "paused since 21/11 14:00" in text(signed_in(given.manager(at=None)), "/reports/")
    assert "paused" not in text(signed_in(given.manager(at="HN")), "/reports/")


def test_nothing_new_is_answered_without_counting(day: Traffic, django_assert_num_queries):
    client = signed_in(given.manager(at=None))
    part = client.get("/reports/", headers=PART)
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="overview"')
    with django_assert_num_queries(3):  # session, person, gates
        same = client.get("/reports/", headers={**PART, "If-None-Match": part["ETag"]})
    assert same.status_code == 304


def test_what_an_officer_does_is_seen_at_the_next_question(day: Traffic, django_capture_on_commit_callbacks):
    client = signed_in(given.manager(at="HN"))
    part = client.get("/reports/", headers=PART)
    assert shown(part.content.decode(), "cleared") == "2"
    with django_capture_on_commit_callbacks(execute=True):
        day.leaves(day.seen(clock("13:30")), clock("14:00"))
    fresh = client.get("/reports/", headers={**PART, "If-None-Match": part["ETag"]})
    assert fresh.status_code == 200
    assert shown(fresh.content.decode(), "cleared") == "3"


ADDRESSES = (
    "/reports/", "/reports/?gate=HN", "/reports/bulletins/", f"/reports/bulletins/{DAY}/", "/reports/trucks/?what=left",
    "/reports/trucks/?what=arrived", "/reports/trucks/?what=turned_back", "/reports/trucks/?what=left_over",
    "/reports/trucks/?what=import_inside", "/reports/trucks/?what=unregistered",
    "/reports/trucks/?what=held&check=medical",
    "/reports/trucks/?what=waiting&check=customs_arrival", "/reports/trucks/?what=waiting&check=customs_registration",
)  # fmt: skip


@pytest.fixture
def secrets(day: Traffic) -> set[str]:
    """The plates of everything at TT."""
    read_without_declaration("29H88888", clock("07:30"), gate="TT")
    day.turns_back(day.seen(clock("08:30"), gate="TT"), clock("09:30"))
    day.seen(clock("08:45"), gate="TT", direction="import", cargo="general")
    return {"29H88888", *Vehicle.objects.filter(gate__code="TT").values_list("plate", flat=True)}


def test_a_manager_of_a_gate_sees_nothing_of_another(secrets: set[str]):
    province, mine = signed_in(given.manager(at=None)), signed_in(given.manager(at="HN"))
    hidden = 0
    for address in ADDRESSES:
        html = text(mine, address)
        assert not [plate for plate in secrets if plate in html], address
        assert "Tan Thanh" not in html, address
        if "what=" in address:
            told = [plate for plate in secrets if plate in text(province, address)]
            assert told or "registration" in address, f"{address}: there is something to hide"
            hidden += len(told)
            text(mine, f"{address}&gate=TT", status=404)
    assert hidden >= len(secrets)
    assert [shown(text(one, "/reports/"), "cleared") for one in (mine, province)] == ["2", "3"]


@pytest.mark.parametrize("address", ["/reports/?gate=TT", "/reports/?gate=DD", "/reports/?gate=XX",
                                     "/reports/trucks/", "/reports/trucks/?what=left&date=2026-11-22",
                                     "/reports/trucks/?what=left&after=made-up"])  # fmt: skip
def test_there_is_no_page_of_such_a_gate_or_number(day: Traffic, address: str):
    text(signed_in(given.manager(at="HN")), address, status=404)


@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator"])
def test_others_are_not_let_in(who: str):
    client = Client() if who == "nobody" else signed_in(getattr(given, who)())
    answers = {address: client.get(address).status_code for address in ADDRESSES}
    assert set(answers.values()) == {302 if who == "nobody" else 403}, answers


def test_a_manager_without_a_gate_is_told_so_and_sees_nothing(day: Traffic):
    user = given.manager(at=None)
    User.objects.filter(pk=user.pk).update(province_wide=False)
    client = signed_in(user)
    html = text(client, "/reports/")
    assert "ask an administrator" in html
    assert shown(html, "cleared") == "0"
    assert "12C-" not in text(client, "/reports/trucks/?what=left")


def test_a_list_names_trucks_by_their_marks_and_nobody(day: Traffic):
    html = text(signed_in(given.manager(at=None)), f"/reports/trucks/?what=left&date={DAY}&hour=13")
    assert html.count("<tr>") == 2
    assert "21/11 13:05" in html
    for private in ("Trần Văn Thử", "012345678901", "0987654321", "Công ty", "Sầu riêng", "admin/declarations"):
        assert private not in html


def test_the_numbers_of_a_bulletin_lead_to_the_trucks_it_counted(day: Traffic):
    client = signed_in(given.manager(at="HN"))
    so_far = f"/reports/trucks/?what=left&amp;date={DAY}&amp;direction=export&amp;cargo=fruit"
    assert so_far in text(client, f"/reports/bulletins/{DAY}/")
    with time_machine.travel(CUT_OFF + timedelta(minutes=5), tick=False):
        make_bulletin(date=DAY, at=CUT_OFF + timedelta(minutes=5))
        published = text(client, f"/reports/bulletins/{DAY}/")
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/reports/trucks/[^"]*)"', published)]
        assert len(links) > 20
        assert all("&revision=1" in link for link in links)
        assert "As the bulletin of 21/11/2026 keeps them, revision 1" in text(client, links[0])
        for link in links[:3]:
            number = re.search(rf'href="{re.escape(link.replace("&", "&amp;"))}">(\d+)<', published)
            assert number is not None
            assert f'<p class="number large">{number[1]}</p>' in text(client, link)
        text(client, f"/reports/trucks/?what=left&date={DAY}&revision=1&gate=TT", status=404)


def test_when_the_day_is_over_the_list_says_what_is_not_kept(day: Traffic):
    client = signed_in(given.manager(at=None))
    with time_machine.travel(CUT_OFF + timedelta(hours=1), tick=False):
        assert "is not kept" in text(client, f"/reports/trucks/?what=left_over&date={DAY}")
        assert "12C-" in text(client, f"/reports/trucks/?what=left&date={DAY}")


@pytest.mark.parametrize("language", ["vi", "zh-hans"])
def test_it_is_told_in_the_readers_language(day: Traffic, language: str):
    html = text(signed_in(given.manager(at=None), language), "/reports/")
    assert {"vi": "Hôm nay so với ngày thường", "zh-hans": "今日与平日对比"}[language] in html
    assert {"vi": "Xe đã thông quan theo giờ", "zh-hans": "按小时统计的放行车辆"}[language] in html


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        text(client, address)
    return len([one for one in found if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/reports/", 25),
        ("/reports/trucks/?what=left_over", 8),
        (f"/reports/trucks/?what=left&date={DAY}", 6),
        ("/reports/trucks/?what=waiting&check=medical", 6),
    ],
)
def test_the_number_of_queries_does_not_grow(address: str, most: int):
    traffic, client = Traffic("HN", "TT"), signed_in(given.manager(at=None))
    traffic.leaves(traffic.seen(clock("08:00")), clock("09:00"))
    traffic.seen(clock("08:00"))
    with_few = queries_of(client, address)
    for minute in range(50):
        traffic.seen(clock("10:00") + timedelta(minutes=minute), gate="HN" if minute % 2 else "TT",
                     direction="import" if minute % 3 else "export", cargo="general")  # fmt: skip
    traffic.leaves(traffic.seen(clock("08:00")), clock("09:00"))
    assert queries_of(client, address) == with_few <= most
