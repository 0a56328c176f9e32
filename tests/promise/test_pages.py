"""What hauliers and the gate owed each other, as a company, the gate centre and managers read it."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Agency
from declarations.models import Lane, Outage, Strike, Vehicle
from declarations.operations import appealing, calling, pausing
from declarations.tasks import judge
from promise.models import OfferedHour
from promise.tasks import note_offered
from release.tasks import follow
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
JUDGED = NOON + 28 * HOUR
DAY = "?from=2026-11-21&to=2026-11-21"


@pytest.fixture
def by():
    return given.declarant(of=given.organisation(name="=Công ty Mẫu"))


@pytest.fixture
def centre():
    return given.officer(Agency.GATE_CENTRE)


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(JUDGED, tick=False):
        yield


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def judged(by, many=1, **changes):
    for _ in range(many):
        given.filed(by=by, **changes)
    judge()
    return list(Strike.objects.filter(organisation=by.organisation).order_by("pk"))


def text(response):
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def test_a_company_reads_why_and_appeals_and_the_gate_centre_answers(by, centre):
    (strike,) = judged(by)
    site, desk, stranger = signed_in(by), signed_in(centre), signed_in(given.declarant())
    page = text(site.get("/strikes/"))
    assert "The truck was not seen within a day of its window of" in page
    assert "A warning: more strikes restrict" in page
    assert strike.plate in page
    assert strike.plate not in text(stranger.get("/strikes/"))
    address = f"/strikes/{strike.pk}/appeal/"
    assert stranger.post(address, {"words": "Xe tôi"}).status_code == 404
    assert site.post(address, {"words": "Xe hỏng máy"}, follow=True).status_code == 200

    waiting = text(desk.get("/appeals/"))
    assert "Xe hỏng máy" in waiting
    elsewhere = signed_in(given.officer(Agency.GATE_CENTRE, at="TT"))
    assert "Xe hỏng máy" not in text(elsewhere.get("/appeals/"))
    assert elsewhere.post(f"/appeals/{strike.pk}/", {"do": "grant", "reason": "Được"}).status_code == 404
    desk.post(f"/appeals/{strike.pk}/", {"do": "grant", "reason": ""})
    assert not strike.rulings.exists()
    desk.post(f"/appeals/{strike.pk}/", {"do": "grant", "reason": "Có biên bản"})
    assert strike.rulings.get().is_granted
    page = text(site.get("/strikes/"))
    assert "Có biên bản" in page
    assert "books arrival windows without restriction" in page
    assert "Xe hỏng máy" not in text(desk.get("/appeals/"))


def test_a_fault_is_declared_from_the_page_or_refused_with_its_words(by, centre):
    judged(by)
    desk = signed_in(centre)
    form = {
        "gate": given.gate().pk,
        "started_at": "2026-11-21T13:00",
        "ended_at": "2026-11-21T13:30",
        "reason": "Lỗi mạng",
    }
    refused = desk.post("/appeals/fault/", form | {"ended_at": "2026-11-21T12:30"})
    assert (refused.status_code, Outage.objects.count()) == (422, 0)
    assert "A fault must begin before it ends" in refused.content.decode()
    assert desk.post("/appeals/fault/", form | {"gate": given.gate("TT").pk}).status_code == 422
    assert desk.post("/appeals/fault/", form).status_code == 302
    assert judge() == 1
    assert "Lỗi mạng" in text(signed_in(by).get("/strikes/"))


@pytest.mark.parametrize("address", ["/appeals/", "/reports/duties/", "/reports/duties/duties.csv", "/strikes/"])
def test_each_page_is_for_its_people_alone(by, centre, address):
    people = {"company": by, "centre": centre, "customs": given.officer(), "manager": given.manager()}
    allowed = {"/appeals/": "centre", "/strikes/": "company"}.get(address, "manager")
    for name, person in people.items():
        assert signed_in(person).get(address).status_code == (200 if name == allowed else 403), name
    assert Client().get(address).status_code == 302


def test_an_hour_keeps_what_it_offered_whatever_becomes_of_the_lanes(centre):
    gate = given.gate()
    Lane.objects.filter(gate=gate).update(is_open=False)
    lane = Lane.objects.create(gate=gate, code="X", name="X", direction="export", capacity_per_hour=30)
    Lane.objects.create(gate=gate, code="Y", name="Y", direction="export", capacity_per_hour=10)
    pausing.pause(gate_id=gate.pk, by=centre, at=JUDGED - HOUR, reason="Sự cố", lane_id=lane.pk, until=JUDGED + HOUR)
    assert note_offered() > 0
    assert note_offered() == 0
    row = OfferedHour.objects.get(gate=gate)
    assert (row.direction, row.usual, row.places, row.starts_at) == ("export", 40, 10, JUDGED)


def test_managers_read_both_sides_and_the_csv_says_the_same(by, centre, django_assert_max_num_queries):
    gate = given.gate()
    absent, came = given.filed(by=by), given.filed(by=by)
    staff = given.officers()
    truck = came.vehicles.get()
    given.confirmed(came, "bg_arrival", staff=staff, at=NOON + HOUR)
    calling.call_forward(vehicle_id=truck.pk, by=centre, at=NOON + HOUR)
    way = [code for code in given.EXPORT_WAY if code != "bg_arrival"]
    given.confirmed(came, *way, staff=staff, at=NOON + 1.5 * HOUR)
    OfferedHour.objects.create(gate=gate, direction="export", starts_at=NOON, usual=40, places=30, taken=15)
    follow()
    (strike,) = judged(by, many=0)
    appealing.appeal(strike_id=strike.pk, words="Không phải lỗi", by=by, at=JUDGED)

    site = signed_in(given.manager())
    with django_assert_max_num_queries(24):
        page = text(site.get(f"/reports/duties/{DAY}"))
    assert "=Công ty Mẫu" in page
    assert "30:00" in page or "30 min" in page
    assert "75.0 %" in page  # of the usual places
    rows = list(csv.reader(site.get(f"/reports/duties/duties.csv{DAY}").content.decode("utf-8-sig").splitlines()))
    said = {(row[2], row[4]): row[5] for row in rows[1:]}
    company = "'=Công ty Mẫu"
    assert said[company, "places"] == "2"
    assert said[company, "came"] == "1"
    assert said[company, "no_show"] == "1"
    assert said["", "called_entered"] == said["", "called_entered_within_60"] == "1"
    assert said["", "places_offered"] == "30"
    assert absent.pk == strike.declaration_id
    assert Vehicle.objects.count() == 2

    # Nothing of another gate, nor of another day.
    assert "=Công ty Mẫu" not in text(signed_in(given.manager(at="TT")).get(f"/reports/duties/{DAY}"))
    assert "=Công ty Mẫu" not in text(site.get("/reports/duties/?from=2026-11-10&to=2026-11-12"))
