"""Which column of a customs declaration is which member of a consignment."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.translation import override

from declarations.formats import (
    BadFormat,
    read_country,
    read_currency,
    read_customs_number,
    read_hs_code,
    read_tax_code,
)
from declarations.web.form import fields
from declarations.web.form.fields import Field
from workspace.folding import fold
from workspace.sheets import Line

MEMBERS: Final[dict[str, Field]] = {".".join(field.path): field for field in (*fields.GOODS, *fields.ITEM)}
"""The members that a column may be, by their dotted path within the consignment or the item."""
OF_ITEM: Final = frozenset(".".join(field.path) for field in fields.ITEM)

_ALSO: Final[Mapping[str, Sequence[str]]] = {
    "customs_number": ("Số tờ khai", "Số TK", "Tờ khai hải quan", "Số tờ khai hải quan", "customs number",
                       "customs declaration number", "declaration no", "报关单号", "海关申报号", "报关单编号"),
    "customs_regime": ("Mã loại hình", "Loại hình", "regime", "regime code", "customs regime", "贸易方式", "监管方式"),
    "cargo_kind": ("Loại hàng", "kind of cargo", "cargo kind", "货物种类"),
    "owner.tax_code": ("MST", "Mã số thuế", "Mã số thuế doanh nghiệp", "MST doanh nghiệp", "Mã doanh nghiệp",
                       "tax code", "owner tax code", "税号", "税务代码"),
    "owner.name": ("Tên doanh nghiệp", "Doanh nghiệp", "Tên công ty", "Công ty", "Chủ hàng", "Tên chủ hàng", "company",
                   "company name", "owner", "owner name", "货主", "企业名称", "公司名称"),
    "owner.phone": ("Điện thoại", "SĐT", "Điện thoại doanh nghiệp", "phone", "电话"),
    "owner.address": ("Địa chỉ", "Địa chỉ doanh nghiệp", "address", "地址"),
    "description": ("Mô tả hàng hóa", "Tên hàng", "Tên hàng hóa", "Mô tả", "Hàng hóa", "description", "goods",
                    "commodity", "description of goods", "品名", "货物名称", "商品名称"),
    "hs_code": ("Mã HS", "Mã hàng", "Mã số hàng hóa", "HS", "HS code", "商品编码", "HS编码", "税则号"),
    "origin": ("Xuất xứ", "Nước xuất xứ", "Mã nước xuất xứ", "origin", "country of origin", "原产国", "原产地"),
    "quantity": ("Số lượng", "Lượng", "quantity", "qty", "数量"),
    "unit": ("Đơn vị", "Đơn vị tính", "ĐVT", "Mã đơn vị tính", "unit", "单位", "计量单位"),
    "weight_kg": ("Trọng lượng", "Trọng lượng (kg)", "Khối lượng", "Tổng trọng lượng", "Trọng lượng hàng", "weight",
                  "weight kg", "gross weight", "重量", "毛重", "重量 kg"),
    "value": ("Trị giá", "Trị giá hóa đơn", "Trị giá nguyên tệ", "Trị giá hải quan", "Thành tiền", "value", "amount",
              "invoice value", "金额", "总价", "货值"),
    "currency": ("Nguyên tệ", "Mã nguyên tệ", "Đồng tiền", "Loại tiền", "currency", "币种", "币制"),
}  # fmt: skip
_COMPANY: Final = ("cong ty", "cty", "doanh nghiep", "hop tac xa", "htx")
TOTALS: Final = frozenset({"tong", "tong cong", "cong", "total", "sum", "合计", "总计"})


@cache
def words() -> dict[str, list[str]]:
    """For each member what a header may call it: the form's own labels in every language, and what declarations say."""
    known = {name: list(_ALSO[name]) for name in _ALSO}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name, field in MEMBERS.items():
                known.setdefault(name, []).append(str(field.label))
    return known


def guess(lines: Sequence[Line]) -> dict[str, int]:
    """The columns of a sheet without a header, by what stands in them; numbers are quantity, weight, value in turn."""
    columns: dict[str, int] = {}
    width = max(len(line.cells) for line in lines)
    filled = {column: [text for line in lines if (text := line.cell(column))] for column in range(width)}
    for name, fits in _MARKED:
        for column, texts in filled.items():
            if texts and column not in columns.values() and name not in columns and all(map(fits, texts)):
                columns[name] = column
    rest = [column for column, texts in filled.items() if texts and column not in columns.values()]
    numbers = [column for column in rest if all(map(_is_number, filled[column]))]
    columns |= dict(zip(("quantity", "weight_kg", "value"), numbers, strict=False))
    texts_left = [column for column in rest if column not in numbers]
    if texts_left:  # goods are described at length, and before their owner is named
        longest = max(
            texts_left, key=lambda column: (not _is_company(filled[column]), _length(filled[column]), -column)
        )
        columns["description"] = longest
        owners = [column for column in texts_left if column != longest and _is_company(filled[column])]
        columns |= {"owner.name": owners[0]} if owners else {}
    return columns


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            read(text)
        except BadFormat:
            return False
        return True

    return fits


def _is_regime(text: str) -> bool:
    return len(text) == 3 and text[0].isalpha() and text[1:].isdigit()


def _is_unit(text: str) -> bool:
    return text.isalpha() and text.isascii() and text.isupper() and len(text) <= 4


def _is_number(text: str) -> bool:
    return any(mark.isdigit() for mark in text) and set(text) <= set("0123456789., \u00a0-")


def _is_company(texts: Sequence[str]) -> bool:
    return all(fold(text).startswith(_COMPANY) or "公司" in text for text in texts)


def _length(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / len(texts)


def _is_customs_number(text: str) -> bool:
    return _reads(read_customs_number)(text) and text[0] in "13"


_MARKED: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("customs_number", _is_customs_number),
    ("owner.tax_code", _reads(read_tax_code)),
    ("hs_code", _reads(read_hs_code)),
    ("customs_regime", _is_regime),
    ("currency", _reads(read_currency)),
    ("origin", _reads(read_country)),
    ("unit", _is_unit),
)
"""What is known by its form, the most telling first."""
