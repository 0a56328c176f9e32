"""What a company does with its declarations over HTTP: file, keep, read, change, cancel."""

import json
from datetime import timedelta

import pytest
import time_machine

from declarations.api.schema import (
    ActedVehicleAnswer,
    CheckedAnswer,
    DeclarationPage,
    EventPage,
    WholeDeclarationAnswer,
)
from declarations.models import Declaration, Event, Vehicle
from tests import given
from tests.declarations.api.callers import V1, company, of, refused, said
from tests.given import NOON

pytestmark = pytest.mark.django_db
ADDRESS = f"{V1}/declarations"


@pytest.fixture
def haulier():
    return company()


def _filed(haulier, **changes):
    answer = haulier.post(ADDRESS, given.body(**changes))
    return answer["Location"], said(answer, WholeDeclarationAnswer, status=201)


def _patch(haulier, address, patch, **options):
    tag = haulier.get(address)["ETag"]
    return haulier.patch(address, patch, headers={"If-Match": tag}, **options)


# Filing


def test_what_filing_answers_is_what_reading_answers(haulier):
    document = given.transshipment(receivers=2)
    filed = haulier.post(ADDRESS, document)

    read = haulier.get(filed["Location"])

    assert said(filed, WholeDeclarationAnswer, status=201) == said(read, WholeDeclarationAnswer)
    assert filed["ETag"].strip('"') in read["ETag"]
    assert haulier.get(f"{ADDRESS}/{filed.json()['id']}").json() == read.json()


def test_a_filing_says_its_warnings_and_an_error_files_nothing(haulier):
    heavy = [given.vehicle(own_weight_kg=15_000, cargo_weight_kg=40_000)]
    _address, filed = _filed(haulier, vehicles=heavy)
    assert [finding["code"] for finding in filed["findings"]] == ["over_class_limit"]

    problem = refused(haulier.post(ADDRESS, given.body(vehicles=[given.vehicle(plate="AB")])), 422, "invalid")
    assert [(f["code"], f["path"], f["severity"]) for f in problem["findings"]] == [
        ("bad_plate_vn", "$.vehicles[0].plate", "error")
    ]
    assert Declaration.objects.count() == 1


def test_only_conflicts_are_409_with_their_code_and_anything_else_beside_them_422(haulier):
    _address, filed = _filed(haulier)
    plate = filed["vehicles"][0]["plate"]

    problem = refused(
        company().post(ADDRESS, given.body(vehicles=[given.vehicle(plate=plate)])), 409, "vehicle_already_declared"
    )
    assert filed["number"] not in json.dumps(problem)
    own = refused(
        haulier.post(ADDRESS, given.body(vehicles=[given.vehicle(plate=plate)])), 409, "vehicle_already_declared"
    )
    assert filed["number"] in own["findings"][0]["message"]
    refused(haulier.post(ADDRESS, given.body(gate="XX", vehicles=[given.vehicle(plate=plate)])), 422, "invalid")
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "message"), [("vi", None), ("en", "This is needed for filing."), ("zh-hans", None)]
)
def test_findings_speak_the_language_that_is_asked_for(haulier, language, message):
    answer = haulier.post(f"{ADDRESS}/check", {}, headers={"Accept-Language": language})

    assert answer["Content-Language"] == language
    found = said(answer, CheckedAnswer)["findings"][0]
    assert found["code"] == "required"
    assert message is None or found["message"] == message


def test_checking_saves_nothing_and_finds_what_filing_would(haulier):
    body = given.body(gate="XX", contact=None)

    checked = said(haulier.post(f"{ADDRESS}/check", body), CheckedAnswer)
    problem = refused(haulier.post(ADDRESS, body), 422, "invalid")

    assert not checked["fileable"]
    assert checked["findings"] == problem["findings"]
    assert not Declaration.objects.exists()


def test_checking_tells_flaws_of_shape_as_findings(haulier):
    checked = said(haulier.post(f"{ADDRESS}/check", {"gate": 5, "colour": "red"}), CheckedAnswer)

    assert {("wrong_type", "$.gate"), ("unknown_field", "$.colour")} <= {
        (finding["code"], finding["path"]) for finding in checked["findings"]
    }


def test_the_same_post_under_one_key_files_once(haulier):
    body = given.body()
    answers = [haulier.post(ADDRESS, body, headers={"Idempotency-Key": "AB-17"}) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.get("Idempotency-Replayed") for answer in answers] == [None] + ["true"] * 19
    assert Declaration.objects.count() == 1
    other = haulier.post(ADDRESS, body | {"note": "x"}, headers={"Idempotency-Key": "AB-17"})
    refused(other, 422, "idempotency_key_reused")


