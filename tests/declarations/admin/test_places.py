"""Places, prices and postings: kept by the right people, by an operation each, written into the admin's log."""

from datetime import date, time, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from contract.errors import DomainError
from declarations.errors import NotYours, WrongState
from declarations.models import DayMode, IntakeStop, JourneyRate, Lane, OpeningHours, Posting, Tariff
from declarations.operations import assessing, pausing, placing, posting, pricing
from declarations.operations.filing import Unfileable
from declarations.queries import facts
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def remembering(settings):
    """The process remembers places and prices for long, unless it is told that they changed."""
    settings.PLACE_FACTS_SECONDS = 60
    yield
    facts.forget_places()
    assessing.forget_prices()


def _url(name: str, *args: object) -> str:
    return reverse(f"admin:declarations_{name}", args=args)


def _stop(gate: str = "HN", **changes: object) -> dict[str, object]:
    return {
        "gate": given.gate(gate).pk, "cargo_kind": "fruit", "direction": "export", "starts_at": "2026-01-01T00:00",
        "ends_at": "", "reason": "Ùn ứ", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("agency", ["gate_centre", "manager"])
def test_a_stop_holds_for_the_next_filing_and_is_logged(agency, remembering) -> None:
    who = given.manager() if agency == "manager" else given.officer("gate_centre")
    now = timezone.now()
    given.filed(at=now)  # the gate is remembered now

    desk.client_of(who).post(_url("intakestop_add"), _stop())

    stop = IntakeStop.objects.get()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.is_addition()) == (who, str(stop.pk), True)
    with pytest.raises(Unfileable):
        given.filed(at=now)
    desk.client_of(who).post(_url("intakestop_delete", stop.pk), {"post": "yes"})
    assert given.filed(at=now).number


@pytest.mark.parametrize("who", ["manager", "gate_centre"])
def test_nobody_orders_at_a_gate_that_is_not_his(who) -> None:
    user = given.manager() if who == "manager" else given.officer("gate_centre")
    stop = IntakeStop.objects.create(gate=given.gate(), starts_at=timezone.now(), reason="Ùn ứ")
    client, before = desk.client_of(user), desk.everything()

    added = client.post(_url("intakestop_add"), _stop("TT"))
    moved = client.post(_url("intakestop_change", stop.pk), _stop("TT"))

    assert added.context["errors"]
    assert moved.context["errors"]
    assert desk.everything() == before


def test_the_gate_of_those_who_have_one_is_chosen_already() -> None:
    page = desk.client_of(given.officer("gate_centre")).get(_url("intakestop_add"))

    form = page.context["adminform"].form
    assert [gate.code for gate in form.fields["gate"].queryset] == ["HN"]
    assert form.initial["gate"] == given.gate().pk


def test_a_manager_of_the_province_orders_everywhere() -> None:
    client = desk.client_of(given.manager(at=None))

    for code in ("HN", "TT", "CM"):
        client.post(
            _url("daymode_add"),
            {"gate": given.gate(code).pk, "date": "2030-01-01", "mode": "preregistered_only", "reason": ""},
        )

    assert DayMode.objects.count() == 3


def test_one_mode_a_day() -> None:
    client = desk.client_of(given.officer("gate_centre"))
    typed = {"gate": given.gate().pk, "date": "2030-01-01", "mode": "closed", "reason": "Tết"}
    client.post(_url("daymode_add"), typed)

    again = client.post(_url("daymode_add"), typed | {"mode": "normal"})

    assert again.context["errors"]
    assert [mode.mode for mode in DayMode.objects.all()] == ["closed"]


@pytest.mark.parametrize(
    ("opens", "closes", "taken"),
    [("19:00", "21:00", True), ("18:59", "21:00", False), ("05:00", "07:00", True), ("08:00", "09:00", False),
     ("21:00", "20:00", False), ("", "20:00", False)],
)  # fmt: skip
def test_hours_never_lie_over_each_other(opens, closes, taken) -> None:
    client = desk.client_of(given.officer("gate_centre"))
    gate = given.gate()

    client.post(_url("openinghours_add"), {"gate": gate.pk, "weekday": 0, "opens": opens, "closes": closes})

    assert OpeningHours.objects.filter(gate=gate, weekday=0).count() == (2 if taken else 1)


