"""Hints of misdeclaration: found once a version, told to the agency concerned alone, answered, and counted."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import Agency
from declarations.errors import NotYours, WrongState
from declarations.models import Declaration, Event
from declarations.operations import amending
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from desk.hints.codes import HintAnswer, RuleCode
from desk.hints.rules import RULES, wrong_parameters
from desk.hints.sentences import SENTENCES, sentence
from desk.hints.words import expected_prefixes, fold, known_goods
from desk.models import GoodsName, Hint, HintRule
from desk.operations import hinting
from desk.queries.hints import rates
from desk.tasks import hint as task
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0)


_serial = itertools.count(700)


def _driver(number: int) -> dict[str, Any]:
    return {"name": "Trần Văn Thử", "id_number": f"{number:012d}", "phone": None}


def _truck(**changes: Any) -> dict[str, Any]:
    """A truck that no rule minds: every one has a driver of its own."""
    return given.vehicle(driver=_driver(next(_serial)), **changes)


def _goods(description: str, hs_code: str, **changes: Any) -> dict[str, Any]:
    item = {"description": description, "hs_code": hs_code, "origin": "VN", "quantity": 1, "unit": "CTN",
            "weight_kg": 18000, "value": 1, "currency": "USD"}  # fmt: skip
    return given.consignment(items=[item], **changes)


def _found(at: datetime, row: Declaration | None = None) -> list[tuple[str, str]]:
    hinting.hint_due(at=at)
    rows = Hint.objects.order_by("pk") if row is None else Hint.objects.filter(declaration=row).order_by("pk")
    return [(hint.rule.code, sentence(hint.rule.code, hint.figures)) for hint in rows.select_related("rule")]


class TestRules:
    def test_nothing_is_found_in_an_honest_declaration(self, at) -> None:
        given.filed(at=at, vehicles=[_truck(container="GATU1234569")])

        assert _found(at) == []

    def test_cargo_heavier_than_its_class(self, at) -> None:
        given.filed(at=at, vehicles=[_truck(fee_class="VT4", cargo_weight_kg=11_000)])  # 10 % more is let be
        given.filed(at=at, vehicles=[_truck(fee_class="VT4", cargo_weight_kg=18_000)])

        assert _found(at) == [("over_class", "18,000 kg of cargo; class VT4 ends at 10,000 kg (80% more).")]

    def test_own_weight_unlike_the_trucks_history(self, at) -> None:
        plate = given.plate()
        for weight in (15_000, 15_200, 14_800):
            row = given.filed(at=at - timedelta(days=3), vehicles=[_truck(plate=plate, own_weight_kg=weight)])
            row.vehicles.update(is_open=False, end="cancelled", ended_at=at)
        given.filed(at=at, vehicles=[_truck(plate=plate, own_weight_kg=9_000)])

        assert _found(at) == [
            ("unlike_itself", "Own weight 9,000 kg; its last 3 declarations say 15,000 kg in the middle (40% off).")
        ]

    @pytest.mark.parametrize(
        ("description", "hs_code", "expected"),
        [
            ("Sầu riêng tươi", "08106000", ""),
            ("SAU RIENG", "07096000", "081060"),
            ("榴莲鲜果", "08109000", "081060"),
            ("Tinh bột sắn", "11081400", ""),
            ("Xoài và thanh long", "08109000", ""),
            ("Vải dệt thoi", "52081100", ""),
            ("Hàng hóa khác", "12345678", ""),
            ("Thanh long ruột đỏ", "", ""),
        ],
    )
    def test_hs_code_against_description(self, at, description, hs_code, expected) -> None:
        given.filed(at=at, vehicles=[_truck()], consignments=[_goods(description, hs_code)])

        said = f"“{description}” is declared under HS {hs_code}; such goods go under {expected}."
        assert _found(at) == ([("other_goods", said)] if expected else [])

    def test_one_driver_on_two_trucks_of_which_another_gates_is_not_named(self, at) -> None:
        here = given.filed(at=at, vehicles=[_truck() | {"driver": _driver(1)}])
        assert _found(at) == []
        given.filed(at=at, gate="TT", vehicles=[_truck() | {"driver": _driver(1)}])
        last = given.filed(at=at, vehicles=[_truck() | {"driver": _driver(1)}])

        plate = here.vehicles.get().plate
        assert _found(at, last) == [
            ("same_driver", f"The driver also stands on {plate} ({here.number}), a truck at TT.")
        ]

    def test_one_customs_declaration_over_its_weight(self, at) -> None:
        goods = _goods("Hàng khác", "12345678", customs_number="300000777010")
        first = given.filed(at=at, vehicles=[_truck()], consignments=[goods])
        second = given.filed(
            at=at, vehicles=[_truck(cargo_weight_kg=9_000)], consignments=[goods | {"customs_number": "300000777011"}]
        )

        assert _found(at, first) == [
            ("over_customs", "Customs declaration 300000777010: 2 trucks carry 27,000 kg, 18,000 kg are declared.")
        ]
        assert [hint.about for hint in Hint.objects.filter(declaration=second)] == ["300000777011"]

    def test_a_container_seen_elsewhere(self, at) -> None:
        first = given.filed(at=at, vehicles=[_truck(container="GATU1234569")])
        second = given.filed(at=at, vehicles=[_truck(container="GATU1234569")])
        found = _found(at, second)

        plate = first.vehicles.get().plate
        assert found == [("same_container", f"Container GATU1234569 also stands open on {plate} ({first.number}).")]

    def test_every_rule_has_its_row_words_and_a_sentence(self) -> None:
        assert set(RULES) == set(SENTENCES) == set(RuleCode.values)
        assert {rule.code for rule in HintRule.objects.all()} == set(RULES)
        for rule in HintRule.objects.all():
            assert wrong_parameters(rule.code, rule.parameters) == ""
            with translation.override("zh-hans"):
                assert rule.name == rule.name_zh_hans != rule.name_en


class TestWords:
    def test_marks_capitals_and_spaces_do_not_matter(self) -> None:
        assert fold("  Sầu  RIÊNG/đông ") == "sau rieng dong"

    def test_the_longer_name_has_the_word(self) -> None:
        known = [known_goods("sắn", "0714"), known_goods("tinh bột sắn, 木薯淀粉", "1108")]

        assert expected_prefixes("Tinh bột sắn", known) == ("1108",)
        assert expected_prefixes("sắn", known) == ("0714",)
        assert expected_prefixes("san-dal", known) == ("0714",)  # marks part words
        assert expected_prefixes("sandal", known) == ()


class TestTheTask:
    def test_finds_once_a_version_however_often_it_runs(self, at) -> None:
        company = given.declarant()
        row = given.filed(by=company, at=at, vehicles=[_truck(fee_class="VT4")])
        events = Event.objects.count()

        assert [task(), task()] == [1, 0]
        body = as_document(load_one(row.pk))
        body["note"] = "Cổng số 2"
        amending.amend(declaration_id=row.pk, body=body, by=company, at=at)
        assert task() == 0  # the same figures: the same hint

        body["vehicles"][0]["cargo_weight_kg"] = 19_000
        amending.amend(declaration_id=row.pk, body=body, by=company, at=at)
        assert task() == 1
        first, second = Hint.objects.order_by("pk")
        assert (first.lapsed_at is not None, second.lapsed_at, second.version > first.version) == (True, None, True)

        body["vehicles"][0]["fee_class"] = "VT6"
        amending.amend(declaration_id=row.pk, body=body, by=company, at=at)
        assert (task(), Hint.objects.filter(lapsed_at=None).count()) == (0, 0)
        assert Event.objects.count() == events + 3 + 2  # the amendments, and the fees assessed anew: no hint among them

    def test_an_answer_stands_when_the_declaration_is_amended(self, at) -> None:
        company, customs = given.declarant(), given.officer(Agency.CUSTOMS)
        row = given.filed(by=company, at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        hinting.answer(hint_id=Hint.objects.get().pk, by=customs, at=at, said=HintAnswer.UNFOUNDED)
        body = as_document(load_one(row.pk))
        body["note"] = "x"
        amending.amend(declaration_id=row.pk, body=body, by=company, at=at)

        assert (task(), Hint.objects.get().answer) == (0, HintAnswer.UNFOUNDED)

    def test_asks_no_rule_that_is_switched_off_and_goes_on_where_it_was_cut(self, at) -> None:
        rows = [given.filed(at=at, vehicles=[_truck(fee_class="VT4")]) for _ in range(3)]
        HintRule.objects.filter(code=RuleCode.UNLIKE_ITSELF).update(is_on=False)

        assert [hinting.hint_due(at=at, most=2) for _ in range(3)] == [2, 1, 0]
        assert set(Hint.objects.values_list("declaration", flat=True)) == {row.pk for row in rows}


class TestAnswering:
    def test_is_the_agencys_concerned_at_its_gate_and_once(self, at) -> None:
        given.filed(at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        hint = Hint.objects.get()
        strangers = [given.officer(Agency.BORDER_GUARD), given.officer(Agency.CUSTOMS, at="TT"), given.declarant(),
                     given.manager(at=None), given.administrator()]  # fmt: skip
        for by in strangers:
            with pytest.raises(NotYours):
                hinting.answer(hint_id=hint.pk, by=by, at=at, said=HintAnswer.CONFIRMED)
        hint.refresh_from_db()
        assert hint.answer == ""

        hinting.answer(
            hint_id=hint.pk, by=given.officer(Agency.GATE_CENTRE), at=at, said=HintAnswer.CONFIRMED, note="19 t"
        )
        with pytest.raises(hinting.HintAnswered):
            hinting.answer(hint_id=hint.pk, by=given.officer(Agency.CUSTOMS), at=at, said=HintAnswer.UNFOUNDED)
        hint.refresh_from_db()
        assert (hint.answer, hint.note) == (HintAnswer.CONFIRMED, "19 t")

    def test_a_lapsed_hint_is_not_answered(self, at) -> None:
        given.filed(at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        Hint.objects.update(lapsed_at=at)

        with pytest.raises(WrongState):
            hinting.answer(
                hint_id=Hint.objects.get().pk, by=given.officer(Agency.CUSTOMS), at=at, said=HintAnswer.CONFIRMED
            )

    def test_makes_the_rules_hit_rate_at_the_gates_one_reads(self, at) -> None:
        for gate, answers in (("HN", ("confirmed", "confirmed", "unfounded", "")), ("TT", ("unfounded",))):
            customs = given.officer(Agency.CUSTOMS, at=gate)
            for said in answers:
                row = given.filed(at=at, gate=gate, vehicles=[_truck(fee_class="VT4")])
                task()
                if said:
                    hint = Hint.objects.get(declaration=row)
                    hinting.answer(hint_id=hint.pk, by=customs, at=at, said=HintAnswer(said))

        def figures(user):
            rate = next(rate for rate in rates(user) if rate.rule.code == RuleCode.OVER_CLASS)
            return (rate.open, rate.confirmed, rate.unfounded, rate.percent)

        assert figures(given.manager(at="HN")) == (1, 2, 1, 67)
        assert figures(given.manager(at="TT")) == (0, 0, 1, 0)
        assert figures(given.administrator()) == figures(given.manager(at=None)) == (1, 2, 2, 50)


class TestKeeping:
    @pytest.mark.parametrize(
        "parameters",
        [{}, {"trucks": 1}, {"trucks": 2.0}, {"trucks": True}, {"trucks": 3, "x": 1}, [], None, {"trucks": "3"}],
    )
    def test_takes_no_threshold_out_of_its_bounds(self, parameters) -> None:
        rule = HintRule.objects.get(code=RuleCode.SAME_DRIVER)
        rule.parameters = parameters

        with pytest.raises(hinting.BadHintRule):
            hinting.keep_rule(rule=rule, by=given.administrator())
        rule.refresh_from_db()
        assert rule.parameters == {"trucks": 2}

    @pytest.mark.parametrize(("words", "prefixes"), [(" , ", "0810"), ("mận", "8"), ("mận", "08x0"), ("mận", "")])
    def test_takes_no_goods_without_words_or_codes(self, words, prefixes) -> None:
        with pytest.raises(hinting.BadHintRule):
            hinting.keep_goods(goods=GoodsName(words=words, hs_prefixes=prefixes), by=given.manager(at=None))
        assert not GoodsName.objects.filter(words=words).exists()

    def test_is_the_provinces_and_the_administrators(self) -> None:
        rule, goods = HintRule.objects.get(code=RuleCode.SAME_DRIVER), GoodsName.objects.order_by("pk")[0]
        rule.parameters = {"trucks": 3}
        for by in (given.manager(at="HN"), given.officer(), given.declarant()):
            with pytest.raises(NotYours):
                hinting.keep_rule(rule=rule, by=by)
            with pytest.raises(NotYours):
                hinting.keep_goods(goods=goods, by=by)

        hinting.keep_rule(rule=rule, by=given.manager(at=None))
        assert HintRule.objects.get(pk=rule.pk).parameters == {"trucks": 3}


class TestPages:
    def test_who_reads_a_hint_and_who_does_not(self, at) -> None:
        company = given.declarant()
        row = given.filed(by=company, at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        dossier, words = f"/admin/declarations/declaration/{row.pk}/", "class VT4 ends at"
        customs = desk.client_of(given.officer(Agency.CUSTOMS))
        others = [
            desk.client_of(given.officer(Agency.BORDER_GUARD)),
            desk.client_of(given.officer(Agency.CUSTOMS, at="TT")),
        ]

        for client, reads in [(customs, True), *((other, False) for other in others)]:
            assert (words in client.get("/admin/desk/hint/").content.decode()) is reads
            assert (words in client.get(dossier).content.decode()) is reads
            assert ("hints-home" in client.get("/admin/").content.decode()) is reads
            assert client.get(f"/admin/desk/hint/{Hint.objects.get().pk}/").status_code == (200 if reads else 404)
        haulier = desk.client_of(company)
        seen = [
            f"/declarations/{row.number}/",
            f"/api/v1/declarations/{row.number}",
            f"/api/v1/declarations/{row.number}/events",
        ]
        for address in seen:
            answer = haulier.get(address)
            assert answer.status_code == 200, address
            assert "VT4 ends" not in answer.content.decode()
            assert "hint" not in answer.content.decode().lower().replace("aria-", "")

    def test_a_hint_is_answered_on_its_page(self, at) -> None:
        row = given.filed(at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        hint, client = Hint.objects.get(), desk.client_of(given.officer(Agency.CUSTOMS))

        nothing = client.post(f"/admin/desk/hint/{hint.pk}/", {"note": "x"})
        done = client.post(f"/admin/desk/hint/{hint.pk}/", {"said_so": "confirmed", "note": "Cân lại: 19 t"})
        again = client.post(f"/admin/desk/hint/{hint.pk}/", {"said_so": "unfounded"})

        assert (nothing.status_code, done.status_code, again.status_code) == (200, 302, 200)
        hint.refresh_from_db()
        assert (hint.answer, hint.note) == ("confirmed", "Cân lại: 19 t")
        assert "Cân lại: 19 t" in client.get(f"/admin/declarations/declaration/{row.pk}/").content.decode()
        assert "hints-home" not in client.get("/admin/").content.decode()

    def test_rules_show_their_hit_rate_and_refuse_what_cannot_be_asked(self, at) -> None:
        given.filed(at=at, vehicles=[_truck(fee_class="VT4")])
        task()
        hinting.answer(
            hint_id=Hint.objects.get().pk, by=given.officer(Agency.CUSTOMS), at=at, said=HintAnswer.CONFIRMED
        )
        client = desk.client_of(given.manager(at=None))
        rule = HintRule.objects.get(code=RuleCode.OVER_CLASS)

        assert "100 % right" in client.get("/admin/desk/hintrule/").content.decode()
        typed = {
            "name_vi": "Mới",
            "name_en": "New",
            "name_zh_hans": "新",
            "agencies": "customs",
            "parameters": '{"x": 1}',
        }
        client.post(f"/admin/desk/hintrule/{rule.pk}/change/", typed)
        rule.refresh_from_db()
        assert rule.name_en == "Cargo against fee class"
        client.post(
            f"/admin/desk/hintrule/{rule.pk}/change/", typed | {"parameters": str(rule.parameters).replace("'", '"')}
        )
        rule.refresh_from_db()
        assert (rule.name_en, rule.agencies, rule.is_on) == ("New", ["customs"], False)
