"""The rules that the desk starts with, and the goods that commonly cross here ○. `plant_hints` may run twice."""

from typing import Any

from desk.hints.rules import RULES

NAMES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    # code: vi, en, zh, shown to
    "over_class": ("Trọng lượng hàng so với hạng phí", "Cargo against fee class", "货重与收费等级不符",
                   ("customs", "gate_centre")),
    "unlike_itself": ("Tự trọng so với các lần khai trước", "Own weight against the truck's history",
                      "自重与该车历史不符", ("customs", "gate_centre")),
    "other_goods": ("Mã HS so với tên hàng", "HS code against description", "HS编码与品名不符", ("customs",)),
    "same_driver": ("Một lái xe trên nhiều xe cùng lúc", "One driver on several trucks", "一名司机同时在多车",
                    ("border_guard",)),
    "over_customs": ("Tờ khai hải quan vượt trọng lượng", "Customs declaration over its weight", "报关单超重",
                     ("customs",)),
    "same_container": ("Container có ở tờ khai khác", "Container seen elsewhere", "集装箱出现在其他申报",
                       ("customs", "border_guard")),
}  # fmt: skip

GOODS = [
    # words, HS codes begin with
    ("sầu riêng, durian, 榴莲", "081060"),
    ("thanh long, dragon fruit, pitahaya, 火龙果", "081090"),
    ("xoài, mango, 芒果", "080450"),
    ("măng cụt, mangosteen, 山竹", "080450"),
    ("chuối, banana, 香蕉", "0803"),
    ("mít tươi, quả mít, jackfruit, 菠萝蜜", "081090"),
    ("vải thiều, quả vải, vải tươi, lychee, litchi, 荔枝", "081090"),
    ("quả nhãn, nhãn tươi, longan, 龙眼", "081090"),
    ("chôm chôm, rambutan, 红毛丹", "081090"),
    ("chanh leo, chanh dây, passion fruit, 百香果", "081090"),
    ("dưa hấu, watermelon, 西瓜", "080711"),
    ("dừa tươi, dừa xiêm, coconut, 椰子", "0801"),
    ("ớt tươi, fresh chilli, 鲜辣椒", "070960"),
    ("tinh bột sắn, cassava starch, tapioca starch, 木薯淀粉", "110814"),
    ("sắn lát, sắn củ, sắn tươi, cassava, 木薯", "071410"),
    ("hạt điều, cashew, 腰果", "0801, 2008"),
    ("cà phê, coffee, 咖啡", "0901, 2101"),
    ("gạo, rice, 大米", "1006"),
    ("cao su tự nhiên, natural rubber, 天然橡胶", "4001"),
    ("tôm đông lạnh, frozen shrimp, 冻虾", "0306, 1605"),
    ("quả táo, táo tươi, apple, 苹果", "080810"),
    ("quả lê, lê tươi, fresh pear, 鲜梨", "080830"),
    ("nho tươi, quả nho, grape, 葡萄", "080610"),
    ("quýt, mandarin, 柑橘", "080521, 080529"),
    ("hành tây, onion, 洋葱", "070310"),
    ("tỏi tươi, củ tỏi, garlic, 大蒜", "070320"),
    ("khoai tây, potato, 土豆, 马铃薯", "0701, 2004, 2005"),
    ("cà rốt, carrot, 胡萝卜", "070610"),
    ("điện thoại di động, mobile phone, 手机", "8517"),
    ("máy tính xách tay, laptop, 笔记本电脑", "8471"),
    ("quần áo, clothing, garments, 服装", "61, 62"),
    ("giày dép, footwear, shoes, 鞋", "64"),
]


def plant_hints(apps: Any) -> None:
    """Add what is missing; what somebody edited stays. `apps` is an app registry, a migration's or Django's own."""
    rules, goods = (apps.get_model("desk", name).objects for name in ("HintRule", "GoodsName"))
    for code, (vi, en, zh_hans, agencies) in NAMES.items():
        parameters = {name: parameter.default for name, parameter in RULES[code].parameters.items()}
        rules.get_or_create(
            code=code,
            defaults={"name_vi": vi, "name_en": en, "name_zh_hans": zh_hans, "agencies": list(agencies),
                      "parameters": parameters},
        )  # fmt: skip
    for words, prefixes in GOODS:
        goods.get_or_create(words=words, defaults={"hs_prefixes": prefixes})