# Drafts


def test_a_draft_may_lack_anything_and_says_what_it_lacks(haulier):
    answer = haulier.post(ADDRESS, {"draft": True, "gate": "HN", "vehicles": [{"country": "VN", "plate": " 12c "}]})

    draft = said(answer, WholeDeclarationAnswer, status=201)
    assert (draft["status"], draft["number"], draft["filed_at"]) == ("draft", None, None)
    assert (draft["vehicles"][0]["id"], draft["vehicles"][0]["stage"]) == (None, None)
    assert {"required", "bad_plate_vn"} <= {finding["code"] for finding in draft["findings"]}
    assert answer["Location"] == f"{ADDRESS}/{draft['id']}"
    assert said(haulier.get(answer["Location"]), WholeDeclarationAnswer) == draft
    assert not Event.objects.exists()


def test_a_draft_is_mended_and_filed_under_its_id(haulier):
    draft = haulier.post(ADDRESS, {"draft": True, "note": "x"})
    address = draft["Location"]
    refused(haulier.post(f"{address}/file"), 422, "invalid")

    changed = said(_patch(haulier, address, given.body(note=None)), WholeDeclarationAnswer)
    assert (changed["note"], changed["findings"], changed["version"]) == (None, [], 2)
    filed = said(haulier.post(f"{address}/file"), WholeDeclarationAnswer)

    assert (filed["id"], filed["status"]) == (draft.json()["id"], "open")
    assert len(filed["number"]) == 13
    refused(haulier.post(f"{address}/file"), 409, "wrong_state")


@pytest.mark.parametrize("draft", [False, None])
def test_draft_false_files(haulier, draft):
    filed = said(haulier.post(ADDRESS, given.body() | {"draft": draft}), WholeDeclarationAnswer, status=201)
    assert filed["status"] == "open"


def test_a_flag_that_is_none_is_told_with_all_else(haulier):
    problem = refused(haulier.post(ADDRESS, {"draft": "yes", "gate": 5}), 400, "wrong_type")

    assert {"$.draft", "$.gate", "$.contact.name"} <= {finding["path"] for finding in problem["findings"]}
    assert not Declaration.objects.exists()


def test_not_even_a_draft_keeps_what_has_no_shape(haulier):
    refused(haulier.post(ADDRESS, {"draft": True, "gatte": "HN"}), 400, "unknown_field")
    refused(haulier.post(ADDRESS, {"draft": True, "vehicles": "12C"}), 400, "wrong_type")
    address = haulier.post(ADDRESS, {"draft": True, "note": "kept"})["Location"]

    refused(_patch(haulier, address, {"vehicles": [{"plate": 5}]}), 400, "wrong_type")
    refused(_patch(haulier, address, ["not", "an", "object"]), 400, "wrong_type")

    assert Declaration.objects.get().draft == {"note": "kept"}


def test_a_copy_is_a_draft_without_the_time_of_arrival(haulier):
    address, filed = _filed(haulier)

    answer = haulier.post(f"{address}/copy")

    copy = said(answer, WholeDeclarationAnswer, status=201)
    assert (copy["status"], copy["expected_arrival"]) == ("draft", None)
    assert copy["vehicles"][0]["plate"] == filed["vehicles"][0]["plate"]
    assert answer["Location"].endswith(f"/{copy['id']}")


# Reading


def test_an_etag_spares_the_body_until_something_changes(haulier):
    address, _filed_answer = _filed(haulier)
    tag = haulier.get(address)["ETag"]

    unchanged = haulier.get(address, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)

    _patch(haulier, address, {"note": "new"})
    changed = haulier.get(address, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["note"]) == (200, "new")
    assert changed["ETag"] != tag


def test_a_move_of_others_in_the_line_changes_the_etag_but_not_the_version(haulier):
    address, declaration = _filed(haulier, expected_arrival=NOON.isoformat())
    staff = given.officers()
    row = Declaration.objects.get(pk=declaration["id"])
    first = given.filed(expected_arrival=NOON.isoformat())
    given.confirmed(first, "bg_arrival", staff=staff, at=NOON)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        given.confirmed(row, "bg_arrival", staff=staff, at=NOON + timedelta(minutes=1))
        before = haulier.get(address)
        given.confirmed(first, *given.EXPORT_WAY[:1], *given.EXPORT_WAY[2:], staff=staff, at=NOON)
        after = haulier.get(address, headers={"If-None-Match": before["ETag"]})

    places = [answer.json()["vehicles"][0]["line"]["position"] for answer in (before, after)]
    assert places == [2, 1]
    assert before.json()["version"] == after.json()["version"]


