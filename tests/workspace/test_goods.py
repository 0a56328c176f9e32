"""Customs declarations from a spreadsheet: columns in three languages or none, one consignment a number."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook

from declarations.models import Declaration
from declarations.operations import drafting
from declarations.web.form.rows import blank
from tests import given
from workspace.bulk.values import CellReader, Places
from workspace.goods import merge, read_goods
from workspace.operations.learning import learn_due
from workspace.sheets import BadSheet, read_text

READ = CellReader(Places((), {}, {})).read
HEADER = ("Số tờ khai", "Mã loại hình", "MST", "Tên doanh nghiệp", "Mô tả hàng hóa", "Mã HS", "Xuất xứ", "Số lượng",
          "ĐVT", "Trọng lượng", "Trị giá", "Nguyên tệ")  # fmt: skip
VI = (
    "TỜ KHAI HÀNG XUẤT KHẨU\n"
    + "\t".join(HEADER)
    + """
300000005010\tB11\t0100005019\tCông ty Mẫu\tSầu riêng tươi\t0810.60.00\tVN\t900\tCTN\t18.000\t30.000,50\tUSD
\t\t\t\tMít tươi\t08109094\tVN\t100\tCTN\t2.000\t1.000,00\tUSD
300000006020\tB11\t0100109106\tCông ty Thử\tVải tươi\t08109010\tVN\t50\tCTN\t1.000\t500\tUSD
Tổng cộng\t\t\t\t\t\t\t1.050\t\t21.000\t31.500,50\t
"""
)


def read(text, language="vi"):
    with override(language):
        return read_goods(read_text(text), read=READ)


def test_lines_of_one_number_are_one_consignment():
    first, second = read(VI)
    assert first["customs_number"] == "300000005010"
    assert first["owner"] == {"tax_code": "0100005019", "name": "Công ty Mẫu"}
    assert first["items"] == [
        {"description": "Sầu riêng tươi", "hs_code": "0810.60.00", "origin": "VN", "quantity": 900, "unit": "CTN",
         "weight_kg": 18000, "value": 30000.5, "currency": "USD"},
        {"description": "Mít tươi", "hs_code": "08109094", "origin": "VN", "quantity": 100, "unit": "CTN",
         "weight_kg": 2000, "value": 1000, "currency": "USD"},
    ]  # fmt: skip
    assert [item["description"] for item in second["items"]] == ["Vải tươi"]


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize(
    "header",
    [
        "Customs number;Goods;HS code;Weight (kg);Value",
        "报关单号;品名;商品编码;毛重;金额",
        "so to khai;TEN HANG;ma hs;Trong luong;Tri gia (USD)",
    ],
)
def test_columns_are_known_in_any_language_and_numbers_whatever_the_reader_speaks(language, header):
    (goods,) = read(f"{header}\n300000005010;Vải;08109010;18,000;1,234.50\n", language)
    assert goods["items"] == [
        {"description": "Vải", "hs_code": "08109010", "weight_kg": 18000, "value": 1234.5}
    ]  # fmt: skip


def test_without_a_header_columns_are_known_by_what_stands_in_them():
    text = (
        "300000005010\tB11\tCông ty Mẫu\t0100005019\tSầu riêng tươi loại một\t08106000\tVN\t900\tCTN\tUSD\n"
        "300000006020\tB11\tCông ty Thử\t0100109106\tVải\t08109010\tCN\t50\tCTN\tUSD\n"
    )
    first, second = read(text)
    assert (first["customs_number"], first["owner"]["name"]) == ("300000005010", "Công ty Mẫu")
    assert first["items"] == [
        {"description": "Sầu riêng tươi loại một", "hs_code": "08106000", "origin": "VN", "quantity": 900,
         "unit": "CTN", "currency": "USD"}
    ]  # fmt: skip
    assert second["owner"]["tax_code"] == "0100109106"


def test_what_cannot_be_read_stays_as_written_and_no_columns_at_all_are_refused_with_the_line():
    (goods,) = read("Số tờ khai;Tên hàng;Trị giá\n3OO;.;nhiều\n")
    assert (goods["customs_number"], goods["items"][0]["value"]) == ("3OO", "nhiều")
    for text in ("\n1\t2\n3\t4\n", "\nkhông biết\n"):
        with pytest.raises(BadSheet, match="Line 2"):
            read(text, "en")
    with pytest.raises(BadSheet, match="below line 1"):
        read("Số tờ khai;Tên hàng;Mã HS\n", "en")


def test_merging_keeps_what_was_typed_and_does_not_double():
    document = {"consignments": [{"key": "A", "cargo_kind": "fruit", "items": [{}], "owner": None}],
                "vehicles": [{"key": "1", "consignments": ["A"]}], "receiving_vehicles": []}  # fmt: skip
    once = merge(document, read(VI))
    assert [row["key"] for row in once["consignments"]] == ["A", "B"]
    assert once["consignments"][0]["cargo_kind"] == "fruit"
    assert once["vehicles"][0]["consignments"] == ["A", "B"]
    assert merge(once, read(VI)) == once

    once["consignments"][1]["owner"]["phone"] = "0912345678"
    again = merge(once, read(VI.replace("50\tCTN\t1.000\t500", "60\tCTN\t1.200\t600")))
    assert again["consignments"][1]["owner"]["phone"] == "0912345678"
    assert again["consignments"][1]["items"][0]["quantity"] == 60
    assert len(again["consignments"]) == 2


# The pages


@pytest.fixture
def haulier(client):
    user = given.declarant()
    client.force_login(user)
    return user


@pytest.fixture
def draft(haulier):
    at = timezone.now()
    return drafting.save_draft(body=blank(by=haulier, at=at), by=haulier, at=at)


@pytest.mark.django_db
def test_a_form_is_saved_before_the_sheet_is_asked_for(client, haulier):
    form = {"gate": "HN", "vehicles-0-key": "1", "vehicles-0-plate": "12C 1"}
    answer = client.post(reverse("goods-from-new"), form)

    draft: Any = Declaration.objects.get()
    assert answer.headers["Location"] == reverse("goods-fill", args=[draft])
    assert draft.draft["vehicles"][0]["plate"] == "12C 1"
    client.post(reverse("goods-from-draft", args=[draft]), form | {"vehicles-0-plate": "12C 2", "version": "99"})
    assert sorted(one.draft["vehicles"][0]["plate"] for one in Declaration.objects.all() if one.draft) == [
        "12C 1",
        "12C 2",
    ]


@pytest.mark.django_db
def test_a_pasted_declaration_fills_the_draft_with_what_the_company_knows(client, haulier, draft):
    given.filed(by=haulier)
    learn_due(at=given.NOON)
    answer = client.post(reverse("goods-fill", args=[draft]), {"cells": VI}, follow=True)

    assert answer.status_code == 200
    draft.refresh_from_db()
    first, second = draft.draft["consignments"]
    assert (first["cargo_kind"], first["owner"]["address"]) == ("fruit", "Lạng Sơn")
    assert "cargo_kind" not in second
    assert draft.draft["vehicles"][0]["consignments"] == ["A", "B"]


@pytest.mark.django_db
def test_a_workbook_fills_it_too_and_a_bad_one_loses_nothing(client, draft):
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Số tờ khai", "Tên hàng", "Trị giá"])
    sheet.append([300000005010, "Vải", 1.125])
    kept = io.BytesIO()
    book.save(kept)
    before, page = draft.draft, reverse("goods-fill", args=[draft])

    answer = client.post(page, {"cells": "của tôi", "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken")})
    assert answer.status_code == 422
    assert "của tôi" in answer.content.decode()
    assert client.post(page, {"cells": ""}).status_code == 422
    draft.refresh_from_db()
    assert draft.draft == before

    client.post(page, {"file": SimpleUploadedFile("x.xlsx", kept.getvalue())})
    draft.refresh_from_db()
    assert draft.draft["consignments"][0]["items"] == [{"description": "Vải", "value": 1.125}]


@pytest.mark.django_db
def test_nobody_elses_draft_and_none_that_is_filed(client, draft):
    filed = given.filed()
    others = drafting.save_draft(body={}, by=given.declarant(), at=given.NOON)
    for ref in (str(others.pk), filed.number, "99999"):
        assert client.get(reverse("goods-fill", args=[ref])).status_code == 404
        assert client.post(reverse("goods-fill", args=[ref]), {"cells": VI}).status_code == 404
        assert client.post(reverse("goods-from-draft", args=[ref]), {"gate": "HN"}).status_code == 404
    others.refresh_from_db()
    assert others.draft == {}