def test_the_same_hours_can_be_moved() -> None:
    hours = OpeningHours.objects.get(gate=given.gate(), weekday=3)
    client = desk.client_of(given.officer("gate_centre"))

    client.post(
        _url("openinghours_change", hours.pk),
        {"gate": hours.gate_id, "weekday": 3, "opens": "06:00", "closes": "20:00"},
    )

    hours.refresh_from_db()
    assert (hours.opens, hours.closes) == (time(6), time(20))


def test_nothing_of_a_gate_but_its_notice_is_written() -> None:
    gate = given.gate()
    before = (gate.code, gate.name_vi, gate.takes_trucks)

    desk.client_of(given.officer("gate_centre")).post(
        _url("gate_change", gate.pk),
        {"notice": "x", "code": "XX", "name_vi": "X", "takes_trucks": "", "paused_at": "1"},
    )

    gate.refresh_from_db()
    assert (gate.code, gate.name_vi, gate.takes_trucks, gate.paused_at) == (*before, None)


class TestOperations:
    """The same rules for whoever calls them, whatever page lies before."""

    @pytest.mark.parametrize("agency", ["customs", "border_guard", "yard"])
    def test_only_the_gate_centre_keeps_places(self, agency) -> None:
        lane = Lane.objects.filter(gate=given.gate())[0]
        lane.capacity_per_hour = 999
        with pytest.raises(NotYours):
            placing.keep(place=lane, by=given.officer(agency))
        with pytest.raises(NotYours):
            pausing.pause(gate_id=lane.gate_id, by=given.officer(agency), at=timezone.now(), reason="Mưa")
        with pytest.raises(NotYours):
            placing.keep(place=lane, by=given.manager())

    @pytest.mark.parametrize(("here", "there"), [("HN", "TT"), ("TT", "HN")])
    def test_nothing_is_moved_from_or_to_another_gate(self, here, there) -> None:
        lane = Lane.objects.filter(gate=given.gate(here))[0]
        lane.gate = given.gate(there)
        for gate in (here, there):
            with pytest.raises(NotYours):
                placing.keep(place=lane, by=given.officer("gate_centre", at=gate))
        lane.refresh_from_db()
        assert lane.gate.code == here

    def test_lanes_are_closed_and_not_deleted(self) -> None:
        lane = Lane.objects.filter(gate=given.gate())[0]
        with pytest.raises(WrongState):
            placing.remove(place=lane, by=given.officer("gate_centre"))
        assert Lane.objects.filter(pk=lane.pk).exists()

    def test_a_switched_off_officer_keeps_nothing(self) -> None:
        who = given.officer("gate_centre", is_active=False)
        with pytest.raises(NotYours):
            placing.announce(gate_id=given.gate().pk, notice="x", by=who)

    def test_two_rows_for_one_case_are_a_conflict_and_not_a_crash(self) -> None:
        who = given.officer("gate_centre")
        placing.keep(place=DayMode(gate=given.gate(), date=date(2030, 1, 1), mode="closed"), by=who)
        with pytest.raises(placing.PlaceTaken):
            placing.keep(place=DayMode(gate=given.gate(), date=date(2030, 1, 1), mode="normal"), by=who)

    @pytest.mark.parametrize("who", ["gate_centre", "manager", "administrator"])
    def test_only_managers_of_the_province_write_prices(self, who) -> None:
        user = {"manager": given.manager, "administrator": given.administrator}.get(who, given.officer)()
        row = Tariff.objects.all()[0]
        row.amount += 1
        with pytest.raises(NotYours):
            pricing.keep(row=row, by=user)

    def test_a_price_for_the_same_case_and_day_is_a_conflict(self) -> None:
        row = JourneyRate.objects.all()[0]
        row.pk = None
        row._state.adding = True
        with pytest.raises(pricing.PriceTaken):
            pricing.keep(row=row, by=given.manager(at=None))

    @pytest.mark.parametrize("who", [given.declarant, given.administrator])
    def test_only_officers_and_managers_are_posted(self, who) -> None:
        with pytest.raises(posting.NotPostable):
            posting.post(user_id=who().pk, gate_id=given.gate().pk, by=given.administrator())
        assert not Posting.objects.exists()

    def test_only_administrators_post(self) -> None:
        officer = given.officer()
        row = Posting.objects.get()
        for by in (officer, given.manager(at=None), given.declarant(), given.administrator(is_active=False)):
            with pytest.raises(DomainError):
                posting.post(user_id=officer.pk, gate_id=given.gate("TT").pk, by=by)
            with pytest.raises(DomainError):
                posting.unpost(posting_id=row.pk, by=by)
        assert list(Posting.objects.all()) == [row]