def test_findings_of_a_filed_declaration_are_hints_and_of_a_closed_one_none(haulier):
    address, filed = _filed(haulier, vehicles=[given.vehicle(container="GATU1234560")])
    assert [f["code"] for f in filed["findings"]] == ["container_check_digit"]
    assert said(haulier.get(address), WholeDeclarationAnswer)["findings"] == filed["findings"]

    haulier.post(f"{address}/cancel", {"reason": "Hàng chưa về"})
    assert said(haulier.get(address), WholeDeclarationAnswer)["findings"] == []


@pytest.mark.parametrize("ref", ["0", "999999999", "2026112199999", "99999999999999999999", "abc", "-1", "१२३"])
def test_what_there_is_not_is_404(haulier, ref):
    refused(haulier.get(f"{ADDRESS}/{ref}"), 404, "not_found")


def test_another_companys_declaration_is_404_whatever_is_asked(haulier):
    address, declaration = _filed(company())
    (vehicle,) = declaration["vehicles"]
    before = Declaration.objects.values().get()

    for answer in (
        haulier.get(address),
        haulier.get(f"{address}/events"),
        haulier.patch(address, {"note": "x"}, headers={"If-Match": "*"}),
        haulier.post(f"{address}/cancel", {"reason": "mine"}),
        haulier.post(f"{address}/copy"),
        haulier.post(f"{address}/file"),
        haulier.post(f"{address}/revive", {"expected_arrival": NOON.isoformat()}),
        haulier.post(f"{V1}/vehicles/{vehicle['id']}/cancel", {"reason": "mine"}),
    ):
        refused(answer, 404, "not_found")
    assert said(haulier.get(ADDRESS), DeclarationPage)["results"] == []
    assert Declaration.objects.values().get() == before


def test_the_journal_names_agencies_and_no_officer(haulier):
    address, _declaration = _filed(haulier)
    staff = given.officers()
    given.confirmed(Declaration.objects.get(), "bg_arrival", staff=staff)

    answer = haulier.get(f"{address}/events")

    events = said(answer, EventPage)["results"]
    assert [(event["seq"], event["verb"], event["by"]) for event in events] == [
        (1, "declaration.filed", "declarant"), (2, "fee.assessed", "declarant"),
        (3, "check.confirmed", "border_guard"), (4, "vehicle.seen", "border_guard"),
    ]  # fmt: skip
    assert staff["border_guard"].username not in answer.content.decode()


def test_the_journal_is_read_page_by_page(haulier):
    address, _declaration = _filed(haulier)

    first = said(haulier.get(f"{address}/events?limit=1"), EventPage)
    second = said(haulier.get(f"{address}/events?limit=1&cursor={first['next']}"), EventPage)

    assert [page["results"][0]["seq"] for page in (first, second)] == [1, 2]
    assert second["next"] is None


# Lists


def test_a_list_goes_page_by_page_newest_first(haulier):
    numbers = [_filed(haulier)[1]["number"] for _ in range(3)]
    _filed(company())

    first = said(haulier.get(f"{ADDRESS}?limit=2"), DeclarationPage)
    second = said(haulier.get(f"{ADDRESS}?limit=2&cursor={first['next']}"), DeclarationPage)

    assert [row["number"] for row in first["results"] + second["results"]] == numbers[::-1]
    assert second["next"] is None


FILTERS = {
    "gate=TT": "tt",
    "direction=import": "import",
    "status=cancelled": "cancelled",
    "status=draft": "draft",
    "plate=29h 999.99": "plate",
    "arrival_from=2026-11-22T12:00:00%2B07:00": "late",
    "arrival_to=2026-11-21T12:40:00%2B07:00": "early",
    "gate=TT&direction=import": None,
}


@pytest.fixture
def assortment(haulier):
    """One declaration for each filter, and one that none of them finds."""
    _filed(haulier)
    cancelled, _ = _filed(haulier, client_reference="cancelled")
    haulier.post(f"{cancelled}/cancel", {"reason": "Thôi"})
    haulier.post(ADDRESS, {"draft": True, "client_reference": "draft"})
    _filed(haulier, client_reference="tt", gate="TT")
    _filed(haulier, client_reference="import", direction="import", consignments=[given.consignment(direction="import")])
    _filed(haulier, client_reference="plate", vehicles=[given.vehicle(plate="29H-999.99")])
    _filed(haulier, client_reference="late", expected_arrival=(NOON + timedelta(hours=30)).isoformat())
    _filed(haulier, client_reference="early", expected_arrival=(NOON + timedelta(minutes=30)).isoformat())
    return haulier


