"""Reasons: chosen from the agency's catalogue in the officer's language, kept in the house's; the catalogue's edits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone, translation

from declarations.errors import NotYours, ReasonMissing
from declarations.models import Check, Decision, Declaration, Event, Reason
from declarations.operations import acting, cancelling, checking, reasoning
from declarations.queries.reasons import catalogue
from declarations.stages import CheckState, Verb
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0)


def _refuse(row, staff, at, **said):
    return checking.refuse(check_id=given.check(row, "customs_arrival").pk, by=staff["customs"], at=at, **said)


def _data(row: Declaration) -> dict[str, Any]:
    data: dict[str, Any] = Event.objects.get(declaration=row, verb=Verb.CHECK_REFUSED).data
    return data


class TestADecision:
    def test_keeps_the_sentence_of_the_house_and_the_code_for_counting(self, at) -> None:
        row, staff = given.filed(at=at), given.officers()
        with translation.override("zh-hans"):
            assert "货物与申报不符" in [reason.label for reason in catalogue("customs", Decision.REFUSE)]
            check = _refuse(row, staff, at, reason="Thiếu 3 thùng", reason_code="goods_differ")

        assert settings.LANGUAGE_CODE == "vi"
        assert check.reason == "Hàng hóa khác với tờ khai: Thiếu 3 thùng"
        assert _data(row) == {"reason": check.reason, "reason_code": "goods_differ"}

    def test_in_own_words_bears_no_code(self, at) -> None:
        row, staff = given.filed(at=at), given.officers()

        assert _refuse(row, staff, at, reason=" Hàng ướt ").reason == "Hàng ướt"
        assert _data(row) == {"reason": "Hàng ướt"}

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"reason": "x", "reason_code": "health"}, reasoning.UnknownReason),  # another agency's
            ({"reason": "x", "reason_code": "declared_wrong"}, reasoning.UnknownReason),  # for another decision
            ({"reason": "x", "reason_code": "seal_broken"}, reasoning.UnknownReason),  # switched off
            ({"reason": "x", "reason_code": ""}, reasoning.UnknownReason),
            ({"reason": " . "}, ReasonMissing),
        ],
    )
    def test_needs_a_reason_that_is_offered(self, at, said, refusal) -> None:
        row, staff = given.filed(at=at), given.officers()
        Reason.objects.filter(agency="customs", code="seal_broken").update(is_active=False)

        with pytest.raises(refusal):
            _refuse(row, staff, at, **said)

        assert given.check(row, "customs_arrival").state == CheckState.READY

    def test_of_every_kind_takes_a_code(self, at) -> None:
        staff = given.officers()
        road, seen, unseen = (given.filed(at=at - timedelta(minutes=9)).vehicles.get() for _ in range(3))
        given.confirmed(seen.declaration, "bg_arrival", staff=staff, at=at - timedelta(minutes=5))
        check = Check.objects.get(declaration=road.declaration, code="customs_registration")

        acting.hold_on_road(vehicle_id=road.pk, by=staff["traffic_police"], at=at, reason="", reason_code="overweight")
        cancelling.cancel_vehicle(
            vehicle_id=unseen.pk, by=staff["gate_centre"], at=at, reason="", reason_code="company_asked"
        )
        acting.turn_back(vehicle_id=seen.pk, by=staff["border_guard"], at=at, reason="", reason_code="agency_refused")
        checking.send_back(
            check_id=check.pk, by=staff["customs"], at=at, reason="", reason_code="declared_wrong", fields=["$.contact"]
        )

        found = (
            Event.objects.filter(data__has_key="reason_code").order_by("pk").values_list("data__reason_code", flat=True)
        )
        assert list(found) == ["overweight", "company_asked", "agency_refused", "declared_wrong"]
        with pytest.raises(reasoning.UnknownReason):
            acting.hold_on_road(
                vehicle_id=road.pk, by=staff["gate_centre"], at=at, reason="", reason_code="not_roadworthy"
            )


class TestTheCatalogue:
    def test_offers_every_decision_of_every_agency_something_in_three_languages(self) -> None:
        for decision, agencies in reasoning.TAKEN_BY.items():
            for agency in agencies:
                assert catalogue(agency, Decision(decision)), (decision, agency)
        for row in Reason.objects.all():
            assert all(agency in reasoning.TAKEN_BY[d] for d in row.decisions for agency in [row.agency]), row.code

    def test_is_edited_by_administrators_and_the_province_alone(self) -> None:
        row = Reason.objects.get(agency="customs", code="seal_broken")
        for by in (given.administrator(), given.manager(at=None)):
            row.label_en = f"Changed by {by.role}"
            reasoning.keep(reason=row, by=by)
            row.refresh_from_db()
            assert row.label_en == f"Changed by {by.role}"

        row.label_en = "Mine"
        for by in (given.manager(at="HN"), given.officer("customs", at="HN"), given.declarant()):
            with pytest.raises(NotYours):
                reasoning.keep(reason=row, by=by)
        row.refresh_from_db()
        assert row.label_en == "Changed by manager"

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"code": "other"}, reasoning.BadReason),
            ({"code": "Hold!"}, reasoning.BadReason),
            ({"label_zh_hans": " . "}, reasoning.BadReason),
            ({"decisions": []}, reasoning.BadReason),
            ({"decisions": ["turn_back"]}, reasoning.BadReason),  # customs turns nobody back
            ({"decisions": ["nonsense"]}, reasoning.BadReason),
            ({"code": "goods_differ"}, reasoning.ReasonTaken),
        ],
    )
    def test_takes_nothing_that_could_not_be_offered(self, change, refusal) -> None:
        entry = {"agency": "customs", "code": "new_one", "decisions": ["hold"], "label_vi": "Mới", "label_en": "New",
                 "label_zh_hans": "新"} | change  # fmt: skip
        before = Reason.objects.count()

        with pytest.raises(refusal):
            reasoning.keep(reason=Reason(**entry), by=given.administrator())

        assert Reason.objects.count() == before

    def test_agency_and_code_stay(self) -> None:
        row = Reason.objects.get(agency="customs", code="seal_broken")
        row.code = "seal"

        with pytest.raises(reasoning.BadReason):
            reasoning.keep(reason=row, by=given.administrator())
