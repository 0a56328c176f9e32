"""Duties not kept become strikes or excuses by themselves; strikes restrict windows; appeals and faults end them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from accounts.models import Agency
from declarations.errors import NotYours, ReasonMissing, WrongState
from declarations.line.ladder import Level
from declarations.models import Event, Lane, Outage, OutboxMessage, Strike, Window
from declarations.operations import amending, appealing, cancelling, filing, hastening, lapsing, outages, pausing
from declarations.operations.booking import WindowWithheld
from declarations.operations.examining import examine_for
from declarations.queries.document import as_document
from declarations.queries.strikes import rung_of
from declarations.queries.whole import load_one
from declarations.tasks import beat, judge
from declarations.web.form.windows import windows_by_day
from tests import given
from tests.declarations.operations.test_booking import windows
from tests.given import NOON

pytestmark = pytest.mark.django_db
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ONE = NOON + HOUR
JUDGED = NOON + 28 * HOUR


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture(autouse=True)
def places_for_everybody():
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=500)


def judged(at=JUDGED):
    with time_machine.travel(at, tick=False):
        return judge()


def verdicts():
    return list(Strike.objects.order_by("pk").values_list("duty", "excuse"))


def cancel(declaration, at, by=None):
    cancelling.cancel(declaration_id=declaration.pk, by=by or declaration.created_by, at=at, reason="Thôi")


def moved(declaration, window, at):
    body = as_document(load_one(declaration.pk)) | {"window": window.isoformat()}
    amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=at)


def struck(by, many, hours=1):
    """So many trucks of that company that do not come at that hour from NOON, and are judged."""
    for _ in range(many):
        given.filed(by=by, expected_arrival=(NOON + hours * HOUR).isoformat())
    judged()
    return list(Strike.objects.filter(organisation=by.organisation).order_by("pk"))


def test_who_does_not_come_and_who_gives_back_too_late_is_struck_and_told_once(by):
    absent, late, in_time, came = [given.filed(by=by, expected_arrival=(NOON + 6 * HOUR).isoformat()) for _ in range(4)]
    cancel(in_time, NOON + 3 * HOUR)
    cancel(late, NOON + 5 * HOUR)
    given.confirmed(came, "bg_arrival", staff=given.officers(), at=NOON + 9 * HOUR)  # late, but it came
    assert judged(NOON + 30 * HOUR) == 0  # not before everything is known

    assert judged(NOON + 32 * HOUR) == 2
    assert judged(NOON + 33 * HOUR) == 0
    found = dict(Strike.objects.values_list("declaration", "duty"))
    assert found == {absent.pk: "no_show", late.pk: "late_cancel"}
    assert set(Strike.objects.standing().values_list("organisation", flat=True)) == {by.organisation_id}
    events = Event.objects.filter(verb="duty.missed")
    assert {(event.declaration_id, event.actor) for event in events} == {(absent.pk, None), (late.pk, None)}
    assert OutboxMessage.objects.filter(event__in=events).count() == 2


def test_a_truck_caught_in_a_pause_or_two_hours_after_it_is_excused_and_one_later_is_not(by):
    centre = given.officer(Agency.GATE_CENTRE)
    for hours in (1, 3, 6):
        given.filed(by=by, expected_arrival=(NOON + hours * HOUR).isoformat())
    pausing.pause(gate_id=given.gate().pk, by=centre, at=ONE, reason="Mưa lớn")
    pausing.resume(gate_id=given.gate().pk, by=centre, at=ONE + 30 * MINUTE)
    judged(NOON + 40 * HOUR)

    assert verdicts() == [("no_show", "pause"), ("no_show", "pause"), ("no_show", "")]
    excused = Strike.objects.filter(excuse="pause")[0]
    assert (excused.why, excused.still_since) == ("Mưa lớn", ONE)
    assert Event.objects.filter(verb="duty.excused", data__excuse="pause").count() == 2
    assert rung_of(by.organisation_id, at=NOON + 41 * HOUR).strikes == 1


@pytest.mark.parametrize("kind", ["lane", "stop", "scan", "hold", "cancelled", "elsewhere"])
def test_what_else_is_not_the_hauliers_fault(by, kind):
    centre, gate = given.officer(Agency.GATE_CENTRE), given.gate()
    declaration = given.filed(by=by)
    vehicle = declaration.vehicles.get()
    if kind == "lane":
        lane = Lane.objects.get(code="X")
        pausing.pause(gate_id=gate.pk, by=centre, at=NOON, reason="Sự cố", lane_id=lane.pk)
    elif kind == "stop":
        gate.intake_stops.create(cargo_kind="fruit", starts_at=ONE, reason="Ùn ứ")
    elif kind == "scan":
        gate.scan_set.create(
            scanned_by=centre, nonce="n", happened_at=ONE, recorded_at=ONE, read="x", vehicle=vehicle, result="refused"
        )
    elif kind == "hold":
        given.sent_back(declaration, "customs_registration", "$.note", staff=given.officers(), at=NOON)
    elif kind == "elsewhere":
        pausing.pause(gate_id=gate.pk, by=centre, at=NOON, reason="Sự cố")
        body = as_document(load_one(declaration.pk)) | {"gate": "TT", "yard": None, "lane": None}
        amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON + 30 * MINUTE)
    else:
        cancelling.cancel_vehicle(vehicle_id=vehicle.pk, by=centre, at=ONE, reason="Quá tải")
    judged()
    excuses = {"lane": "pause", "stop": "stopped", "scan": "came", "hold": "held", "cancelled": "gate"}
    excuses["elsewhere"] = "pause"
    first = Strike.objects.order_by("window_at", "pk")[0]
    assert (first.gate_id, first.excuse) == (gate.pk, excuses[kind])


def test_one_load_under_two_plates_is_one_strike(by):
    first = given.filed(by=by, vehicles=[given.vehicle(container="GATU1234569")])
    second = given.filed(by=by, at=NOON + MINUTE, vehicles=[given.vehicle(container="GATU1234569")])
    given.filed(vehicles=[given.vehicle(container="GATU1234569")])  # another company's: not this one's concern
    given.confirmed(first, "bg_arrival", staff=given.officers(), at=ONE)
    judged()
    assert list(Strike.objects.filter(organisation=by.organisation).values_list("declaration", "duty")) == [
        (second.pk, "double_booking")
    ]


def test_moving_a_place_about_is_churn_the_third_time(by):
    far = NOON + 20 * HOUR
    declaration = given.filed(by=by, expected_arrival=far.isoformat())
    for step in range(4):
        moved(declaration, far + (step + 1) * HOUR, NOON + (step + 1) * HOUR)
    given.confirmed(declaration, "bg_arrival", staff=given.officers(), at=far + 4 * HOUR)
    judged(far + 40 * HOUR)
    assert verdicts() == [("churn", "")]


def test_an_outage_is_noticed_by_itself_and_excuses(by):
    given.filed(by=by)
    for at in (NOON, NOON + MINUTE, NOON + 40 * MINUTE, NOON + 41 * MINUTE):
        with time_machine.travel(at, tick=False):
            beat()
    (outage,) = Outage.objects.all()
    assert (outage.started_at, outage.ended_at) == (NOON + MINUTE, NOON + 40 * MINUTE)
    judged()
    assert verdicts() == [("no_show", "outage")]


def test_a_fault_that_is_declared_later_takes_strikes_back_even_where_an_appeal_was_denied(by):
    strike, other = struck(by, 2)
    elsewhere = given.officer(Agency.GATE_CENTRE, at="TT")
    centre, gate = given.officer(Agency.GATE_CENTRE), given.gate()
    appealing.appeal(strike_id=strike.pk, words="Hệ thống lỗi", by=by, at=JUDGED)
    appealing.answer(strike_id=strike.pk, is_granted=False, reason="Không thấy", by=centre, at=JUDGED)
    fault: dict[str, Any] = {"gate_id": gate.pk, "started_at": NOON, "ended_at": ONE, "reason": "Máy quét hỏng"}
    with pytest.raises(NotYours):
        outages.declare_fault(**fault, by=elsewhere, at=JUDGED)

    outages.declare_fault(**fault, by=centre, at=JUDGED)
    assert judged(JUDGED + HOUR) == 2
    assert judged(JUDGED + 2 * HOUR) == 0
    assert not Strike.objects.standing().exists()
    assert other.rulings.get().ruled_by is None
    assert Event.objects.filter(verb="duty.ruled", actor=None, data__granted=True).count() == 2


def test_strikes_restrict_windows_say_why_and_a_granted_appeal_opens_them_at_once(by):
    # Warned: everything can be booked.
    struck(by, 1)
    at = JUDGED + HOUR

    def document(**changes):
        return given.body(at=at, **changes)

    def said(**changes):
        filed = filing.file(body=document(**changes), by=by, at=at)
        return windows(filed)[0], filed

    codes = {finding.code for finding in examine_for(body=document(), by=by, at=at).findings}
    assert "strikes_count" in codes
    far = at + 25 * HOUR
    assert said(expected_arrival=far.isoformat(), window=far.isoformat())[0] == far

    # Three: only the next 24 hours.
    struck(by, 2, hours=2)
    assert rung_of(by.organisation_id, at=at).level == Level.SHORTER
    with pytest.raises(filing.Unfileable) as refused:
        said(expected_arrival=far.isoformat(), window=far.isoformat())
    (finding,) = [one for one in refused.value.findings if one.severity == "error"]
    assert (finding.code, finding.path) == ("window_withheld", "$.window")
    assert said(expected_arrival=far.isoformat())[0] is None
    near, held = said()
    assert near is not None

    # Five: none at all, for a week, and nothing earlier either.
    five = struck(by, 2, hours=3)
    assert len(five) == 5
    out = rung_of(by.organisation_id, at=at)
    assert (out.level, out.until) == (Level.OUT, five[-1].given_at + 7 * DAY)
    assert said()[0] is None
    assert windows_by_day("HN", "export", at=at, by=by) == []
    assert windows_by_day("HN", "export", at=at, by=given.declarant())
    with pytest.raises(filing.Unfileable):
        said(window=near.isoformat())
    with pytest.raises(WindowWithheld):
        hastening.ask_earlier(declaration_id=held.pk, by=by, at=at)
    assert windows(given.filed(at=at))[0] is not None  # nobody else's are

    centre = given.officer(Agency.GATE_CENTRE)
    with pytest.raises(WrongState):
        appealing.answer(strike_id=five[0].pk, is_granted=True, reason="Đúng", by=centre, at=at)
    appealing.appeal(strike_id=five[0].pk, words="Xe gặp tai nạn", by=by, at=at)
    appealing.answer(strike_id=five[0].pk, is_granted=True, reason="Có biên bản", by=centre, at=at)
    assert said()[0] is not None


def test_an_appeal_is_the_companys_and_the_answer_the_gate_centres_each_once(by):
    (strike,) = struck(by, 1)
    centre = given.officer(Agency.GATE_CENTRE)
    words: dict[str, Any] = {"strike_id": strike.pk, "words": "Xe hỏng dọc đường", "at": JUDGED}
    for stranger in (given.declarant(), centre):
        with pytest.raises(NotYours):
            appealing.appeal(**words, by=stranger)
    with pytest.raises(ReasonMissing):
        appealing.appeal(**words | {"words": "…"}, by=by)
    with pytest.raises(WrongState):
        appealing.appeal(**words | {"at": JUDGED + 15 * DAY}, by=by)
    appealing.appeal(**words, by=by)
    with pytest.raises(WrongState):
        appealing.appeal(**words, by=by)

    answer: dict[str, Any] = {"strike_id": strike.pk, "is_granted": False, "reason": "Không có chứng từ", "at": JUDGED}
    for stranger in (by, given.officer(Agency.CUSTOMS), given.officer(Agency.GATE_CENTRE, at="TT")):
        with pytest.raises(NotYours):
            appealing.answer(**answer, by=stranger)
    appealing.answer(**answer, by=centre)
    with pytest.raises(WrongState):
        appealing.answer(**answer, by=centre)
    assert list(Strike.objects.standing()) == [strike]
    told = Event.objects.filter(verb__in=["duty.appealed", "duty.ruled"]).order_by("seq")
    assert [(event.actor_id, event.data["reason"]) for event in told] == [
        (by.pk, "Xe hỏng dọc đường"), (centre.pk, "Không có chứng từ"),
    ]  # fmt: skip
    assert OutboxMessage.objects.filter(event__verb="duty.ruled").exists()


def test_who_is_given_a_new_time_after_he_did_not_come_is_judged_for_the_old_place_once(by):
    declaration = given.filed(by=by)
    lapsing.revive(declaration_id=declaration.pk, by=by, at=NOON + 26 * HOUR, expected_arrival=NOON + 28 * HOUR)
    given.confirmed(declaration, "bg_arrival", staff=given.officers(), at=NOON + 28 * HOUR)
    assert judged(NOON + 70 * HOUR) == 1
    assert (Strike.objects.get().duty, Strike.objects.get().window_at) == ("no_show", ONE)
    assert not Window.objects.filter(judged_at=None).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guard is PostgreSQL's")
def test_nobody_changes_or_removes_a_strike(by):
    (strike,) = struck(by, 1)
    for change in (lambda: Strike.objects.update(excuse="pause"), strike.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