@pytest.mark.parametrize(("query", "reference"), FILTERS.items())
def test_a_filter_finds_what_it_names(assortment, query, reference):
    found = said(assortment.get(f"{ADDRESS}?{query}"), DeclarationPage)["results"]

    assert [row["client_reference"] for row in found] == ([reference] if reference else [])


def test_a_number_finds_one(assortment):
    number = Declaration.objects.get(client_reference="tt").number
    found = said(assortment.get(f"{ADDRESS}?number={number}"), DeclarationPage)["results"]
    assert [row["number"] for row in found] == [number]


def test_updated_since_follows_the_changes(haulier):
    first, _ = _filed(haulier)
    _filed(haulier)
    later = NOON + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        _patch(haulier, first, {"note": "new"})
    every = haulier.get(f"{ADDRESS}?updated_since=2026-11-21T05:00:00Z").json()["results"]
    new = haulier.get(f"{ADDRESS}?updated_since=2026-11-21T05:05:00Z").json()["results"]

    assert [row["note"] for row in every] == [None, "new"]
    assert [row["note"] for row in new] == ["new"]


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ("colour=red", "unknown_parameter", "$.colour"),
        ("limit=0", "malformed", "$.limit"),
        ("limit=201", "malformed", "$.limit"),
        ("limit=x", "malformed", "$.limit"),
        ("cursor=x", "malformed", "$.cursor"),
        ("status=sleeping", "malformed", "$.status"),
        ("arrival_from=2026-11-22T09:00:00", "malformed", "$.arrival_from"),
        ("arrival_to=tomorrow", "malformed", "$.arrival_to"),
        ("gate=HN&gate=TT", "malformed", "$.gate"),
        ("plate=%00", "malformed", "$.plate"),
    ],
)
def test_a_query_with_a_flaw_says_where(haulier, query, code, path):
    problem = refused(haulier.get(f"{ADDRESS}?{query}"), 400, code)
    assert [finding["path"] for finding in problem["findings"]] == [path]


# Changing


def test_a_change_needs_the_version_that_was_read(haulier):
    address, _declaration = _filed(haulier)
    tag = haulier.get(address)["ETag"]

    refused(haulier.patch(address, {"note": "x"}), 428, "precondition_required")
    refused(haulier.patch(address, {"note": "x"}, headers={"If-Match": '"1-1"'}), 412, "precondition_failed")
    first = haulier.patch(address, {"note": "first"}, headers={"If-Match": tag})
    assert said(first, WholeDeclarationAnswer)["note"] == "first"
    refused(haulier.patch(address, {"note": "second"}, headers={"If-Match": tag}), 412, "precondition_failed")

    again = haulier.patch(address, {"note": "second"}, headers={"If-Match": first["ETag"]})
    assert said(again, WholeDeclarationAnswer)["note"] == "second"


@pytest.mark.parametrize("content_type", ["application/merge-patch+json", "application/json"])
def test_a_change_merges_members_and_replaces_lists(haulier, content_type):
    address, declaration = _filed(haulier, note="old", vehicles=[given.vehicle("1"), given.vehicle("2")])
    second = declaration["vehicles"][1]["id"]
    kept = {"key": "2", "plate": "29C-555.55"}
    vehicles = [given.vehicle("2") | kept]

    answer = haulier.patch(
        address,
        json.dumps({"note": None, "contact": {"name": "Lê Văn Mẫu"}, "vehicles": vehicles}),
        content_type=content_type,
        headers={"If-Match": "*"},
    )

    changed = said(answer, WholeDeclarationAnswer)
    assert changed["note"] is None
    assert changed["contact"] == {"name": "Lê Văn Mẫu", "phone": "+84912345678"}
    assert [(v["id"], v["key"], v["plate"]) for v in changed["vehicles"]] == [(second, "2", "29C-555.55")]


def test_a_change_that_breaks_a_rule_changes_nothing(haulier):
    address, _declaration = _filed(haulier)
    before = haulier.get(address).json()

    problem = refused(_patch(haulier, address, {"direction": "import"}), 422, "invalid")
    assert [finding["path"] for finding in problem["findings"]] == ["$.consignments[0].customs_number"]
    refused(_patch(haulier, address, {"draft": True}), 400, "unknown_field")
    refused(_patch(haulier, address, {"id": 5}), 400, "unknown_field")

    assert haulier.get(address).json() == before