def test_a_new_price_is_asked_for_from_its_day_on(remembering) -> None:
    now = timezone.now()
    before = given.filed(at=now).vehicles.get().fees.get().amount
    today = timezone.localdate(now)

    answer = desk.client_of(given.manager(at=None)).post(
        _url("tariff_add"),
        {"fee_class": "VT6", "cargo_kind": "", "direction": "", "regime": "", "amount": 850000,
         "valid_from": str(today), "source": "Nghị quyết mẫu"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert (before, given.filed(at=now).vehicles.get().fees.get().amount) == (800_000, 850_000)
    assert before != given.filed(at=now + timedelta(seconds=1)).vehicles.get().fees.get().amount


class TestPostings:
    """On the person's page, and on their own."""

    def _page(self, person) -> str:
        return reverse("admin:accounts_user_change", args=[person.pk])

    def _form(self, person, **postings: object) -> dict[str, object]:
        work = {"role": person.role, "agency": person.agency, "language": "vi", "username": person.username}
        return work | {"postings-TOTAL_FORMS": 1, "postings-INITIAL_FORMS": 0} | postings

    def test_an_officer_is_posted_on_his_own_page(self) -> None:
        officer = given.officer()
        client = desk.client_of(given.administrator())
        row = Posting.objects.get()
        typed = self._form(officer) | {
            "postings-TOTAL_FORMS": 2, "postings-INITIAL_FORMS": 1, "postings-0-id": row.pk,
            "postings-0-user": officer.pk,
            "postings-0-gate": row.gate_id, "postings-0-DELETE": "on", "postings-1-user": officer.pk,
            "postings-1-gate": given.gate("TT").pk,
        }  # fmt: skip

        answer = client.post(self._page(officer), typed)

        assert answer.status_code == 302, answer.context["errors"]
        assert [posted.gate.code for posted in officer.postings.all()] == ["TT"]
        assert "posting" in LogEntry.objects.latest("pk").change_message

    def test_a_company_is_not_posted_anywhere(self) -> None:
        company = given.declarant()
        typed = self._form(company, **{"postings-0-gate": given.gate().pk, "postings-0-user": company.pk})
        typed["organisation"] = company.organisation_id

        answer = desk.client_of(given.administrator()).post(self._page(company), typed)

        assert answer.status_code == 200
        assert "Only officers and managers" in answer.content.decode()
        assert not Posting.objects.exists()

    def test_the_list_makes_and_ends_them_and_says_so(self) -> None:
        administrator, officer = given.administrator(), given.officer()
        client = desk.client_of(administrator)

        client.post(_url("posting_add"), {"user": officer.pk, "gate": given.gate("TT").pk})
        old = Posting.objects.get(gate__code="HN")
        client.post(
            _url("posting_changelist"), {"action": "delete_selected", "_selected_action": old.pk, "post": "yes"}
        )

        assert [row.gate.code for row in Posting.objects.all()] == ["TT"]
        assert LogEntry.objects.filter(user=administrator).count() == 2