def test_after_the_first_confirmation_a_free_change_is_refused(haulier):
    address, _declaration = _filed(haulier)
    given.confirmed(Declaration.objects.get(), "customs_registration", staff=given.officers())

    refused(_patch(haulier, address, {"regime": "border_transfer"}), 409, "wrong_state")

    assert haulier.get(address).json()["regime"] == "commercial"


def test_a_body_of_another_media_type_is_415(haulier):
    address, _declaration = _filed(haulier)
    for answer in (
        haulier.patch(address, "note=x", content_type="application/x-www-form-urlencoded", headers={"If-Match": "*"}),
        haulier.post(ADDRESS, "{}", content_type="application/merge-patch+json"),
        haulier.post(ADDRESS, "{}", content_type="text/plain"),
    ):
        refused(answer, 415, "unsupported_media_type")


# Ending


def test_cancelling_the_whole_and_one_vehicle(haulier):
    address, declaration = _filed(haulier, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first = declaration["vehicles"][0]["id"]

    one = said(haulier.post(f"{V1}/vehicles/{first}/cancel", {"reason": "Xe hỏng"}), ActedVehicleAnswer)
    assert (one["id"], one["stage"], one["declaration"]) == (first, "cancelled", declaration["number"])
    refused(haulier.post(f"{V1}/vehicles/{first}/cancel", {"reason": "Xe hỏng"}), 409, "wrong_state")

    whole = said(haulier.post(f"{address}/cancel", {"reason": "Thôi"}), WholeDeclarationAnswer)
    assert (whole["status"], [v["stage"] for v in whole["vehicles"]]) == ("cancelled", ["cancelled", "cancelled"])
    assert [v["fees"] for v in whole["vehicles"]] == [[], []]
    refused(haulier.post(f"{address}/cancel", {"reason": "Thôi"}), 409, "wrong_state")


def test_a_vehicle_that_was_seen_is_not_cancelled(haulier):
    address, declaration = _filed(haulier)
    given.confirmed(Declaration.objects.get(), "bg_arrival", staff=given.officers())

    refused(haulier.post(f"{address}/cancel", {"reason": "Thôi"}), 409, "already_seen")
    vehicle = declaration["vehicles"][0]["id"]
    refused(haulier.post(f"{V1}/vehicles/{vehicle}/cancel", {"reason": "Thôi"}), 409, "already_seen")
    assert Vehicle.objects.get().is_open


def test_an_act_on_a_version_that_is_not_the_last_one_is_refused(haulier):
    address, _declaration = _filed(haulier)
    tag = haulier.get(address)["ETag"]
    _patch(haulier, address, {"note": "new"})

    stale = haulier.post(f"{address}/cancel", {"reason": "Thôi"}, headers={"If-Match": tag})

    refused(stale, 412, "precondition_failed")
    assert Declaration.objects.get().status == "open"


def test_an_overdue_declaration_is_given_a_new_time(haulier):
    address, _declaration = _filed(haulier)
    new = NOON + timedelta(hours=30)
    refused(haulier.post(f"{address}/revive", {"expected_arrival": new.isoformat()}), 409, "wrong_state")

    with time_machine.travel(NOON + timedelta(hours=26), tick=False):
        assert haulier.get(address).json()["overdue"]
        bad = haulier.post(f"{address}/revive", {"expected_arrival": NOON.isoformat()})
        refused(bad, 422, "invalid")
        revived = said(haulier.post(f"{address}/revive", {"expected_arrival": new.isoformat()}), WholeDeclarationAnswer)

    assert (revived["overdue"], revived["expected_arrival"]) == (False, "2026-11-22T11:00:00Z")


@pytest.mark.parametrize("act", ["file", "copy"])
def test_an_act_without_a_body_refuses_one(haulier, act):
    address = haulier.post(ADDRESS, {"draft": True})["Location"]
    refused(haulier.post(f"{address}/{act}", {"force": True}), 400, "unknown_field")
    assert Declaration.objects.count() == 1


def test_a_company_sees_what_its_colleagues_filed(haulier):
    address, _declaration = _filed(haulier)
    colleague = of(given.declarant(of=haulier.user.organisation))
    assert colleague.get(address).status_code == 200
    assert said(_patch(colleague, address, {"note": "ours"}), WholeDeclarationAnswer)["note"] == "ours"
